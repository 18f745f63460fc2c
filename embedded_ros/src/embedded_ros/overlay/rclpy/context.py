# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A context: the life between init and shutdown, one domain, one DDS participant."""

from __future__ import annotations

import atexit
import contextlib
import inspect
import sys
import threading
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Any

from embedded_ros.dds.configuration import domain_id as domain_from_environment
from embedded_ros.dds.participant import Participant
from embedded_ros.outside import Outside

from embedded_ros import arguments
from rclpy._rclpy_pybind11 import RCLError

_live: weakref.WeakSet[Context] = weakref.WeakSet()


class Context:
    """Holds what its nodes share. Initialised once; after shutdown it stays down."""

    handle = Outside("there is no C object behind it")

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._callbacks: list[Any] = []
        self._initialized = False
        self._ok = False
        self._domain_id = 0
        self._participant: Participant | None = None
        self._users = 0  # nodes that still exist
        self.arguments = arguments.RosArguments()
        self.interrupted = False  # shut down by a signal

    def init(
        self, args: list[str] | None = None, *, initialize_logging: bool = True, domain_id: int | None = None
    ) -> None:
        """Read the command line (`sys.argv` by default) and make the context usable."""
        from rclpy.logging import configure_logging

        with self._lock:
            if domain_id is not None and domain_id < 0:
                raise RuntimeError(f"Domain id ({domain_id}) should not be lower than zero.")
            if self._initialized:
                raise RuntimeError("Context.init() must only be called once")
            self.arguments = arguments.parse(sys.argv if args is None else args)
            self._domain_id = domain_from_environment() if domain_id is None else domain_id
            self._initialized = self._ok = True
            if initialize_logging:
                configure_logging(self.arguments)
        _live.add(self)

    def ok(self) -> bool:
        """Return whether it is initialised and not shut down."""
        return self._ok

    def _require_ok(self, intent: str) -> None:
        """Raise RCLError once it is shut down: what exists can only be destroyed then."""
        if not self._ok:
            raise RCLError(f"failed to {intent}: the context is shut down")

    def get_domain_id(self) -> int:
        """Return the DDS domain."""
        if not self._initialized:
            raise RuntimeError("Context must be initialized before it can have a domain id")
        return self._domain_id

    def shutdown(self) -> None:
        """Shut down: spins end, no node can be made; a second call raises RuntimeError."""
        with self._lock:
            if not self._initialized:
                raise RuntimeError("Context must be initialized before it can be shutdown")
            if not self._ok:
                raise RCLError("failed to shutdown: the context is already shut down")
        self.try_shutdown()

    def try_shutdown(self) -> None:
        """Shut down unless that has happened already."""
        with self._lock:
            if not self._ok:
                return
            self._ok = False
            callbacks, self._callbacks = self._callbacks, []
        for reference in callbacks:
            callback = reference() if isinstance(reference, weakref.WeakMethod) else reference
            if callback is not None:
                callback()

    def on_shutdown(self, callback: Callable[[], Any]) -> None:
        """Call `callback()` at shutdown, now if that has happened. Bound methods are held weakly."""
        if not callable(callback):
            raise TypeError(f"callback should be a callable, got {type(callback)}")
        with self._lock:
            if not self._initialized or self._ok:
                held = weakref.WeakMethod(callback, self._forget) if inspect.ismethod(callback) else callback
                self._callbacks.append(held)
                return
        callback()

    def _forget(self, held: Any) -> None:
        if held in self._callbacks:
            self._callbacks.remove(held)

    def _acquire_participant(self) -> Participant:
        """Return the participant for a new node; the first node makes it, the last one takes it away."""
        with self._lock:
            if self._participant is None:
                self._participant = Participant(self._domain_id, self.arguments.enclave)
            self._users += 1
            return self._participant

    def _release_participant(self) -> None:
        """Give back what `_acquire_participant` gave."""
        with self._lock:
            self._users -= 1
            if self._users or self._participant is None:
                return
            participant, self._participant = self._participant, None
        participant.close()

    def destroy(self) -> None:
        """Leave the domain, whatever nodes still exist."""
        self.try_shutdown()
        with self._lock:
            participant, self._participant = self._participant, None
        if participant is not None:
            participant.close()

    def __enter__(self) -> Context:
        self.init()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.try_shutdown()


def interrupt_all() -> None:
    """Shut down every context of the process because of a signal."""
    for context in list(_live):
        context.interrupted = True
        context.try_shutdown()


@atexit.register
def _leave() -> None:
    """Say goodbye on the wire: peers would otherwise keep a dead process for ten seconds."""
    for context in list(_live):
        with contextlib.suppress(Exception):
            context.destroy()
