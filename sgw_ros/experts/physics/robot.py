# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the robot itself goes, and where it looks."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.geometry import rotate, rotation_matrix
from sgw_ros.core.types import Array, Frame, Pose

ROBOT_HALF_HEIGHT_M = 0.4
FASTEST_MPS = 100.0
"""An odometry that says more is broken."""


def robot_path(frame: Frame, T_odom_cam: Pose, times_s: Array) -> Array:
    """Centres [T, 3] of the robot if it goes on as it does: straight, by its odometry."""
    start = np.array([*T_odom_cam.position[:2], ROBOT_HALF_HEIGHT_M])
    velocity = np.zeros(3)
    odom = frame.odom
    if odom is not None and _finite(odom.linear, odom.T_odom_base.position, odom.T_odom_base.orientation):
        start[:2] = odom.T_odom_base.position[:2]
        velocity = rotate(odom.T_odom_base, np.clip(odom.linear, -FASTEST_MPS, FASTEST_MPS))
    velocity[2] = 0.0
    start[~np.isfinite(start)] = 0.0
    path: Array = start + times_s[:, None] * velocity
    return path


def heading_rad(T_odom_cam: Pose) -> float:
    """Where the camera looks, about the vertical; 0 where nobody knows."""
    ahead = rotation_matrix(T_odom_cam.orientation)[:2, 2]
    return float(np.arctan2(ahead[1], ahead[0])) if np.isfinite(ahead).all() else 0.0


def _finite(*vectors: tuple[float, ...]) -> bool:
    return all(bool(np.isfinite(vector).all()) for vector in vectors)
