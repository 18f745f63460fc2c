# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What every message is built from: stamps, headers, vectors, poses, number buffers."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from builtin_interfaces.msg import Time
from geometry_msgs.msg import Point, Quaternion, Vector3
from geometry_msgs.msg import Pose as PoseMessage
from numpy.typing import NDArray
from std_msgs.msg import Header

from sgw_ros.core.errors import FrameError
from sgw_ros.core.types import Array, Pose

UNIT_TOLERANCE = 1e-3
ODOM_FRAME = "odom"


def time_message(stamp_ns: int) -> Time:
    """Integer nanoseconds as a message."""
    return Time(sec=stamp_ns // 1_000_000_000, nanosec=stamp_ns % 1_000_000_000)


def nanoseconds(time: Time) -> int:
    """A stamp as integer nanoseconds."""
    return int(time.sec) * 1_000_000_000 + int(time.nanosec)


def header_message(stamp_ns: int, frame_id: str) -> Header:
    """A header of that stamp and frame."""
    return Header(stamp=time_message(stamp_ns), frame_id=frame_id)


def stamp_of(message: Any) -> int:
    """The header's stamp of any message that has one, ns."""
    return nanoseconds(message.header.stamp)


def number_buffer(typecode: str, values: NDArray[Any]) -> array[Any]:
    """A numeric sequence field: message setters take an `array.array` without looking at each number."""
    numbers = array(typecode)
    if values.size:
        numbers.frombytes(np.ascontiguousarray(values).data.cast("B"))
    return numbers


def float32s(values: Iterable[float]) -> NDArray[np.float32]:
    """A fixed float32 array field."""
    return np.array(tuple(values), dtype=np.float32)


def point_message(p: Sequence[float] | Array) -> Point:
    """A position [3]."""
    return Point(x=float(p[0]), y=float(p[1]), z=float(p[2]))


def vector_message(v: Sequence[float] | Array) -> Vector3:
    """A free vector [3]."""
    return Vector3(x=float(v[0]), y=float(v[1]), z=float(v[2]))


def triple(message: Any) -> tuple[float, float, float]:
    """x, y, z of a point or vector."""
    return (message.x, message.y, message.z)


def pose_message(pose: Pose) -> PoseMessage:
    """A pose."""
    x, y, z, w = (float(q) for q in pose.orientation)
    return PoseMessage(position=point_message(pose.position), orientation=Quaternion(x=x, y=y, z=z, w=w))


def pose_of(message: PoseMessage) -> Pose:
    """A pose from its message.

    Raises:
        FrameError: for values that are no numbers or no rotation.
    """
    q = message.orientation
    orientation = (q.x, q.y, q.z, q.w)
    if not abs(math.hypot(*orientation) - 1.0) <= UNIT_TOLERANCE:
        raise FrameError(f"orientation: {orientation} is not a unit quaternion")
    finite(triple(message.position), "position")
    return Pose(triple(message.position), orientation)


def vectors(messages: Iterable[Any]) -> Array:
    """Points or vectors as an array [K, 3]."""
    return np.array([triple(m) for m in messages], dtype=np.float64).reshape(-1, 3)


def finite(values: Any, what: str) -> Array:
    """Numbers from a message as an array, in their shape.

    Raises:
        FrameError: naming `what`, when one of them is not finite.
    """
    numbers: Array = np.asarray(values, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise FrameError(f"{what}: {np.ravel(numbers)[:6].tolist()} is not finite")
    return numbers
