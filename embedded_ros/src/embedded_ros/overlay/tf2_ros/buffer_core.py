# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The tree of frames over time, without ROS around it."""

from __future__ import annotations

import threading
from math import hypot, isnan, nan
from typing import Any

from geometry_msgs.msg import TransformStamped
from rclpy.duration import Duration
from rclpy.logging import get_logger
from rclpy.time import Time

from tf2_ros.exceptions import (
    ConnectivityException,
    ExtrapolationException,
    InvalidArgumentException,
    LookupException,
    TransformException,
)
from tf2_ros.rigid import IDENTITY, Rigid
from tf2_ros.time_cache import LATEST, Sample, StaticCache, TimeCache, seconds

_DEEPEST_TREE = 1000


class BufferCore:
    """Stores transforms and answers where one frame is in another.

    Args:
        cache_time: how much of the past to keep; 10 s by default.
    """

    def __init__(self, cache_time: Duration | None = None) -> None:
        self._cache_ns = 10 * 10**9 if cache_time is None else cache_time.nanoseconds
        self._frames: dict[str, TimeCache | None] = {}  # None: known as a parent only
        self._changed = threading.Condition(threading.RLock())

    def set_transform(self, transform: TransformStamped, authority: str) -> None:
        """Store the pose of `child_frame_id` in `header.frame_id`; a bad transform is logged and dropped."""
        self._set(transform, authority, static=False)

    def set_transform_static(self, transform: TransformStamped, authority: str) -> None:
        """As `set_transform`, for a transform that holds at any time."""
        self._set(transform, authority, static=True)

    def clear(self) -> None:
        """Forget all transforms; the frames stay known."""
        with self._changed:
            for cache in self._frames.values():
                if cache is not None:
                    cache.clear()

    def can_transform_core(self, target_frame: str, source_frame: str, time: Any) -> tuple[bool, str]:
        """Return whether `lookup_transform_core` would succeed, and why not."""
        try:
            self.lookup_transform_core(target_frame, source_frame, time)
        except TransformException as error:
            return False, str(error)
        return True, ""

    def can_transform_full_core(
        self, target_frame: str, target_time: Any, source_frame: str, source_time: Any, fixed_frame: str
    ) -> tuple[bool, str]:
        """Return whether `lookup_transform_full_core` would succeed, and why not."""
        try:
            self.lookup_transform_full_core(target_frame, target_time, source_frame, source_time, fixed_frame)
        except TransformException as error:
            return False, str(error)
        return True, ""

    def lookup_transform_core(self, target_frame: str, source_frame: str, time: Any) -> TransformStamped:
        """Return the pose of `source_frame` in `target_frame` at `time`; Time() is the latest that both have.

        Raises:
            LookupException: a frame is not known.
            ConnectivityException: no chain of transforms joins them.
            ExtrapolationException: the chain does not reach to `time`.
            InvalidArgumentException: a name is empty or starts with a slash.
        """
        with self._changed:
            transform, stamp_ns = self._lookup(target_frame, source_frame, _nanoseconds(time))
        return _message(target_frame, source_frame, transform, stamp_ns)

    def lookup_transform_full_core(
        self, target_frame: str, target_time: Any, source_frame: str, source_time: Any, fixed_frame: str
    ) -> TransformStamped:
        """Return `source_frame` at one time in `target_frame` at another, `fixed_frame` standing still.

        Raises as `lookup_transform_core`.
        """
        with self._changed:
            for frame in (target_frame, source_frame, fixed_frame):
                self._check_frame(frame)
            to_fixed, _ = self._lookup(fixed_frame, source_frame, _nanoseconds(source_time))
            to_target, stamp_ns = self._lookup(target_frame, fixed_frame, _nanoseconds(target_time))
        return _message(target_frame, source_frame, to_target.after(to_fixed), stamp_ns)

    def get_latest_common_time(self, target_frame: str, source_frame: str) -> Time:
        """Return the latest time at which the chain between the frames is complete; zero if it has no time.

        Raises:
            LookupException, ConnectivityException: as `lookup_transform_core`.
        """
        with self._changed:
            for frame in (target_frame, source_frame):
                self._check_frame(frame)
            return Time(nanoseconds=self._latest_common_ns(target_frame, source_frame))

    def _set(self, message: TransformStamped, authority: str, *, static: bool) -> None:
        parent, child = message.header.frame_id.removeprefix("/"), message.child_frame_id.removeprefix("/")
        transform = _rigid(message)
        reason = _why_refused(parent, child, transform)
        if reason:
            get_logger("tf2").error(
                f"ignoring the transform of '{child}' in '{parent}' from {authority}: {reason}"
            )
            return
        sample = Sample(_nanoseconds(message.header.stamp), parent, transform)
        with self._changed:
            cache = self._frames.get(child)
            if cache is None or isinstance(cache, StaticCache) != static:
                cache = self._frames[child] = StaticCache() if static else TimeCache(self._cache_ns)
            self._frames.setdefault(parent, None)
            stored = cache.insert(sample)
            self._changed.notify_all()
        if not stored:
            get_logger("tf2").warning(
                f"ignoring old data for frame '{child}' at time {seconds(sample.stamp_ns)} from {authority}"
            )

    def _check_frame(self, frame: str) -> None:
        if not frame or frame.startswith("/"):
            raise InvalidArgumentException(
                f"frame '{frame}': the name must not be empty nor start with a '/'"
            )
        if frame not in self._frames:
            raise LookupException(f"frame '{frame}' does not exist")

    def _lookup(self, target: str, source: str, stamp_ns: int) -> tuple[Rigid, int]:
        if target == source:
            cache = self._frames.get(target)
            newest_ns = cache.newest_ns if cache is not None else None
            return IDENTITY, (newest_ns or 0) if stamp_ns == LATEST else stamp_ns
        for frame in (target, source):
            self._check_frame(frame)
        if stamp_ns == LATEST:
            stamp_ns = self._latest_common_ns(target, source)
        above_source, error = self._climb(source, stamp_ns, {target})
        above_target, target_error = self._climb(target, stamp_ns, set(above_source))
        shared = next(reversed(above_target))
        if shared not in above_source:
            raise self._not_joined(target, source, target_error or error)
        return above_target[shared].inverse().after(above_source[shared]), stamp_ns

    def _climb(
        self, frame: str, stamp_ns: int, until: set[str]
    ) -> tuple[dict[str, Rigid], ExtrapolationException | None]:
        """Return the pose of `frame` in itself and each frame above it, and what stopped the climb short.

        The climb ends at a frame in `until`, at the root, or where nothing is stored for the time.
        """
        poses = {frame: IDENTITY}
        current = frame
        while current not in until and (cache := self._frames.get(current)) is not None:
            try:
                sample = cache.at(stamp_ns)
            except ExtrapolationException as error:
                return poses, error
            if sample.parent in poses or len(poses) > _DEEPEST_TREE:
                raise LookupException(f"the tree of frames has a loop at '{sample.parent}'")
            poses[sample.parent] = sample.transform.after(poses[current])
            current = sample.parent
        return poses, None

    def _latest_common_ns(self, target: str, source: str) -> int:
        above_source, above_target = self._newest_above(source), self._newest_above(target)
        shared = next((frame for frame in above_target if frame in above_source), None)
        if shared is None:
            raise self._not_joined(target, source, None)
        times = []
        for above in (above_source, above_target):
            for frame, newest_ns in above.items():
                if frame == shared:
                    break
                times += [] if newest_ns is None else [newest_ns]
        return min(times, default=LATEST)

    def _newest_above(self, frame: str) -> dict[str, int | None]:
        """Return {frame: time of its newest transform to its parent} from `frame` up to the root."""
        newest: dict[str, int | None] = {}
        while frame not in newest:
            cache = self._frames.get(frame)
            newest[frame] = cache.newest_ns if cache is not None else None
            if cache is None or cache.newest is None:
                return newest
            frame = cache.newest.parent
        raise LookupException(f"the tree of frames has a loop at '{frame}'")

    @staticmethod
    def _not_joined(target: str, source: str, error: ExtrapolationException | None) -> TransformException:
        if error is not None:
            return ExtrapolationException(
                f"{error}, when looking up transform from frame [{source}] to frame [{target}]"
            )
        return ConnectivityException(
            f"'{target}' and '{source}' are not part of the same tree of frames, nothing joins the two"
        )


