# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw workspace`: looks into the journal of a run: what is there, what changed, who did it and why."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import InputError
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.difference import Difference, difference
from sgw_ros.workspace.export import FORMATS, to_json, to_text
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.journal import FACTS, Journal
from sgw_ros.workspace.query import Query, run
from sgw_ros.workspace.recovery import replay
from sgw_ros.workspace.scene import SCENE


def add_parser(commands: Any) -> None:
    """Add the subcommand and its own."""
    parser = commands.add_parser("workspace", help="look into a workspace's journal")
    actions = parser.add_subparsers(dest="action", required=True, metavar="WHAT")
    show = _add(actions, "show", _show, "the graph at the end, or at a version")
    show.add_argument("--version", type=int, help="the version to show")
    show.add_argument("--where", default="", help="only nodes that fulfil this predicate")
    diff = _add(actions, "diff", _diff, "what changed between two versions")
    diff.add_argument("first", type=int, help="version")
    diff.add_argument("second", type=int, help="version")
    history = _add(actions, "history", _history, "the commits, or those about one node or edge")
    history.add_argument("key", nargs="?", default="", help="a node or edge key")
    export = _add(actions, "export", _export, "the graph as GraphML, JSON or networkx's JSON")
    export.add_argument("--format", default="graphml", choices=FORMATS)
    export.add_argument("--version", type=int, help="the version to export")
    export.add_argument("--out", type=Path, help="file to write; standard output without it")
    _add(actions, "check", _check, "whether the journal is whole and unaltered")


def _add(actions: Any, name: str, action: Any, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text)
    parser.add_argument("journal", type=Path, metavar="JOURNAL", help="the journal (workspace.db)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=action)
    return parser


def _show(options: argparse.Namespace) -> None:
    snapshot = _state(_open(options.journal), options.version)
    if options.json:
        values = to_json(snapshot)
        if options.where:
            found = {node.key for node in run(Query(where=options.where), snapshot).nodes}
            values["nodes"] = [node for node in values["nodes"] if node["key"] in found]
        print(json.dumps(values))
        return
    result = run(Query(where=options.where), snapshot)
    print(f"version {snapshot.version}, {len(snapshot.nodes)} nodes, {len(snapshot.edges)} edges")
    print(f"state {snapshot.state_hash()}")
    for node in result.nodes:
        print(node.key)
        for update in node.updates:
            print(f"  {update.group} (+-{update.uncertainty:g}, {update.stamp_ns} ns)")
            for name, value in sorted(update.attributes.items()):
                print(f"    {name}: {_brief(value)}")
    for edge in result.edges:
        print(
            edge.key, " ".join(f"{name}={_brief(value)}" for name, value in sorted(edge.attributes.items()))
        )


def _diff(options: argparse.Namespace) -> None:
    journal = _open(options.journal)
    changes = difference(_state(journal, options.first), _state(journal, options.second))
    if options.json:
        print(json.dumps(asdict(changes)))
        return
    for line in _lines(changes):
        print(line)


def _lines(changes: Difference) -> Iterator[str]:
    yield from (f"+ {key}" for key in (*changes.nodes_added, *changes.edges_added))
    yield from (f"- {key}" for key in (*changes.nodes_removed, *changes.edges_removed))
    for old_group, new_group in changes.groups:
        some = new_group or old_group
        before = old_group.attributes if old_group else {}
        after = new_group.attributes if new_group else {}
        if some is not None:
            yield f"~ {some.key} {some.group}: {_changed(before, after)}"
    for old_edge, new_edge in changes.edges:
        yield f"~ {new_edge.key}: {_changed(old_edge.attributes, new_edge.attributes)}"


def _changed(before: Any, after: Any) -> str:
    names = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    changes = [f"{name} {_brief(before.get(name))} -> {_brief(after.get(name))}" for name in names]
    return ", ".join(changes) or "seen again"


def _history(options: argparse.Namespace) -> None:
    journal = _open(options.journal)
    records = [r for r in journal.records() if not options.key or r.touches(options.key)]
    if options.json:
        print(json.dumps({"commits": [_plain(record) for record in records]}))
        return
    for record in records:
        print(_line(record))


def _plain(record: CommitRecord) -> dict[str, Any]:
    values = record._asdict()
    return {k: [u._asdict() for u in v] if k in ("nodes", "edges", "late") else v for k, v in values.items()}


def _line(record: CommitRecord) -> str:
    parts = [
        f"{record.version:>7} {record.kind:<10} {record.expert:<10} {record.stamp_ns} ns",
        f"{len(record.nodes)} nodes, {len(record.edges)} edges",
        f"+-{record.uncertainty:g}",
        record.reason,
        record.handle,
    ]
    return "  ".join(part for part in parts if part)


def _export(options: argparse.Namespace) -> None:
    snapshot = _state(_open(options.journal), options.version)
    text = to_text(snapshot, options.format)
    if options.out is None:
        sys.stdout.write(text)
    else:
        options.out.write_text(text, encoding="utf-8")
    if options.json and options.out is not None:
        print(
            json.dumps({"nodes": len(snapshot.nodes), "edges": len(snapshot.edges), "file": str(options.out)})
        )


def _check(options: argparse.Namespace) -> None:
    journal = _open(options.journal)
    kinds: Counter[str] = Counter()
    for name, kind in FACTS.items():
        journal.meta(name, kind)
    steps = replay(journal, SCENE, from_oldest=True)
    first, _, _ = next(steps)
    last = first
    for snapshot, record, _ in steps:
        kinds[record.kind if record else ""] += 1
        last = snapshot
    report = {
        "ok": True,
        "versions": [first.version, last.version],
        "commits": dict(kinds),
        "nodes": len(last.nodes),
        "edges": len(last.edges),
        "state_hash": last.state_hash(),
    }
    if options.json:
        print(json.dumps(report))
    else:
        print(f"sound: versions {first.version} to {last.version}, {kinds.total()} commits")
        print(f"state {last.state_hash()}")


def _open(path: Path) -> Journal:
    if not path.is_file():
        raise InputError(f"{path}: no such file; name the workspace.db of a run")
    return Journal(path, read_only=True)


def _state(journal: Journal, version: int | None) -> Snapshot:
    """The graph at a version, from the nearest checkpoint before it."""
    *_, (snapshot, _, _) = replay(journal, SCENE, str(journal.meta("epoch", "")), until=version)
    if version is not None and snapshot.version != version:
        first, last = journal.reach()
        held = f"the oldest is {first}, the newest is {last}"
        raise InputError(f"version {version} is not in {journal.path}; {held}")
    return snapshot


def _brief(value: Any) -> str:
    if isinstance(value, tuple):
        shown = " ".join(f"{x:g}" for x in value[:8])
        return f"[{shown}{' ...' if len(value) > 8 else ''}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
