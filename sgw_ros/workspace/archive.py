# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Commits and whole graphs as the journal's bytes, with what must not be stored left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.packing import DAMAGED, pack, unpack

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
    *before, nodes, edges, late, reads, reason, hashes = record
    updates = [list(map(tuple, some)) for some in (_without(nodes, exclude), edges, _without(late, exclude))]
    return pack((*before, *updates, reads, reason, hashes))


def decode_record(body: bytes) -> CommitRecord:
    """One commit from its bytes.

    Raises:
        JournalError: when they are damaged.
    """
    try:
        record = CommitRecord(*unpack(body))
        return record._replace(
            nodes=tuple(NodeUpdate(*values) for values in record.nodes),
            edges=tuple(EdgeUpdate(*values) for values in record.edges),
            late=tuple(NodeUpdate(*values) for values in record.late),
        )
    except DAMAGED as error:
        raise JournalError(f"a commit in the journal is damaged: {error}") from error


def encode_snapshot(snapshot: Snapshot, exclude: Excluded) -> bytes:
    """The whole graph as bytes, with who wrote each item and when; nodes start with their root group."""
    nodes: list[Any] = []
    for key in snapshot.nodes:
        node = snapshot.nodes[key]
        root = snapshot.schema.nodes[node.type].root
        for _, item in sorted(node.groups.items(), key=lambda entry: (entry[0] != root, entry[0])):
            [update] = _without((item.update,), exclude)
            nodes.append((item.version, item.expert, tuple(update)))
    edges: list[Any] = []
    for key in snapshot.edges:
        edge = snapshot.edges[key]
        edges.append((edge.version, edge.expert, tuple(edge.update)))
    schema = (snapshot.schema.name, snapshot.schema.version)
    return pack((schema, snapshot.latest_ns, nodes, edges))


def decode_snapshot(body: bytes, empty: Snapshot) -> Snapshot:
    """The graph from its bytes; epoch, version and schema are those of `empty`.

    Raises:
        JournalError: when they are damaged.
    """
    try:
        schema, latest_ns, node_list, edge_list = unpack(body)
        nodes = [(version, expert, NodeUpdate(*values)) for version, expert, values in node_list]
        edges = [(version, expert, EdgeUpdate(*values)) for version, expert, values in edge_list]
    except DAMAGED as error:
        raise JournalError(f"a checkpoint in the journal is damaged: {error}") from error
    if schema != (empty.schema.name, empty.schema.version):
        raise JournalError(f"a checkpoint in the journal is of schema {schema}, not {empty.schema.version}")
    return Snapshot(empty.epoch, empty.version, empty.schema).restore(nodes, edges, latest_ns)


def _without(nodes: Iterable[NodeUpdate], exclude: Excluded) -> Iterable[NodeUpdate]:
    """Node updates without what must not be stored."""
    if not exclude:
        return nodes
    return [_stripped(update, exclude.get(update.group, frozenset())) for update in nodes]


def _stripped(update: NodeUpdate, hidden: frozenset[str]) -> NodeUpdate:
    kept = {name: value for name, value in update.attributes.items() if name not in hidden}
    return update._replace(attributes=kept)
