# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The graph at one version: immutable, sharing everything unchanged with the versions around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.draft import Draft
from sgw_ros.workspace.edges import Edges
from sgw_ros.workspace.item import Item, Node
from sgw_ros.workspace.places import Places
from sgw_ros.workspace.schema import Schema
from sgw_ros.workspace.trie import Trie

HASH_MODULUS = 1 << 128


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

    `nodes` by key; each holds its edges, `edges` shows all of them by `EdgeUpdate.key`. `latest_ns` is
    the newest stamp of all commits and their updates since the graph was last emptied: a clock that was
    set back begins with an empty scene, and what was stamped before that makes nothing old.
    """

    epoch: str
    version: int
    schema: Schema
    nodes: Trie[Node] = field(default_factory=Trie)
    edge_count: int = 0
    places: Places = field(default_factory=Places)
    latest_ns: int = 0

    @property
    def edges(self) -> Edges:
        """All edges by key."""
        return Edges(self.nodes, self.edge_count)

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
        find = self.nodes.get
        for update in nodes:
            node = find(update.key)
            item = None if node is None or update.remove else node.groups.get(update.group)
            if update.remove or (item is not None and item.update.stamp_ns >= update.stamp_ns):
                is_older = False
            items.append(item)
        for edge in edges:
            node = find(edge.source)
            link = None if node is None else node.links.get(edge.key)
            if link is not None and link.update.stamp_ns >= edge.stamp_ns:
                is_older = False
            links.append(link)
        return Standing(items, links, is_older)

    def precedes(self, nodes: Iterable[NodeUpdate], edges: Iterable[EdgeUpdate]) -> bool:
        """Whether these updates are newer than everything that stands, and remove nothing."""
        latest_ns = self.latest_ns
        # Lists, because a generator costs more than the few updates do.
        old_nodes = [node for node in nodes if node.stamp_ns <= latest_ns or node.remove]
        old_edges = [edge for edge in edges if edge.stamp_ns <= latest_ns or edge.remove]
        return not (old_nodes or old_edges)

    def edges_of(self, key: str) -> Iterator[EdgeUpdate]:
        """The edges that start or end at a node, in order of their keys."""
        node: Node | None = self.nodes.get(key)
        if node is None:
            return
        for name in sorted((*node.links, *node.sources)):
            source = node.sources.get(name)
            start = node if source is None else self.nodes[source]
            yield start.links[name].update

    def items(self) -> Iterator[Item[Any]]:
        """Every attribute group and every edge, in no particular order."""
        for node in self.nodes.unordered():
            yield from node.groups.values()
            yield from node.links.unordered()

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
        nodes: Sequence[NodeUpdate],
        edges: Sequence[EdgeUpdate],
        stamp_ns: int = 0,
    ) -> Snapshot:
        """The graph after these clean updates, in order: nodes first, then edges.

        Raises:
            SchemaError: for a node that its root group does not exist yet for, a dangling edge or a
                forbidden cycle.
        """
        if not nodes and not edges:
            return replace(self, version=version)  # who writes nothing does not tell the time
        latest_ns = max(self.latest_ns, stamp_ns)
        draft = Draft(self.schema, self.nodes, self.edge_count, self.places, latest_ns, version, expert)
        for index, node in enumerate(nodes):
            draft.write_node(node, index)
        for index, edge in enumerate(edges):
            draft.write_edge(edge, index)
        written = draft.nodes()
        latest_ns = draft.latest_ns if written else stamp_ns
        return Snapshot(self.epoch, version, self.schema, written, draft.edge_count, draft.places, latest_ns)

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
        draft = Draft(self.schema, self.nodes, self.edge_count, self.places, latest_ns)
        for index, (draft.version, draft.expert, node) in enumerate(nodes):
            draft.write_node(node, index)
        for index, (draft.version, draft.expert, edge) in enumerate(edges):
            draft.write_edge(edge, index)
        return replace(
            self,
            nodes=draft.nodes(),
            edge_count=draft.edge_count,
            places=draft.places,
            latest_ns=draft.latest_ns,
        )
