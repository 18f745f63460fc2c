# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a version of the graph is made of: items, and the nodes that hold them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Generic, TypeVar

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.encoding import canonical_bytes
from sgw_ros.workspace.places import Cell
from sgw_ros.workspace.trie import Trie

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


NO_LINKS: Trie[Item[EdgeUpdate]] = Trie()
NO_SOURCES: Trie[str] = Trie()


class Node:
    """A node: its attribute groups by name, its edges, and the cell of the spatial index it stands in.

    `links` are the edges that start here, by key; `sources` the keys of the edges that end here, each
    with the node it starts at. A commit that moves things and joins them finds both in one place.
    The same `groups` object in two versions means that no group was written between them.
    """

    __slots__ = ("cell", "groups", "key", "links", "sources", "type")

    def __init__(
        self,
        key: str,
        kind: str,
        groups: Mapping[str, Item[NodeUpdate]],
        cell: Cell | None = None,
        links: Trie[Item[EdgeUpdate]] = NO_LINKS,
        sources: Trie[str] = NO_SOURCES,
    ) -> None:
        self.key = key
        self.type = kind
        self.groups = groups
        self.cell = cell
        self.links = links
        self.sources = sources

    def copy(self) -> Node:
        """The same node, to be changed."""
        return Node(self.key, self.type, self.groups, self.cell, self.links, self.sources)

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
