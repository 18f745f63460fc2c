# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""All edges of one version as a mapping by key; each is kept with the node that it starts at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sgw_ros.core.graph import EdgeUpdate
from sgw_ros.workspace.item import NO_LINKS, Item, Node
from sgw_ros.workspace.trie import Trie

Change = tuple[str, Item[EdgeUpdate] | None, Item[EdgeUpdate] | None]


def source_of(key: str) -> str:
    """The key of the node that the edge of this key starts at."""
    return key[key.find(":") + 1 : key.find(">")]


class Edges(Mapping[str, Item[EdgeUpdate]]):
    """The edges of all nodes, by `EdgeUpdate.key`."""

    __slots__ = ("_count", "_nodes")

    def __init__(self, nodes: Trie[Node], count: int) -> None:
        self._nodes = nodes
        self._count = count

    def __getitem__(self, key: str) -> Item[EdgeUpdate]:
        item: Item[EdgeUpdate] | None = self.get(key)
        if item is None:
            raise KeyError(key)
        return item

    def get(self, key: str, default: Any = None) -> Any:
        """The edge of a key, or `default`."""
        node = self._nodes.get(source_of(key))
        return default if node is None else node.links.get(key, default)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(item.update.key for item in self.unordered()))

    def unordered(self) -> Iterator[Item[EdgeUpdate]]:
        """All edges, in no particular order."""
        for node in self._nodes.unordered():
            yield from node.links.unordered()

    def changes(self, other: Edges) -> Iterator[Change]:
        """(key, mine, other's) wherever the two hold different edges; shared nodes are skipped."""
        for _, mine, others in self._nodes.changes(other._nodes):
            old = NO_LINKS if mine is None else mine.links
            new = NO_LINKS if others is None else others.links
            yield from old.changes(new)
