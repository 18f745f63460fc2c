# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What every entity that an executor serves has in common."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from rclpy.callback_groups import CallbackGroup
from rclpy.exceptions import InvalidHandle

if TYPE_CHECKING:
    from rclpy.executors import Executor

_creation = itertools.count()

# The order in which kinds are served within one round.
EVENT, TIMER, SUBSCRIPTION, GUARD, CLIENT, SERVICE = range(6)


class Entity:
    """A source of callbacks.

    An executor calls `_take()` in the spinning thread and runs what that returns: as long as the DDS
    condition `_condition` is triggered, when one of the statuses in `_status_mask` is raised on the endpoint
    `_dds_handle`, and after `_signal()`.
    """

    _kind = EVENT
    _condition: int | None = None
    _dds_handle: int | None = None
    _status_mask = 0

    def __init__(self, callback_group: CallbackGroup) -> None:
        self.callback_group = callback_group
        self._order = (self._kind, next(_creation))
        self._executor: Callable[[], Executor | None] = lambda: None
        self._destroyed = False
        callback_group.add_entity(self)

    def _take(self) -> Callable[[], Any] | None:
        """Return the work that is due, a call that may return a coroutine; None when there is none."""
        raise NotImplementedError

    def _watched_by(self, executor: Executor | None) -> None:
        self._executor = (lambda: None) if executor is None else weakref.ref(executor)

    def _signal(self) -> None:
        """Tell the executor that there is work that DDS knows nothing of."""
        executor = self._executor()
        if executor is not None:
            executor._mark_ready(self)

    def _require_alive(self) -> None:
        if self._destroyed:
            raise InvalidHandle(f"cannot use {type(self).__name__} because destruction was requested")

    def destroy(self) -> None:
        """Serve no more callbacks."""
        self._destroyed = True
