# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The graph at one version: immutable, sharing everything unchanged with the versions around it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, TypeVar

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.encoding import canonical_bytes
from sgw_ros.workspace.errors import SchemaError
from sgw_ros.workspace.places import Cell, Places, cell_of
from sgw_ros.workspace.schema import Schema, type_of
from sgw_ros.workspace.trie import Trie

HASH_MODULUS = 1 << 128


UpdateT = TypeVar("UpdateT", NodeUpdate, EdgeUpdate)


class Item(Generic[UpdateT]):
    """One attribute group of a node, or one edge, as last written: by whom and in which version."""

    __slots__ = ("_digest", "expert", "update", "version")

    def __init__(self, update: UpdateT, version: int, expert: str) -> None:
        self.update: UpdateT = update
        self.version = version
        self.expert = expert
        self._digest = -1

    @property
    def digest(self) -> int:
        """A 128-bit digest of the content alone, made when first asked for."""
        if self._digest < 0:
            digest = hashlib.blake2b(canonical_bytes(self.update), digest_size=16).digest()
            self._digest = int.from_bytes(digest, "big")
        return self._digest


class Node:
    """A node: its attribute groups by name, and the cell of the spatial index it stands in."""

    __slots__ = ("cell", "groups", "key", "type")

    def __init__(
        self, key: str, kind: str, groups: Mapping[str, Item[NodeUpdate]], cell: Cell | None
    ) -> None:
        self.key = key
        self.type = kind
        self.groups = groups
        self.cell = cell

    @property
    def updates(self) -> tuple[NodeUpdate, ...]:
        """The groups as last written, in order of their names."""
        return tuple(self.groups[name].update for name in sorted(self.groups))

    @property
    def last_seen_ns(self) -> int:
        """The newest stamp of all groups."""
        return max(item.update.stamp_ns for item in self.groups.values())

    def value(self, group: str, name: str) -> object:
        """One attribute, or None where it is not set."""
        item = self.groups.get(group)
        return None if item is None else item.update.attributes.get(name)


