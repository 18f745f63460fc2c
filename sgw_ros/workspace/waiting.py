# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Proposals that wait for the supervisor: each until it is settled or expires, and never longer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.workspace.address import QUERY_MARK
from sgw_ros.workspace.commit import Pending

MAX_PENDING = 256
MAX_WAITING_QUERIES = 64
"""Query reads of all that wait: each is asked again whenever the graph has changed."""
REMEMBERED_HANDLES = 4096


class WaitingRoom:
    """Pending proposals by handle, oldest first; remembers for a while what became of the others.

    Each stands there as it was judged last, with the version of the head it was judged at.
    """

    def __init__(self) -> None:
        self._pending: OrderedDict[str, Pending] = OrderedDict()
        self._judged_at: dict[str, int] = {}
        self._outcomes: OrderedDict[str, str] = OrderedDict()

    def __len__(self) -> int:
        return len(self._pending)

    def enter(self, pending: Pending, version: int, now_ns: int) -> None:
        """Let a proposal wait that was judged at a version.

        Raises:
            WorkspaceError: when too many wait already.
        """
        self.expire(now_ns)
        if len(self._pending) >= MAX_PENDING:
            raise WorkspaceError(f"{MAX_PENDING} proposals are waiting already; propose again later")
        queries = count_queries(pending.proposal.reads)
        if queries and queries + sum(self._queries()) > MAX_WAITING_QUERIES:
            raise WorkspaceError(
                f"the proposals that wait have read {MAX_WAITING_QUERIES} queries already; propose again later"
            )
        self.judged(pending, version)

    def judged(self, pending: Pending, version: int) -> None:
        """Keep what was found at a version."""
        self._pending[pending.handle] = pending
        self._judged_at[pending.handle] = version

    def is_judged(self, handle: str, version: int) -> bool:
        """Whether what stands here was found at this version."""
        return self._judged_at.get(handle) == version

    def find(self, handle: str, now_ns: int) -> Pending:
        """A waiting proposal.

        Raises:
            WorkspaceError: when it was settled, has expired or never came.
        """
        self.expire(now_ns)
        if handle in self._pending:
            return self._pending[handle]
        if handle in self._outcomes:
            raise WorkspaceError(f"'{handle}' {self._outcomes[handle]}")
        raise WorkspaceError(f"no proposal '{handle}' is waiting")

    def leave(self, handle: str, outcome: str) -> None:
        """Take a proposal out and remember why."""
        del self._pending[handle], self._judged_at[handle]
        self._outcomes[handle] = outcome
        while len(self._outcomes) > REMEMBERED_HANDLES:
            self._outcomes.popitem(last=False)

    def all(self, now_ns: int) -> tuple[Pending, ...]:
        """Everything that waits, oldest first."""
        self.expire(now_ns)
        return tuple(self._pending.values())

    def expire(self, now_ns: int) -> None:
        """Take out what has waited too long."""
        while self._pending:
            handle, oldest = next(iter(self._pending.items()))
            if oldest.expires_ns > now_ns:
                return
            self.leave(handle, "has expired already")

    def _queries(self) -> Iterator[int]:
        return (count_queries(pending.proposal.reads) for pending in self._pending.values())


def count_queries(reads: Iterable[str]) -> int:
    """How many of these reads are queries."""
    return sum([read.startswith(QUERY_MARK) for read in reads])
