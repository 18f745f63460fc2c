# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Commits and whole graphs as the journal's bytes, with what must not be stored left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.errors import JournalError, SchemaError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.packing import DAMAGED, Numbers, fold, pack, unfold, unpack
from sgw_ros.workspace.schema import Schema

Excluded = Mapping[str, frozenset[str]]
"""Attribute names by group that are never stored."""
StoredNode = tuple[int, str, NodeUpdate]
StoredEdge = tuple[int, str, EdgeUpdate]
"""An item of a graph with the version and the expert that wrote it."""


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
    numbers: list[float] = []
    kept: list[Iterable[Any]] = [nodes, edges, late]
    if exclude:
        kept = [_without(nodes, exclude), edges, _without(late, exclude)]
    updates = [[fold(u, numbers) for u in some] for some in kept]
    return pack((*before, *updates, reads, reason, hashes), numbers)


def decode_record(body: bytes) -> CommitRecord:
    """One commit from its bytes; whether its updates fit is the schema's to say (`fitting`).

    Raises:
        JournalError: when they are damaged.
    """
    try:
        values, numbers = unpack(body)
        *before, nodes, edges, late, reads, reason, hashes = values
        updates: list[tuple[Any, ...]] = [tuple(_node(u, numbers) for u in nodes)]
        updates += [tuple(_edge(u, numbers) for u in edges), tuple(_node(u, numbers) for u in late)]
        record = CommitRecord._make((*before, *updates, tuple(reads), reason, tuple(hashes)))
        numbers.finish()
        _check_kinds(record)
    except DAMAGED as error:
        raise JournalError(f"a commit in the journal is damaged: {error}") from error
    return record


def fitting(record: CommitRecord, schema: Schema) -> CommitRecord:
    """The commit with its updates as the schema knows them: a file may hold anything.

    Raises:
        SchemaError: with the path of what does not fit.
    """
    return record._replace(
        nodes=tuple(map(schema.clean_node, record.nodes)),
        edges=tuple(map(schema.clean_edge, record.edges)),
        late=tuple(map(schema.clean_node, record.late)),
    )


def encode_snapshot(snapshot: Snapshot, exclude: Excluded) -> bytes:
    """The whole graph as bytes, with who wrote each item and when; nodes start with their root group."""
    edges = ((i.version, i.expert, i.update) for i in (snapshot.edges[key] for key in snapshot.edges))
    return encode_items(snapshot.schema, snapshot.latest_ns, _stored_nodes(snapshot, exclude), edges)


def _stored_nodes(snapshot: Snapshot, exclude: Excluded) -> Iterator[StoredNode]:
    for key in snapshot.nodes:
        node = snapshot.nodes[key]
        for name in snapshot.schema.root_first(node.type, node.groups):
            item = node.groups[name]
            [update] = _without((item.update,), exclude)
            yield item.version, item.expert, update


def encode_items(
    schema: Schema, latest_ns: int, nodes: Iterable[StoredNode], edges: Iterable[StoredEdge]
) -> bytes:
    """The items of a graph as bytes."""
    numbers: list[float] = []
    node_list = [(version, expert, fold(update, numbers)) for version, expert, update in nodes]
    edge_list = [(version, expert, fold(update, numbers)) for version, expert, update in edges]
    return pack(((schema.name, schema.version), latest_ns, node_list, edge_list), numbers)


def decode_items(body: bytes) -> tuple[Any, int, list[StoredNode], list[StoredEdge]]:
    """(schema name and version, newest stamp, nodes, edges) of a graph from its bytes.

    Raises:
        JournalError: when they are damaged.
    """
    try:
        (schema, latest_ns, node_list, edge_list), numbers = unpack(body)
        nodes = [_stored(entry, _node, numbers) for entry in node_list]
        edges = [_stored(entry, _edge, numbers) for entry in edge_list]
        numbers.finish()
        if type(latest_ns) is not int:
            raise TypeError("the newest stamp is no whole number")
    except DAMAGED as error:
        raise JournalError(f"a checkpoint in the journal is damaged: {error}") from error
    return schema, latest_ns, nodes, edges


def decode_snapshot(body: bytes, empty: Snapshot) -> Snapshot:
    """The graph from its bytes; epoch, version and schema are those of `empty`.

    Raises:
        JournalError: when they are damaged or do not fit the schema.
    """
    schema = empty.schema
    found, latest_ns, node_list, edge_list = decode_items(body)
    if found != [schema.name, schema.version]:
        raise JournalError(f"a checkpoint in the journal is of schema {found}, not {schema.version}")
    try:
        nodes = [(version, expert, schema.clean_node(update)) for version, expert, update in node_list]
        edges = [(version, expert, schema.clean_edge(update)) for version, expert, update in edge_list]
        return Snapshot(empty.epoch, empty.version, schema).restore(nodes, edges, latest_ns)
    except (*DAMAGED, SchemaError) as error:
        raise JournalError(f"a checkpoint in the journal does not fit: {error}") from error


def _node(values: Sequence[Any], numbers: Numbers) -> NodeUpdate:
    return NodeUpdate(*unfold(values, 2, numbers))


def _edge(values: Sequence[Any], numbers: Numbers) -> EdgeUpdate:
    return EdgeUpdate(*unfold(values, 3, numbers))


def _stored(entry: Any, kind: Any, numbers: Numbers) -> Any:
    version, expert, values = entry
    if type(version) is not int or type(expert) is not str:
        raise TypeError("an item does not say who wrote it in which version")
    return version, expert, kind(values, numbers)


def _check_kinds(record: CommitRecord) -> None:
    texts = (record.handle, record.kind, record.expert, record.reason, *record.reads, *record.input_hashes)
    base = 0 if record.base_version is None else record.base_version
    wholes = (record.version, base, record.stamp_ns, record.committed_ns)
    if not all(type(t) is str for t in texts) or not all(type(w) is int for w in wholes):
        raise TypeError("a field is of another kind than it should be")


def _without(nodes: Iterable[NodeUpdate], exclude: Excluded) -> Iterable[NodeUpdate]:
    """Node updates without what must not be stored."""
    if not exclude:
        return nodes
    return [_stripped(update, exclude.get(update.group, frozenset())) for update in nodes]


def _stripped(update: NodeUpdate, hidden: frozenset[str]) -> NodeUpdate:
    kept = {name: value for name, value in update.attributes.items() if name not in hidden}
    return update._replace(attributes=kept)
