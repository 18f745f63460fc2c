# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What differs between two versions; shared parts are skipped, so it costs what changed."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.graph import Snapshot


@dataclass(frozen=True, slots=True)
class Difference:
    """From one version to another: node and edge keys that came and went, and what changed.

    `groups` are (before, after) of attribute groups of nodes that both have, None where one lacks the
    group; `edges` the same for edges that both have.
    """

    nodes_added: tuple[str, ...] = ()
    nodes_removed: tuple[str, ...] = ()
    edges_added: tuple[str, ...] = ()
    edges_removed: tuple[str, ...] = ()
    groups: tuple[tuple[NodeUpdate | None, NodeUpdate | None], ...] = ()
    edges: tuple[tuple[EdgeUpdate, EdgeUpdate], ...] = ()

    def __bool__(self) -> bool:
        return any((*self.nodes_added, *self.nodes_removed, *self.edges_added, *self.edges_removed)) or bool(
            self.groups or self.edges
        )


def difference(a: Snapshot, b: Snapshot) -> Difference:
    """What changed from `a` to `b`, in order of the keys."""
    groups: list[tuple[NodeUpdate | None, NodeUpdate | None]] = []
    nodes_added, nodes_removed, edges_added, edges_removed, edges = [], [], [], [], []
    for key, old, new in sorted(a.nodes.changes(b.nodes), key=lambda change: change[0]):
        if old is None:
            nodes_added.append(key)
        elif new is None:
            nodes_removed.append(key)
        else:
            for name in sorted({*old.groups, *new.groups}):
                before = old.groups[name].update if name in old.groups else None
                after = new.groups[name].update if name in new.groups else None
                if before is None or after is None or before != after:
                    groups.append((before, after))
    for key, link, other in sorted(a.edges.changes(b.edges), key=lambda change: change[0]):
        if link is None:
            edges_added.append(key)
        elif other is None:
            edges_removed.append(key)
        elif link.update != other.update:
            edges.append((link.update, other.update))
    return Difference(
        tuple(nodes_added),
        tuple(nodes_removed),
        tuple(edges_added),
        tuple(edges_removed),
        tuple(groups),
        tuple(edges),
    )
