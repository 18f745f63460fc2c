# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Proposals that wait for the supervisor: each until it is settled or expires, and never longer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.graph import Proposal
from sgw_ros.workspace.address import QUERY_MARK
from sgw_ros.workspace.commit import Pending
from sgw_ros.workspace.errors import VersionError
from sgw_ros.workspace.settlement import contested_at, judge
from sgw_ros.workspace.versions import Versions

MAX_PENDING = 256
MAX_WAITING_QUERIES = 64
"""Query reads of all that wait: each is asked again when the graph has changed."""
MOST_OF_ONE = 64
MOST_QUERIES_OF_ONE = 32
"""What one expert may take of either, so that the others can propose beside it."""
REMEMBERED_HANDLES = 4096


class WaitingRoom:
    """Pending proposals by handle, oldest first; remembers for a while what became of the others.

    Who looks sees them as they are contested at the head; each is judged once per version.
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
            WorkspaceError: when too many wait already, or have read too many queries.
        """
        self.expire(now_ns)
        self._check_room(pending.proposal)
        self._judged(pending, version)

    def _check_room(self, proposal: Proposal) -> None:
        expert, queries = proposal.expert, count_queries(proposal.reads)
        everybody = [other.proposal for other in self._pending.values()]
        own = [other for other in everybody if other.expert == expert]
        for waiting, most, most_queries, whose in (
            (everybody, MAX_PENDING, MAX_WAITING_QUERIES, "all"),
            (own, MOST_OF_ONE, MOST_QUERIES_OF_ONE, f"'{expert}'"),
        ):
            if len(waiting) >= most:
                raise WorkspaceError(f"{most} proposals of {whose} are waiting already; propose again later")
            if queries and queries + sum(count_queries(other.reads) for other in waiting) > most_queries:
                limit = f"{most_queries} queries are the limit for all that wait of {whose}"
                raise WorkspaceError(f"reads: {limit}; propose again later")

    def find(self, handle: str, versions: Versions, now_ns: int) -> Pending:
        """A waiting proposal with what contests it now.

        Raises:
            WorkspaceError: when it was settled, has expired, cannot be judged any more or never came.
        """
        self.expire(now_ns)
        if handle in self._pending:
            self._look_again(self._pending[handle], versions)
        if handle in self._pending:
            return self._pending[handle]
        if handle in self._outcomes:
            raise WorkspaceError(f"'{handle}' {self._outcomes[handle]}")
        raise WorkspaceError(f"no proposal '{handle}' is waiting")

    def all(self, versions: Versions, now_ns: int) -> tuple[Pending, ...]:
        """Everything that waits, oldest first, with what contests it now."""
        found = []
        for handle in tuple(self._pending):
            with suppress(WorkspaceError):
                found.append(self.find(handle, versions, now_ns))
        return tuple(found)

    def leave(self, handle: str, outcome: str) -> None:
        """Take a proposal out and remember why."""
        del self._pending[handle], self._judged_at[handle]
        self._outcomes[handle] = outcome
        while len(self._outcomes) > REMEMBERED_HANDLES:
            self._outcomes.popitem(last=False)

    def expire(self, now_ns: int) -> None:
        """Take out what has waited too long."""
        while self._pending:
            handle, oldest = next(iter(self._pending.items()))
            if oldest.expires_ns > now_ns:
                return
            self.leave(handle, "has expired already")

    def _look_again(self, pending: Pending, versions: Versions) -> None:
        """Judge at the head; what cannot be judged leaves, so that the others do not suffer for it."""
        handle, head = pending.handle, versions.head
        if self._judged_at[handle] == head.version:
            return
        try:
            conflicts, _ = judge(pending.proposal, versions)
            contested = contested_at(head, conflicts, versions.since)
        except VersionError:
            self.leave(handle, "outlived its base; propose again")
        except Exception as error:
            self.leave(handle, f"left, judging it failed with {type(error).__name__}: {error}")
        else:
            self._judged(replace(pending, conflicts=contested), head.version)

    def _judged(self, pending: Pending, version: int) -> None:
        self._pending[pending.handle] = pending
        self._judged_at[pending.handle] = version


def count_queries(reads: Iterable[str]) -> int:
    """How many of these reads are queries."""
    return sum([read.startswith(QUERY_MARK) for read in reads])
