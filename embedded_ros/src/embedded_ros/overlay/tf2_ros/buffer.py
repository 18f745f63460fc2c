# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The store of transforms that nodes use: it waits for what is not there yet."""

from __future__ import annotations

import time as system
from collections.abc import Callable
from typing import Any

from geometry_msgs.msg import TransformStamped
from rclpy.clock import Clock, JumpThreshold, TimeJump
from rclpy.duration import Duration
from rclpy.logging import get_logger
from rclpy.task import Future

from tf2_ros.buffer_core import BufferCore


class Buffer(BufferCore):
    """Stores transforms and answers where one frame is in another.

    Args:
        cache_time: how much of the past to keep; 10 s by default.
        node: the node whose clock, when it jumps back, empties the buffer.
    """

    def __init__(self, cache_time: Duration | None = None, node: Any = None) -> None:
        super().__init__(cache_time)
        self._waiting: list[Callable[[], None]] = []
        self.clock = node.get_clock() if node is not None else Clock()
        threshold = JumpThreshold(min_forward=None, min_backward=Duration(seconds=-1), on_clock_change=True)
        self.jump_handle = self.clock.create_jump_callback(threshold, post_callback=self.time_jump_callback)

    def time_jump_callback(self, time_jump: TimeJump) -> None:
        """Empty the buffer: what it holds is of another time."""
        get_logger("tf2_buffer").warning("Detected jump back in time. Clearing tf buffer.")
        self.clear()

    def set_transform(self, transform: TransformStamped, authority: str) -> None:
        """Store the pose of `child_frame_id` in `header.frame_id`; a bad transform is logged and dropped."""
        super().set_transform(transform, authority)
        self._tell_waiting()

    def set_transform_static(self, transform: TransformStamped, authority: str) -> None:
        """As `set_transform`, for a transform that holds at any time."""
        super().set_transform_static(transform, authority)
        self._tell_waiting()

    def lookup_transform(
        self,
        target_frame: str,
        source_frame: str,
        time: Any,
        timeout: Duration = Duration(),  # noqa: B008  immutable
    ) -> TransformStamped:
        """Return the pose of `source_frame` in `target_frame` at `time`; Time() is the latest that both have.

        It blocks for up to `timeout`; a callback that waits needs another thread to receive the transforms.

        Raises:
            TransformException: as `lookup_transform_core`.
        """
        self.can_transform(target_frame, source_frame, time, timeout)
        return self.lookup_transform_core(target_frame, source_frame, time)

    def lookup_transform_full(
        self,
        target_frame: str,
        target_time: Any,
        source_frame: str,
        source_time: Any,
        fixed_frame: str,
        timeout: Duration = Duration(),  # noqa: B008
    ) -> TransformStamped:
        """As `lookup_transform_full_core`, waiting for up to `timeout`."""
        self.can_transform_full(target_frame, target_time, source_frame, source_time, fixed_frame, timeout)
        return self.lookup_transform_full_core(
            target_frame, target_time, source_frame, source_time, fixed_frame
        )

    def can_transform(
        self,
        target_frame: str,
        source_frame: str,
        time: Any,
        timeout: Duration = Duration(),  # noqa: B008
        return_debug_tuple: bool = False,
    ) -> Any:
        """Return whether the transform is there within `timeout`; with the reason if a tuple is asked for."""
        answer = self._wait(lambda: self.can_transform_core(target_frame, source_frame, time), timeout)
        return answer if return_debug_tuple else answer[0]

    def can_transform_full(
        self,
        target_frame: str,
        target_time: Any,
        source_frame: str,
        source_time: Any,
        fixed_frame: str,
        timeout: Duration = Duration(),  # noqa: B008
        return_debug_tuple: bool = False,
    ) -> Any:
        """As `can_transform`, between two times."""
        answer = self._wait(
            lambda: self.can_transform_full_core(
                target_frame, target_time, source_frame, source_time, fixed_frame
            ),
            timeout,
        )
        return answer if return_debug_tuple else answer[0]

    def wait_for_transform_async(self, target_frame: str, source_frame: str, time: Any) -> Future:
        """Return a future that gets the transform once it is there."""
        future = Future()

        def check() -> None:
            if not future.done() and self.can_transform_core(target_frame, source_frame, time)[0]:
                future.set_result(self.lookup_transform_core(target_frame, source_frame, time))

        with self._changed:
            check()
            if not future.done():
                self._waiting.append(check)
        future.add_done_callback(lambda _: self._forget(check))
        return future

    async def lookup_transform_async(
        self, target_frame: str, source_frame: str, time: Any
    ) -> TransformStamped:
        """Return the transform once it is there, without blocking the executor."""
        await self.wait_for_transform_async(target_frame, source_frame, time)
        return self.lookup_transform_core(target_frame, source_frame, time)

    def _wait(self, ask: Callable[[], tuple[bool, str]], timeout: Duration) -> tuple[bool, str]:
        deadline = system.monotonic() + timeout.nanoseconds / 1e9
        with self._changed:
            while not (answer := ask())[0] and (left := deadline - system.monotonic()) > 0:
                self._changed.wait(left)
        return answer

    def _tell_waiting(self) -> None:
        with self._changed:
            waiting = list(self._waiting)
        for check in waiting:
            check()

    def _forget(self, check: Callable[[], None]) -> None:
        with self._changed:
            if check in self._waiting:
                self._waiting.remove(check)
