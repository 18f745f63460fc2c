# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Timers and rates."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from embedded_ros.outside import Outside

from rclpy import entity
from rclpy.callback_groups import CallbackGroup
from rclpy.clock import Clock
from rclpy.exceptions import InvalidHandle, ROSInterruptException

if TYPE_CHECKING:
    from rclpy.context import Context


class Timer(entity.Entity):
    """Calls back every period of its clock; calls that were missed are skipped, not made up for."""

    handle = Outside("there is no C object behind it")

    _kind = entity.TIMER

    def __init__(
        self,
        callback: Callable[[], Any] | None,
        callback_group: CallbackGroup,
        timer_period_ns: int,
        clock: Clock,
        *,
        context: Context | None = None,
        autostart: bool = True,
    ) -> None:
        if timer_period_ns < 0:
            raise ValueError("timer period must not be negative")
        super().__init__(callback_group)
        self.callback = callback
        self._clock = clock
        self._period_ns = int(timer_period_ns)
        self._canceled = not autostart
        self._last_ns = clock._now_ns()
        self._next_ns = self._last_ns + self._period_ns
        clock._timers.add(self)

    @property
    def clock(self) -> Clock:
        """Return the clock that drives it."""
        return self._clock

    @property
    def timer_period_ns(self) -> int:
        """Return the period in nanoseconds; a new one counts from the next call."""
        return self._period_ns

    @timer_period_ns.setter
    def timer_period_ns(self, value: int) -> None:
        self._require_alive()
        self._period_ns = int(value)

    def is_ready(self) -> bool:
        """Return whether a call is due."""
        return not self._canceled and self._clock._now_ns() >= self._next_ns

    def is_canceled(self) -> bool:
        """Return whether it is stopped."""
        self._require_alive()
        return self._canceled

    def cancel(self) -> None:
        """Stop it until `reset`."""
        self._require_alive()
        self._canceled = True

    def reset(self) -> None:
        """Start it (again): the next call comes one period from now."""
        self._require_alive()
        self._canceled = False
        self._next_ns = self._clock._now_ns() + self._period_ns
        self._wake()

    def time_since_last_call(self) -> int:
        """Return nanoseconds since the last call, or since its creation."""
        self._require_alive()
        return self._clock._now_ns() - self._last_ns

    def time_until_next_call(self) -> int | None:
        """Return nanoseconds until the next call, negative when it is late, None when stopped."""
        self._require_alive()
        return None if self._canceled else self._next_ns - self._clock._now_ns()

    def destroy(self) -> None:
        """Stop for good."""
        super().destroy()
        self._canceled = True
        self._clock._timers.discard(self)

    def _wake(self) -> None:
        executor = self._executor()
        if executor is not None:
            executor.wake()

    def _time_jumped(self, source_changed: bool) -> None:
        now = self._clock._now_ns()
        if source_changed or now < self._last_ns:
            self._last_ns = now
            self._next_ns = now + self._period_ns
        self._wake()

    def _take(self) -> Callable[[], Any] | None:
        now = self._clock._now_ns()
        if self._canceled or now < self._next_ns:
            return None
        self._last_ns = now
        self._next_ns += self._period_ns
        if self._next_ns < now:
            self._next_ns = now if self._period_ns == 0 else now + (self._next_ns - now) % self._period_ns
        return self.callback


class Rate:
    """Lets a thread sleep in step with a timer that an executor in another thread serves."""

    def __init__(self, timer: Timer, *, context: Context) -> None:
        self._timer = timer
        self._condition = threading.Condition()
        self._ticks = 0
        self._is_shutdown = False
        self._is_destroyed = False
        timer.callback = self._tick
        context.on_shutdown(self._on_shutdown)

    def _tick(self) -> None:
        with self._condition:
            self._ticks += 1
            self._condition.notify_all()

    def _on_shutdown(self) -> None:
        self._is_shutdown = True
        self.destroy()

    def destroy(self) -> None:
        """Wake the sleepers for the last time."""
        self._is_destroyed = True
        with self._condition:
            self._condition.notify_all()

    def sleep(self) -> None:
        """Block until the timer's next call.

        Raises:
            ROSInterruptException: rclpy was shut down.
            InvalidHandle: the timer is destroyed.
        """
        if self._is_destroyed and not self._is_shutdown:
            raise RuntimeError("Rate cannot sleep because it has been destroyed")
        if self._timer._destroyed:
            raise InvalidHandle("Rate cannot sleep because the timer has been destroyed")
        with self._condition:
            tick = self._ticks
            self._condition.wait_for(lambda: self._ticks != tick or self._is_destroyed)
        if self._is_shutdown:
            raise ROSInterruptException
