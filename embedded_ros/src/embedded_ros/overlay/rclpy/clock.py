# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Clocks: system, steady, and ROS time, which follows /clock while simulation time is active."""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from embedded_ros.outside import Outside

from rclpy.clock_type import ClockType
from rclpy.duration import Duration
from rclpy.exceptions import NotInitializedException
from rclpy.time import Time

if TYPE_CHECKING:
    from rclpy.context import Context


class ClockChange(IntEnum):
    """What a jump did to the source of time."""

    ROS_TIME_NO_CHANGE = 1
    ROS_TIME_ACTIVATED = 2
    ROS_TIME_DEACTIVATED = 3
    SYSTEM_TIME_NO_CHANGE = 4


class JumpThreshold:
    """How far time must jump before a callback hears of it; None switches a direction off."""

    def __init__(
        self, *, min_forward: Duration | None, min_backward: Duration | None, on_clock_change: bool = True
    ) -> None:
        if min_forward is not None and min_forward.nanoseconds <= 0:
            raise ValueError("min_forward must be a positive non-zero duration")
        if min_backward is not None and min_backward.nanoseconds >= 0:
            raise ValueError("min_backward must be a negative non-zero duration")
        if min_forward is None and min_backward is None and not on_clock_change:
            raise ValueError("At least one jump threshold must be enabled")
        self.min_forward = min_forward
        self.min_backward = min_backward
        self.on_clock_change = on_clock_change

    def _exceeded_by(self, jump: TimeJump) -> bool:
        """Return whether the jump is one to tell of."""
        if jump.clock_change in (ClockChange.ROS_TIME_ACTIVATED, ClockChange.ROS_TIME_DEACTIVATED):
            return self.on_clock_change
        if self.min_forward is not None and jump.delta >= self.min_forward:
            return True
        return self.min_backward is not None and jump.delta <= self.min_backward


class TimeJump:
    """How time jumped."""

    def __init__(self, clock_change: ClockChange, delta: Duration) -> None:
        if not isinstance(clock_change, ClockChange):
            raise TypeError("clock_change must be an instance of rclpy.clock.ClockChange")
        self.clock_change = clock_change
        self.delta = delta


class JumpHandle:
    """A registered jump callback; unregisters as a context manager."""

    def __init__(
        self,
        *,
        clock: Clock,
        threshold: JumpThreshold,
        pre_callback: Callable[[], Any] | None,
        post_callback: Callable[[TimeJump], Any] | None,
    ) -> None:
        if pre_callback is None and post_callback is None:
            raise ValueError("One of pre_callback or post_callback must be callable")
        for name, callback in (("pre_callback", pre_callback), ("post_callback", post_callback)):
            if callback is not None and not callable(callback):
                raise ValueError(f"{name} must be callable if given")
        self.threshold, self.pre_callback, self.post_callback = threshold, pre_callback, post_callback
        self._clock: Clock | None = clock
        clock._jumps.append(self)

    def unregister(self) -> None:
        """Hear of no more jumps."""
        if self._clock is not None:
            self._clock._jumps.remove(self)
            self._clock = None

    def __enter__(self) -> JumpHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.unregister()


