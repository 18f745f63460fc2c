# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A one-shot alarm in a node's callbacks, on the steady clock."""

from __future__ import annotations

import time
from collections.abc import Callable

from rclpy.clock import Clock, ClockType
from rclpy.node import Node

IDLE_PERIOD_S = 1.0


def steady_ns() -> int:
    """Now on the clock that deadlines are given in."""
    return time.monotonic_ns()


class Deadline:
    """Calls back at or after the earliest deadline it was armed with; rings early never, late if busy."""

    def __init__(self, node: Node, callback: Callable[[], None]) -> None:
        self._node, self._callback = node, callback
        self._at_ns: int | None = None
        clock = Clock(clock_type=ClockType.STEADY_TIME)
        self._timer = node.create_timer(IDLE_PERIOD_S, self._ring, clock=clock)
        self._timer.cancel()

    def arm(self, at_ns: int | None) -> None:
        """Ring at `at_ns`. A later deadline than the armed one changes nothing: the callback arms again."""
        if at_ns is None or (self._at_ns is not None and self._at_ns <= at_ns):
            return
        self._at_ns = at_ns
        self._timer.timer_period_ns = max(1, at_ns - steady_ns())
        self._timer.reset()

    def close(self) -> None:
        """Never ring again."""
        self._node.destroy_timer(self._timer)

    def _ring(self) -> None:
        self._timer.cancel()
        self._at_ns = None
        self._callback()
