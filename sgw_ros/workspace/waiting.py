# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Proposals that wait for the supervisor: each until it is settled or expires, and never longer."""

from __future__ import annotations

from collections import OrderedDict

from sgw_ros.core.errors import WorkspaceError
from sgw_ros.workspace.commit import Pending

MAX_PENDING = 256
REMEMBERED_HANDLES = 4096


class WaitingRoom:
    """Pending proposals by handle, oldest first; remembers for a while what became of the others."""

    def __init__(self) -> None:
        self._pending: OrderedDict[str, Pending] = OrderedDict()
        self._outcomes: OrderedDict[str, str] = OrderedDict()

    def enter(self, pending: Pending, now_ns: int) -> None:
        """Let a proposal wait.

        Raises:
            WorkspaceError: when too many wait already.
        """
        self.expire(now_ns)
        if len(self._pending) >= MAX_PENDING:
            raise WorkspaceError(f"{MAX_PENDING} proposals are waiting already; propose again later")
        self._pending[pending.handle] = pending

    def find(self, handle: str, now_ns: int) -> Pending:
        """A waiting proposal.

        Raises:
            WorkspaceError: when it was settled, has expired or never came.
        """
        self.expire(now_ns)
        if handle in self._pending:
            return self._pending[handle]
        if handle in self._outcomes:
            raise WorkspaceError(f"'{handle}' {self._outcomes[handle]} already")
        raise WorkspaceError(f"no proposal '{handle}' is waiting")

    def leave(self, handle: str, outcome: str) -> None:
        """Take a proposal out and remember why."""
        del self._pending[handle]
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
            self.leave(handle, "expired")