class Clock:
    """A source of time; `Clock(clock_type=ClockType.ROS_TIME)` makes a ROSClock."""

    handle = Outside("there is no C object behind it")

    _clock_type: ClockType
    _jumps: list[JumpHandle]
    _timers: weakref.WeakSet[Any]

    def __new__(cls, *, clock_type: ClockType = ClockType.SYSTEM_TIME) -> Clock:  # noqa: D102
        if not isinstance(clock_type, ClockType):
            raise TypeError("Clock type must be a ClockType enum")
        self = super().__new__(ROSClock if clock_type is ClockType.ROS_TIME else cls)
        self._clock_type = clock_type
        self._jumps = []
        self._timers = weakref.WeakSet()
        return self

    @property
    def clock_type(self) -> ClockType:
        """Return the kind of clock."""
        return self._clock_type

    def __repr__(self) -> str:
        return f"Clock(clock_type={self.clock_type.name})"

    def now(self) -> Time:
        """Return the current time."""
        return Time(nanoseconds=self._now_ns(), clock_type=self._clock_type)

    def _now_ns(self) -> int:
        return time.monotonic_ns() if self._clock_type is ClockType.STEADY_TIME else time.time_ns()

    def create_jump_callback(
        self,
        threshold: JumpThreshold,
        *,
        pre_callback: Callable[[], Any] | None = None,
        post_callback: Callable[[TimeJump], Any] | None = None,
    ) -> JumpHandle:
        """Call back around jumps; the handle must be kept."""
        return JumpHandle(
            clock=self, threshold=threshold, pre_callback=pre_callback, post_callback=post_callback
        )

    def sleep_until(self, until: Time, context: Context | None = None) -> bool:
        """Sleep; True when the time came, False when time changed its source or the context was shut down."""
        from rclpy.utilities import get_default_context

        context = get_default_context() if context is None else context
        if not context.ok():
            raise NotInitializedException
        if until.clock_type != self._clock_type:
            raise ValueError("until's clock type does not match this clock's type")
        woken = threading.Event()
        changed: list[TimeJump] = []

        def on_jump(jump: TimeJump) -> None:
            if jump.clock_change in (ClockChange.ROS_TIME_ACTIVATED, ClockChange.ROS_TIME_DEACTIVATED):
                changed.append(jump)
            woken.set()

        context.on_shutdown(woken.set)
        threshold = JumpThreshold(min_forward=Duration(nanoseconds=1), min_backward=None)
        with self.create_jump_callback(threshold, post_callback=on_jump):
            while context.ok() and not changed and (left_ns := until.nanoseconds - self._now_ns()) > 0:
                woken.wait(None if self._follows_topic() else left_ns / 1e9)
                woken.clear()
        return context.ok() and not changed

    def sleep_for(self, rel_time: Duration, context: Context | None = None) -> bool:
        """Sleep for a duration on this clock."""
        return self.sleep_until(self.now() + rel_time, context)

    def _follows_topic(self) -> bool:
        return False


class ROSClock(Clock):
    """System time, or what /clock says while simulation time is active."""

    def __new__(cls, *, clock_type: ClockType = ClockType.ROS_TIME) -> ROSClock:  # noqa: D102
        self = super().__new__(cls, clock_type=ClockType.ROS_TIME)
        if not isinstance(self, ROSClock):
            raise TypeError("ROSClock is of type ROS_TIME")
        self._active = False
        self._override_ns = 0
        return self

    @property
    def ros_time_is_active(self) -> bool:
        """Return whether /clock drives this clock."""
        return self._active

    def set_ros_time_override(self, time: Time) -> None:
        """Set what the clock shows while simulation time is active."""
        if not isinstance(time, Time):
            raise TypeError(f"Time must be specified as rclpy.time.Time. Received type: {type(time)}")
        if not self._active:
            self._override_ns = time.nanoseconds
            return
        delta = Duration(nanoseconds=time.nanoseconds - self._override_ns)
        self._jump(TimeJump(ClockChange.ROS_TIME_NO_CHANGE, delta), self._active, time.nanoseconds)

    def _set_ros_time_is_active(self, enabled: bool) -> None:
        if enabled != self._active:
            change = ClockChange.ROS_TIME_ACTIVATED if enabled else ClockChange.ROS_TIME_DEACTIVATED
            self._jump(TimeJump(change, Duration()), enabled, self._override_ns)

    def _jump(self, jump: TimeJump, active: bool, override_ns: int) -> None:
        told = [handle for handle in list(self._jumps) if handle.threshold._exceeded_by(jump)]
        for handle in told:
            if handle.pre_callback is not None:
                handle.pre_callback()
        self._active, self._override_ns = active, override_ns
        for handle in told:
            if handle.post_callback is not None:
                handle.post_callback(jump)
        for timer in list(self._timers):
            timer._time_jumped(jump.clock_change is not ClockChange.ROS_TIME_NO_CHANGE)

    def _now_ns(self) -> int:
        return self._override_ns if self._active else time.time_ns()

    def _follows_topic(self) -> bool:
        return self._active
