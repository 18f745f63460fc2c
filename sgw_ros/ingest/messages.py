# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads sensor messages, of whichever library made them, into the core's types.

Only the messages' fields are used, so rosbags' and rclpy's classes serve alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from sgw_ros.core.errors import FrameError
from sgw_ros.core.types import Camera, Imu, Odometry, Pose
from sgw_ros.ingest.images import (
    Depth,
    Picture,
    decode_compressed,
    decode_compressed_depth,
    decode_depth,
    decode_image,
)

UNIT_TOLERANCE = 0.1
"""A quaternion whose norm is further than this from 1 is not a rounded one, it was never set."""


def stamp_ns(message: Any) -> int:
    """The header's stamp in nanoseconds; 0 when its sender set none."""
    stamp = message.header.stamp
    return int(stamp.sec) * 1_000_000_000 + int(stamp.nanosec)


def read_image(message: Any) -> Picture:
    """The picture of an Image or CompressedImage.

    Raises:
        FrameError: when it cannot be decoded.
    """
    if hasattr(message, "format"):
        return decode_compressed(message.data)
    return decode_image(
        message.encoding,
        message.data,
        message.height,
        message.width,
        message.step,
        bool(message.is_bigendian),
    )


def read_depth(message: Any) -> Depth:
    """The depth [m] of an Image or CompressedImage.

    Raises:
        FrameError: when it cannot be decoded.
    """
    if hasattr(message, "format"):
        return decode_compressed_depth(message.format, message.data)
    return decode_depth(
        message.encoding,
        message.data,
        message.height,
        message.width,
        message.step,
        bool(message.is_bigendian),
    )


def read_camera(message: Any) -> Camera:
    """The intrinsics of a CameraInfo; K and D carry capitals or not, after the ROS version."""
    K = message.k if hasattr(message, "k") else message.K
    D = message.d if hasattr(message, "d") else message.D
    fx, fy, cx, cy = (float(K[i]) for i in (0, 4, 2, 5))
    return Camera(int(message.width), int(message.height), fx, fy, cx, cy, tuple(float(d) for d in D))


def read_imu(message: Any) -> Imu:
    """Inertia.

    Raises:
        FrameError: for values that are no numbers.
    """
    return Imu(
        stamp_ns(message),
        _finite(message.angular_velocity, "angular velocity"),
        _finite(message.linear_acceleration, "linear acceleration"),
    )


def read_odometry(message: Any) -> Odometry:
    """Pose of the base in `odom` and its velocity.

    Raises:
        FrameError: for values that are no numbers or no rotation.
    """
    pose, twist = message.pose.pose, message.twist.twist
    return Odometry(
        stamp_ns(message),
        Pose(_finite(pose.position, "position"), _unit(pose.orientation)),
        _finite(twist.linear, "linear velocity"),
        _finite(twist.angular, "angular velocity"),
    )


def read_transforms(message: Any) -> Iterator[tuple[str, str, Pose]]:
    """Parent, child and pose of each transform in a TFMessage.

    Raises:
        FrameError: for values that are no numbers or no rotation.
    """
    for item in message.transforms:
        pose = Pose(
            _finite(item.transform.translation, "translation"),
            _unit(item.transform.rotation),
        )
        yield item.header.frame_id, item.child_frame_id, pose


def _finite(vector: Any, what: str) -> tuple[float, float, float]:
    values = (float(vector.x), float(vector.y), float(vector.z))
    if not all(map(math.isfinite, values)):
        raise FrameError(f"the {what} {values} is not finite")
    return values


def _unit(rotation: Any) -> tuple[float, float, float, float]:
    x, y, z, w = (float(rotation.x), float(rotation.y), float(rotation.z), float(rotation.w))
    norm = math.sqrt(x * x + y * y + z * z + w * w)
    if not abs(norm - 1.0) <= UNIT_TOLERANCE:
        raise FrameError(f"the rotation ({x}, {y}, {z}, {w}) is not a unit quaternion")
    return (x / norm, y / norm, z / norm, w / norm)