def _why_refused(parent: str, child: str, transform: Rigid) -> str:
    if not child or not parent:
        return "frame_id and child_frame_id must be set"
    if child == parent:
        return "a frame is not its own parent"
    if any(isnan(number) for number in (*transform.translation, *transform.rotation)):
        return "it holds NaN, or its quaternion is zero"
    return ""


def _nanoseconds(time: Any) -> int:
    """Return the ns of an `rclpy.time.Time` or a `builtin_interfaces/Time`."""
    if hasattr(time, "nanoseconds"):
        return int(time.nanoseconds)
    return int(time.sec) * 10**9 + int(time.nanosec)


def _rigid(message: TransformStamped) -> Rigid:
    at, turn = message.transform.translation, message.transform.rotation
    length = hypot(turn.x, turn.y, turn.z, turn.w) or nan  # no rotation has length zero
    return Rigid((at.x, at.y, at.z), (turn.x / length, turn.y / length, turn.z / length, turn.w / length))


def _message(target: str, source: str, transform: Rigid, stamp_ns: int) -> TransformStamped:
    message = TransformStamped(child_frame_id=source)
    message.header.frame_id = target
    message.header.stamp.sec, message.header.stamp.nanosec = divmod(stamp_ns, 10**9)
    at, turn = message.transform.translation, message.transform.rotation
    at.x, at.y, at.z = transform.translation
    turn.x, turn.y, turn.z, turn.w = transform.rotation
    return message
