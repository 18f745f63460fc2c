# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What passes between a workspace and its users: results, pending proposals, commit records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal


class Status(str, Enum):
    """What became of a proposal."""

    COMMITTED = "committed"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ProposalResult:
    """The answer to `propose_update`; `conflicts` are addresses that others wrote since the base."""

    handle: str
    status: Status
    version: int = 0
    conflicts: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True, slots=True)
class CommitResult:
    """The answer to `commit_update` and `rollback`; `blocked_by` are handles of commits in the way."""

    done: bool
    version: int = 0
    message: str = ""
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """A proposal that waits for the supervisor.

    `conflicts` maps each contested address to the version that wrote it last (0: nobody); an
    authority binds to these versions. `held` are the attribute groups that policy holds back.
    """

    handle: str
    proposal: Proposal
    conflicts: tuple[tuple[str, int], ...]
    held: tuple[str, ...]
    expires_ns: int


ROLLBACK_OF = "rollback of "
"""How the reason of a rollback starts; the handle of what it undoes follows."""


class CommitRecord(NamedTuple):
    """One commit: who changed what, when, why and on what ground.

    `nodes` and `edges` are what changed at the head, in order; `late` are facts whose stamp was
    already superseded: kept for `read_state(t)` and history, invisible at the head; those of a
    rollback are the ones that it takes back. `kind` is proposal, settlement, rollback, prune or merge.
    """

    handle: str
    kind: str
    expert: str
    version: int
    base_version: int | None
    stamp_ns: int
    committed_ns: int
    nodes: tuple[NodeUpdate, ...] = ()
    edges: tuple[EdgeUpdate, ...] = ()
    late: tuple[NodeUpdate, ...] = ()
    reads: tuple[str, ...] = ()
    reason: str = ""
    input_hashes: tuple[str, ...] = ()

    @property
    def uncertainty(self) -> float:
        """The largest standard deviation that it wrote."""
        nodes = max((u.uncertainty for u in (*self.nodes, *self.late)), default=0.0)
        edges = max((u.uncertainty for u in self.edges), default=0.0)
        return max(nodes, edges)

    @property
    def undoes(self) -> str:
        """The handle of the commit that it rolled back, or an empty text."""
        return self.reason.removeprefix(ROLLBACK_OF) if self.kind == "rollback" else ""

    def touches(self, key: str) -> bool:
        """Whether it wrote this node, an edge at it, or the edge of this key."""
        if any(u.key == key for u in (*self.nodes, *self.late)):
            return True
        return any(key in (u.source, u.target, u.key) for u in self.edges)


@dataclass(frozen=True, slots=True)
class PruneResult:
    """The answer to `prune`: keys of the nodes that went, and the version without them."""

    version: int
    removed: tuple[str, ...] = ()
    message: str = ""


def undone(records: Sequence[CommitRecord]) -> set[str]:
    """The handles of those commits that a later one rolled back and that nobody brought back since."""
    found: set[str] = set()
    for record in reversed(records):
        if record.undoes and record.handle not in found:
            found.add(record.undoes)
    return found


Listener = Callable[[CommitRecord], None]
