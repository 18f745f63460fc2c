# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Undoing one commit: what would restore the graph, and which later commits stand in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.address import QUERY_MARK, parse_address
from sgw_ros.workspace.commit import CommitRecord, undone
from sgw_ros.workspace.errors import SchemaError, VersionError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.query import Query, run
from sgw_ros.workspace.versions import Versions


class BlockedError(WorkspaceError):
    """Later commits rest on what should be undone; `handles` names them."""

    def __init__(self, handles: list[str]) -> None:
        super().__init__(f"later commits rest on it: {', '.join(handles)}")
        self.handles = tuple(handles)


@dataclass(frozen=True, slots=True)
class Undo:
    """What undoes a commit."""

    record: CommitRecord
    nodes: tuple[NodeUpdate, ...]
    edges: tuple[EdgeUpdate, ...]
    late: tuple[NodeUpdate, ...]
    """Facts that came late and are taken back, marked as removed."""


def plan(handle: str, versions: Versions) -> Undo:
    """What undoes the commit of a handle at the head.

    Raises:
        BlockedError: when later commits read or wrote its items.
        WorkspaceError: when it was rolled back already.
        VersionError: when it is not at hand, or what was before it is not.
    """
    records = versions.since(0)
    found = next((r for r in reversed(records) if r.handle == handle), None)
    if found is None:
        raise VersionError(f"no commit '{handle}' is at hand")
    if handle in undone(records):
        raise WorkspaceError(f"'{handle}' was rolled back already")
    before, after = versions.get(found.version - 1), versions.get(found.version)
    in_the_way = blockers(found, before, after, versions)
    if in_the_way:
        raise BlockedError(in_the_way)
    late = tuple(update._replace(attributes={}, remove=True) for update in found.late)
    return Undo(found, *restoring_updates(before, after, versions.head), late)


def restoring_updates(
    before: Snapshot, after: Snapshot, head: Snapshot
) -> tuple[tuple[NodeUpdate, ...], tuple[EdgeUpdate, ...]]:
    """Updates that bring back `before` where `after` differs from it, applied to `head`.

    A group that did not exist before is taken out by removing its node and writing back the rest,
    edges included, because updates know no smaller removal.
    """
    nodes: list[NodeUpdate] = []
    edges: dict[str, EdgeUpdate] = {}
    for key, new, old in after.edges.changes(before.edges):
        if old is not None:
            edges[key] = old.update
        elif new is not None and key in head.edges:
            edges[key] = new.update._replace(remove=True, attributes={})
    for key, created, former in after.nodes.changes(before.nodes):
        old_groups = former.groups if former else {}
        new_groups = created.groups if created else {}
        restored = {name: i.update for name, i in old_groups.items() if new_groups.get(name) is not i}
        vanishing = [name for name in new_groups if name not in old_groups]
        if vanishing:
            kept = {n: i.update for n, i in head.nodes[key].groups.items() if n not in vanishing}
            restored = {**kept, **restored} if former else {}
            some = new_groups[vanishing[0]].update
            nodes.append(some._replace(remove=True, attributes={}))
            if former:
                edges = {**{e.key: e for e in head.edges_of(key)}, **edges}
        nodes += [restored[name] for name in head.schema.root_first(key.partition("/")[0], restored)]
    # Removals first: what comes back may close a cycle with what goes.
    return tuple(nodes), tuple(edges[key] for key in sorted(edges, key=lambda k: (not edges[k].remove, k)))


def blockers(record: CommitRecord, before: Snapshot, after: Snapshot, versions: Versions) -> list[str]:
    """Handles of later commits, not rolled back since, that read or wrote what `record` changed."""
    later = versions.since(record.version)
    over = undone(later) & {c.handle for c in later}
    later = [c for c in later if c.handle not in over and c.undoes not in over]
    return [c.handle for c in later if _rests_on(c, record, before, after, versions.find(c.version - 1))]


def _rests_on(
    commit: CommitRecord, record: CommitRecord, before: Snapshot, after: Snapshot, ground: Snapshot | None
) -> bool:
    """Whether a later commit, validated on `ground`, read or wrote what `record` changed."""
    groups = {(u.key, u.group) for u in record.nodes}
    whole = {u.key for u in record.nodes if u.remove or u.key not in before.nodes}
    keys = {u.key for u in record.nodes}
    links = {u.key for u in record.edges} | {k for k, _, _ in after.edges.changes(before.edges)}
    for node in (*commit.nodes, *commit.late):
        if (node.key, node.group) in groups or node.key in whole or (node.remove and node.key in keys):
            return True
    for edge in commit.edges:
        if edge.key in links or edge.source in whole or edge.target in whole:
            return True
    if any(_read_rests_on(read, groups, keys, whole, links) for read in commit.reads):
        return True
    queries = [read for read in commit.reads if read.startswith(QUERY_MARK)]
    if queries and _answers_change(queries, before, after, ground):
        return True
    return any(_saw(read, record.late) for read in commit.reads) if record.late else False


def _answers_change(queries: list[str], before: Snapshot, after: Snapshot, ground: Snapshot | None) -> bool:
    """Whether a query would have been answered otherwise on `ground` without what lies between two versions.

    What a query finds may have several causes, so it is not enough to ask it before and after.
    """
    if ground is None:
        return True
    try:
        without = ground.evolve(ground.version, "", *restoring_updates(before, after, ground))
    except SchemaError:
        return True
    parsed = [Query.parse(read) for read in queries]
    return any(run(query, ground).items() != run(query, without).items() for query in parsed)


def _saw(read: str, late: Iterable[NodeUpdate]) -> bool:
    """Whether a read as of a stamp saw one of these facts that came late."""
    if read.startswith(QUERY_MARK):
        return False
    key, group, stamp_ns = parse_address(read)
    return any((u.key, u.group) == (key, group) and u.stamp_ns <= (stamp_ns or 0) for u in late)


def _read_rests_on(
    read: str,
    groups: set[tuple[str, str]],
    keys: set[str],
    whole: set[str],
    links: set[str],
) -> bool:
    if read.startswith(QUERY_MARK):
        return False  # queries are asked again, see `_answers_change`
    address = parse_address(read)
    if address.is_edge:
        return address.key in links
    if not address.group:
        return address.key in keys
    return (address.key, address.group) in groups or address.key in whole
