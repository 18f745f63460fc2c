# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How the robot moves, in the eight numbers that the risk model takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Frame

LENGTH = 8
NAMES = ("ax", "ay", "az", "gx", "gy", "gz", "v", "w")
"""Acceleration m/s^2 with gravity, turning rad/s, both about base axes; speed ahead m/s, yaw rate rad/s."""


def telemetry(frame: Frame) -> NDArray[np.float32] | None:
    """[8] of one frame in the order of `NAMES`; None where inertia or odometry are missing or no numbers."""
    if frame.imu is None or frame.odom is None:
        return None
    values = np.array(
        (
            *frame.imu.linear_acceleration,
            *frame.imu.angular_velocity,
            frame.odom.linear[0],
            frame.odom.angular[2],
        ),
        np.float64,
    )
    # Beyond float32 a number is as good as none.
    with np.errstate(over="ignore"):
        told = values.astype(np.float32)
    return told if np.isfinite(told).all() else None
