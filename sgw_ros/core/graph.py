# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What experts propose to the workspace: updates of typed nodes and edges.

An item is addressed by its key and attribute group: `("object/7", "state")`. Keys are
`<node type>/<name>`; an edge's key is `<edge type>:<source key>><target key>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

Value = bool | int | float | str | tuple[float, ...]
"""An attribute: a scalar, a text or a vector of numbers."""


class NodeUpdate(NamedTuple):
    """Sets one attribute group of one node; `remove` takes the whole node out with its edges.

    Updates are named tuples: some dozens come into being with every frame, and making a tuple takes a
    third of the time of a frozen dataclass.
    """

    key: str
    group: str
    attributes: Mapping[str, Value]
    uncertainty: float
    stamp_ns: int
    remove: bool = False


class EdgeUpdate(NamedTuple):
    """Sets or removes one typed edge between two nodes."""

    type: str
    source: str
    target: str
    attributes: Mapping[str, Value]
    uncertainty: float
    stamp_ns: int
    remove: bool = False

    @property
    def key(self) -> str:
        """The edge's address in the graph."""
        return f"{self.type}:{self.source}>{self.target}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One expert's transaction: what it read, at which version, and what it wants written.

    `base_version` None means "I read nothing": a blind write that only other writers of the same
    items can conflict with. `reads` are item keys, as read at `base_version`; a missing key that was
    looked for belongs there too.
    """

    expert: str
    stamp_ns: int
    nodes: tuple[NodeUpdate, ...] = ()
    edges: tuple[EdgeUpdate, ...] = ()
    base_version: int | None = None
    reads: tuple[str, ...] = ()
    reason: str = ""
    input_hashes: tuple[str, ...] = ()
