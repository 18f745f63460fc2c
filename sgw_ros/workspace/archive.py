# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Commits and whole graphs as the journal's bytes (JSON), with what must not be stored left out."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sgw_ros.core.graph import NodeUpdate
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.encoding import as_list, dump, edge_from, node_from
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.schema import type_of

Excluded = Mapping[str, frozenset[str]]
"""Attribute names by group that are never stored."""


def excluded(names: Iterable[str]) -> Excluded:
    """Sort `group.attribute` names by group.

    Raises:
        JournalError: for a name without a group.
    """
    groups: dict[str, set[str]] = defaultdict(set)
    for name in names:
        group, dot, attribute = name.partition(".")
        if not dot or not attribute:
            raise JournalError(f"journal: cannot exclude '{name}'; write 'group.attribute'")
        groups[group].add(attribute)
    return {group: frozenset(attributes) for group, attributes in groups.items()}


def encode_record(record: CommitRecord, exclude: Excluded) -> bytes:
    """One commit as bytes."""
    return dump(
        [
            record.handle,
            record.kind,
            record.expert,
            record.version,
            record.base_version,
            record.stamp_ns,
            record.committed_ns,
            [_node_list(u, exclude) for u in record.nodes] if exclude else list(map(as_list, record.nodes)),
            list(map(as_list, record.edges)),
            [_node_list(u, exclude) for u in record.late],
            record.reads,
            record.reason,
            record.input_hashes,
        ]
    )


def decode_record(body: bytes) -> CommitRecord:
    """One commit from its bytes.

    Raises:
        JournalError: when they are damaged.
    """
    try:
        (handle, kind, expert, version, base, stamp, committed, nodes, edges, late, reads, reason, hashes) = (
            json.loads(body)
        )
        return CommitRecord(
            handle,
            kind,
            expert,
            version,
            base,
            stamp,
            committed,
            tuple(map(node_from, nodes)),
            tuple(map(edge_from, edges)),
            tuple(map(node_from, late)),
            tuple(reads),
            reason,
            tuple(hashes),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise JournalError(f"a commit in the journal is damaged: {error}") from error


def encode_snapshot(snapshot: Snapshot, exclude: Excluded) -> bytes:
    """The whole graph as bytes, with who wrote each item and when."""
    nodes = [
        [item.version, item.expert, _node_list(item.update, exclude)]
        for key in sorted(snapshot.nodes)
        for _, item in sorted(snapshot.nodes[key].groups.items())
    ]
    edges = [
        [item.version, item.expert, as_list(item.update)]
        for item in (snapshot.edges[key] for key in sorted(snapshot.edges))
    ]
    schema = [snapshot.schema.name, snapshot.schema.version]
    return dump({"schema": schema, "latest_ns": snapshot.latest_ns, "nodes": nodes, "edges": edges})


def decode_snapshot(body: bytes, empty: Snapshot) -> Snapshot:
    """The graph from its bytes; epoch, version and schema are those of `empty`.

    Raises:
        JournalError: when they are damaged.
    """
    try:
        values = json.loads(body)
        nodes = [(version, expert, node_from(v)) for version, expert, v in values["nodes"]]
        edges = [(version, expert, edge_from(v)) for version, expert, v in values["edges"]]
        latest_ns, schema = int(values["latest_ns"]), values["schema"]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise JournalError(f"a checkpoint in the journal is damaged: {error}") from error
    if schema != [empty.schema.name, empty.schema.version]:
        raise JournalError(f"a checkpoint in the journal is of schema {schema}, not {empty.schema.version}")
    types = empty.schema.nodes
    root_first = sorted(nodes, key=lambda n: n[2].group != types[type_of(n[2].key)].root)
    snapshot = Snapshot(empty.epoch, empty.version, empty.schema)
    return snapshot.restore(root_first, edges, latest_ns)


def _node_list(update: NodeUpdate, exclude: Excluded) -> list[Any]:
    hidden = exclude.get(update.group)
    if hidden is None:
        return as_list(update)
    kept = {name: value for name, value in update.attributes.items() if name not in hidden}
    return as_list(replace(update, attributes=kept))
