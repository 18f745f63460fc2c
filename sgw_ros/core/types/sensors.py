# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the robot senses: camera, inertial unit, odometry, and the frame that joins them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Pose:
    """A rigid transform: `position` [3] m and `orientation` [4] unit quaternion (x, y, z, w)."""

    position: tuple[float, float, float] = (0.0, 0.0, 0.0)
    orientation: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Camera:
    """Pinhole intrinsics in pixels; `assumed` when no camera_info came and they are a guess."""

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float
    distortion: tuple[float, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Imu:
    """Angular velocity [3] rad/s and linear acceleration [3] m/s^2 (gravity included), base frame."""

    stamp_ns: int
    angular_velocity: tuple[float, float, float]
    linear_acceleration: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Odometry:
    """Pose of the base in `odom` and its body-frame velocity (linear [3] m/s, angular [3] rad/s)."""

    stamp_ns: int
    T_odom_base: Pose
    linear: tuple[float, float, float]
    angular: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Everything the robot sensed at one image stamp, aligned by time.

    `image` [H, W, 3] uint8 BGR; `depth` [H, W] float32 metres along z, NaN where unknown, or None.
    `T_base_cam` is None when no transform told where the camera sits. `activity` is the share of the
    picture (0-1) that changed since the frame before, from the always-on motion test at ingest.
    """

    stamp_ns: int
    sequence: int
    image: NDArray[np.uint8]
    camera: Camera
    frame_id: str = "camera"
    depth: NDArray[np.float32] | None = None
    imu: Imu | None = None
    odom: Odometry | None = None
    T_base_cam: Pose | None = None
    activity: float = 1.0
