# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The next version of a graph while it is being made: what a commit touches, and nothing else."""

from __future__ import annotations

from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.errors import SchemaError
from sgw_ros.workspace.item import Item, Node
from sgw_ros.workspace.places import Places, cell_of
from sgw_ros.workspace.schema import Schema, type_of
from sgw_ros.workspace.trie import Trie


class Draft:
    """Takes updates that the schema has passed; `version` and `expert` go into what is written next.

    `latest_ns` is the newest stamp so far.
    """

    def __init__(
        self,
        schema: Schema,
        nodes: Trie[Node],
        edge_count: int,
        places: Places,
        latest_ns: int = 0,
        version: int = 0,
        expert: str = "",
    ) -> None:
        self.version = version
        self.expert = expert
        self.edge_count = edge_count
        self.places = places
        self.latest_ns = latest_ns
        self._schema = schema
        self._start = nodes
        self._touched: dict[str, Node | None] = {}

    def nodes(self) -> Trie[Node]:
        """The nodes as they are now; the draft is not used afterwards."""
        edit = self._start.edit()
        for key, node in self._touched.items():
            if node is None:
                edit.remove(key)
            else:
                edit.set(key, node)
        return edit.done()

    def write_node(self, update: NodeUpdate, index: int) -> None:
        """Write one group, or remove the node with its edges.

        Raises:
            SchemaError: when the node does not exist yet and this is not its root group.
        """
        key, group = update.key, update.group
        if update.stamp_ns > self.latest_ns:
            self.latest_ns = update.stamp_ns
        node = self._own(key)
        if update.remove:
            if node is not None:
                self._remove_node(node)
            return
        if node is None:
            node = self._touched[key] = self._new_node(key, group, index)
        node.groups = {**node.groups, group: Item(update, self.version, self.expert)}
        place = self._schema.nodes[node.type].place
        if place is not None and place[0] == group:
            self._stand(node, update.attributes.get(place[1]))

    def write_edge(self, update: EdgeUpdate, index: int) -> None:
        """Write or remove one edge.

        Raises:
            SchemaError: when it would dangle or close a forbidden cycle.
        """
        key = update.key
        if update.stamp_ns > self.latest_ns:
            self.latest_ns = update.stamp_ns
        source = self._own(update.source)
        known = source is not None and source.links.get(key) is not None
        if update.remove:
            if known:
                self._remove_edge(key, update.source, update.target)
            return
        if source is None:
            raise SchemaError(_dangling(index, "source", update.source))
        if not known:
            self._join(key, update, index)
        source.links = source.links.put(key, Item(update, self.version, self.expert))

    def _find(self, key: str) -> Node | None:
        touched = self._touched
        node: Node | None = touched[key] if key in touched else self._start.get(key)
        return node

    def _own(self, key: str) -> Node | None:
        """The node of a key, as this draft's own, so that it may be changed."""
        touched = self._touched
        if key in touched:
            return touched[key]
        node: Node | None = self._start.get(key)
        if node is not None:
            node = touched[key] = node.copy()
        return node

    def _new_node(self, key: str, group: str, index: int) -> Node:
        kind = type_of(key)
        root = self._schema.nodes[kind].root
        if root and group != root:
            raise SchemaError(f"nodes[{index}].key: '{key}' does not exist; its '{root}' has to come first")
        return Node(key, kind, {})

    def _stand(self, node: Node, position: Any) -> None:
        """Keep the spatial index up to where a node stands now."""
        cell = None if position is None else cell_of(position[0], position[1])
        if cell != node.cell:
            self.places = self.places.move(node.key, node.cell, cell)
            node.cell = cell

    def _join(self, key: str, update: EdgeUpdate, index: int) -> None:
        """Let the target of a new edge know it."""
        target = self._own(update.target)
        if target is None:
            raise SchemaError(_dangling(index, "target", update.target))
        kind = self._schema.edges[update.type]
        if kind.acyclic and self._leads_to(update.target, update.source, update.type):
            raise SchemaError(f"edges[{index}]: '{key}' would close a cycle of '{update.type}' edges")
        target.sources = target.sources.put(key, update.source)
        self.edge_count += 1

    def _remove_node(self, node: Node) -> None:
        for item in list(node.links.unordered()):
            self._remove_edge(item.update.key, node.key, item.update.target)
        for key in node.sources:
            self._remove_edge(key, node.sources[key], node.key)
        self._touched[node.key] = None
        self.places = self.places.move(node.key, node.cell, None)

    def _remove_edge(self, key: str, source: str, target: str) -> None:
        start, end = self._own(source), self._own(target)
        if start is not None and end is not None:
            start.links = start.links.without(key)
            end.sources = end.sources.without(key)
            self.edge_count -= 1

    def _leads_to(self, start: str, goal: str, kind: str) -> bool:
        seen, queue = {start}, [start]
        while queue:
            here = self._find(queue.pop())
            if here is None:
                continue
            if here.key == goal:
                return True
            for item in here.links.unordered():
                edge = item.update
                if edge.type == kind and edge.target not in seen:
                    seen.add(edge.target)
                    queue.append(edge.target)
        return False


def _dangling(index: int, end: str, key: str) -> str:
    return f"edges[{index}].{end}: '{key}' does not exist, the edge would dangle"
