# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A wait set that is built once: entities are attached when they appear, and waiting rebuilds nothing."""

import weakref
from ctypes import c_ssize_t

from embedded_ros.dds import native
from embedded_ros.dds.native import INFINITE_NS, check

_GUARD = 0  # the token of the guard condition


class WaitSet:
    """One thread waits for data on the attached entities; any thread wakes it.

    Waking costs a C call only while somebody waits: `_waiting` is set before `_woken` is read, and `wake`
    sets them the other way round, so one of the two sides always sees the other. The guard condition may
    rise after the wait that it was meant for; the next one then returns empty and lowers it.
    """

    def __init__(self) -> None:
        self._handle = check(native.create_waitset(native.CYCLONE_HANDLE), "create a wait set")
        self._guard = check(native.create_guardcondition(native.CYCLONE_HANDLE), "create a guard condition")
        check(native.waitset_attach(self._handle, self._guard, _GUARD), "attach the guard condition")
        self._tokens = (c_ssize_t * 64)()
        self._waiting = False
        self._woken = False
        self._raised = False  # the guard condition, as the last wait saw it
        self._closed = False
        self._finalizer = weakref.finalize(self, _delete, self._handle, self._guard)
        self._finalizer.atexit = False  # the library itself is gone by then

    def attach(self, entity: int, token: int) -> None:
        """Let `entity` end the wait and be reported as `token`, a number above 0."""
        check(native.waitset_attach(self._handle, entity, token), "attach to the wait set")

    def detach(self, entity: int) -> None:
        """Forget `entity`; one that is already deleted has left by itself."""
        native.waitset_detach(self._handle, entity)

    def wait(self, timeout_ns: int = INFINITE_NS) -> list[int]:
        """Return the tokens of triggered entities, empty after a timeout or a wake. 0 only looks."""
        if self._raised:  # lowered only now: whoever was woken had something better to do first
            self._raised = False
            native.lower_guardcondition(self._guard, False)
        self._waiting = True
        if self._woken:
            timeout_ns = 0
        wait = native.waitset_wait if timeout_ns else native.waitset_look
        count = wait(self._handle, self._tokens, len(self._tokens), timeout_ns)
        self._waiting = self._woken = False
        if count <= 0:
            return []
        if count > len(self._tokens):
            self._tokens = (c_ssize_t * (2 * count))()
            return self.wait(0)
        tokens = self._tokens[:count]
        if _GUARD in tokens:
            self._raised = True
            tokens.remove(_GUARD)
        return tokens

    def wake(self) -> None:
        """End the current wait, or the next one at once. Safe from any thread."""
        self._woken = True
        if self._waiting and not self._closed:
            # Without the interpreter lock, which the woken thread needs before this call is over.
            native.raise_guardcondition(self._guard, True)

    def close(self) -> None:
        """Delete the wait set; nobody may be waiting."""
        self._closed = True
        self._finalizer()


def _delete(*entities: int) -> None:
    for entity in entities:
        native.delete(entity)