class Standing(NamedTuple):
    """What stands where some updates write: one entry for each, None where nothing does.

    `is_older` where all of it has an earlier stamp than what is to be written, as it nearly always has.
    """

    nodes: list[Item[NodeUpdate] | None]
    edges: list[Item[EdgeUpdate] | None]
    is_older: bool


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The whole graph at one version.

    `nodes` by key, `edges` by `EdgeUpdate.key`, `incident` the keys of the edges at each node.
    `latest_ns` is the newest stamp of all commits so far. `as_of_ns` is set where the snapshot shows
    an earlier time than its version (`Workspace.read_state`).
    """

    epoch: str
    version: int
    schema: Schema
    nodes: Trie[Node] = field(default_factory=Trie)
    edges: Trie[Item[EdgeUpdate]] = field(default_factory=Trie)
    incident: Trie[Trie[bool]] = field(default_factory=Trie)
    places: Places = field(default_factory=Places)
    latest_ns: int = 0
    as_of_ns: int | None = None

    def item(self, key: str, group: str = "") -> Item[Any] | None:
        """The item at (node key, group), or the edge of this key."""
        if not group:
            edge: Item[EdgeUpdate] | None = self.edges.get(key)
            return edge
        node: Node | None = self.nodes.get(key)
        return None if node is None else node.groups.get(group)

    def standing(self, nodes: Iterable[NodeUpdate], edges: Iterable[EdgeUpdate]) -> Standing:
        """What stands where these updates write; None for removals of nodes, which take all groups."""
        items: list[Item[NodeUpdate] | None] = []
        links: list[Item[EdgeUpdate] | None] = []
        is_older = True
        for update in nodes:
            node = self.nodes.get(update.key)
            item = None if node is None or update.remove else node.groups.get(update.group)
            if update.remove or (item is not None and item.update.stamp_ns >= update.stamp_ns):
                is_older = False
            items.append(item)
        for edge in edges:
            link = self.edges.get(edge.key)
            if link is not None and link.update.stamp_ns >= edge.stamp_ns:
                is_older = False
            links.append(link)
        return Standing(items, links, is_older)

    def edges_of(self, key: str) -> Iterator[EdgeUpdate]:
        """The edges that start or end at a node."""
        for edge_key in self.incident.get(key, ()):
            yield self.edges[edge_key].update

    def items(self) -> Iterator[Item[Any]]:
        """Every attribute group and every edge, in no particular order."""
        for node in self.nodes.unordered():
            yield from node.groups.values()
        yield from self.edges.unordered()

    def state_hash(self) -> str:
        """A digest of content alone: equal for equal graphs, whatever the way they came about."""
        return f"{sum(item.digest for item in self.items()) % HASH_MODULUS:032x}"

    def position_of(self, node: Node) -> tuple[float, float, float] | None:
        """Where a node stands [3] m, odom; None for nodes without a place."""
        place = self.schema.nodes[node.type].place
        return None if place is None else node.value(*place)  # type: ignore[return-value]

    def evolve(
        self,
        version: int,
        expert: str,
        nodes: Iterable[NodeUpdate],
        edges: Iterable[EdgeUpdate],
        stamp_ns: int = 0,
    ) -> Snapshot:
        """The graph after these clean updates, in order: nodes first, then edges.

        Raises:
            SchemaError: for a node that its root group does not exist yet for, a dangling edge or a
                forbidden cycle.
        """
        draft = _Draft(self, version, expert)
        for index, node in enumerate(nodes):
            draft.write_node(node, index)
        for index, edge in enumerate(edges):
            draft.write_edge(edge, index)
        return Snapshot(
            self.epoch,
            version,
            self.schema,
            draft.nodes.done(),
            draft.edges.done(),
            draft.incident.done(),
            draft.places,
            max(self.latest_ns, stamp_ns),
        )

    def restore(
        self,
        nodes: Iterable[tuple[int, str, NodeUpdate]],
        edges: Iterable[tuple[int, str, EdgeUpdate]],
        latest_ns: int,
    ) -> Snapshot:
        """This graph with items put in as (version, expert, update) of an earlier life.

        Raises:
            SchemaError: as `evolve`.
        """
        draft = _Draft(self, self.version, "")
        for index, (draft.version, draft.expert, node) in enumerate(nodes):
            draft.write_node(node, index)
        for index, (draft.version, draft.expert, edge) in enumerate(edges):
            draft.write_edge(edge, index)
        return replace(
            self,
            nodes=draft.nodes.done(),
            edges=draft.edges.done(),
            incident=draft.incident.done(),
            places=draft.places,
            latest_ns=latest_ns,
        )


class _Draft:
    """The next version while it is being made."""

    def __init__(self, start: Snapshot, version: int, expert: str) -> None:
        self.schema = start.schema
        self.version = version
        self.expert = expert
        self.nodes = start.nodes.edit()
        self.edges = start.edges.edit()
        self.incident = start.incident.edit()
        self.places = start.places

    def write_node(self, update: NodeUpdate, index: int) -> None:
        key = update.key
        node: Node | None = self.nodes.get(key)
        if update.remove:
            if node is not None:
                self._remove_node(node)
            return
        group = update.group
        if node is None:
            kind, cell, groups = type_of(key), None, {}
            root = self.schema.nodes[kind].root
            if root and group != root:
                raise SchemaError(
                    f"nodes[{index}].key: '{key}' does not exist; its '{root}' has to come first"
                )
        else:
            kind, cell, groups = node.type, node.cell, dict(node.groups)
        groups[group] = Item(update, self.version, self.expert)
        place = self.schema.nodes[kind].place
        if place is not None and place[0] == group:
            cell = self._stand(key, cell, update.attributes.get(place[1]))
        self.nodes.set(key, Node(key, kind, groups, cell))

    def _stand(self, key: str, old: Cell | None, position: Any) -> Cell | None:
        """Keep the spatial index up to where a node stands now."""
        cell = None if position is None else cell_of(position[0], position[1])
        if cell == old:
            return old
        self.places = self.places.move(key, old, cell)
        return cell

    def write_edge(self, update: EdgeUpdate, index: int) -> None:
        key = update.key
        if update.remove:
            if self.edges.get(key) is not None:
                self._remove_edge(key, update.source, update.target)
            return
        if self.edges.set(key, Item(update, self.version, self.expert)):
            self._link(key, update, index)

    def _link(self, key: str, update: EdgeUpdate, index: int) -> None:
        """Let both ends of a new edge know it."""
        for name, end in (("source", update.source), ("target", update.target)):
            if self.nodes.get(end) is None:
                raise SchemaError(f"edges[{index}].{name}: '{end}' does not exist, the edge would dangle")
        kind = self.schema.edges[update.type]
        if kind.acyclic and self._leads_to(update.target, update.source, update.type):
            raise SchemaError(f"edges[{index}]: '{key}' would close a cycle of '{update.type}' edges")
        for end in (update.source, update.target):
            links = self.incident.get(end, _NO_EDGES).edit()
            links.set(key, True)
            self.incident.set(end, links.done())

    def _remove_node(self, node: Node) -> None:
        for key in self.incident.get(node.key, ()):
            edge = self.edges.get(key).update
            self._remove_edge(key, edge.source, edge.target)
        self.nodes.remove(node.key)
        self.places = self.places.move(node.key, node.cell, None)

    def _remove_edge(self, key: str, source: str, target: str) -> None:
        self.edges.remove(key)
        for end in (source, target):
            links = self.incident.get(end).edit()
            links.remove(key)
            rest = links.done()
            if len(rest):
                self.incident.set(end, rest)
            else:
                self.incident.remove(end)

    def _leads_to(self, start: str, goal: str, kind: str) -> bool:
        seen, queue = {start}, [start]
        while queue:
            here = queue.pop()
            if here == goal:
                return True
            for key in self.incident.get(here, ()):
                edge = self.edges.get(key).update
                if edge.type == kind and edge.source == here and edge.target not in seen:
                    seen.add(edge.target)
                    queue.append(edge.target)
        return False


_NO_EDGES: Trie[bool] = Trie()
