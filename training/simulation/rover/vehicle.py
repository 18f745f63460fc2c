# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the camera sits on the rover, and where that is while it drives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.simulation.camera import look_at

FOV_Y_DEG = 50.0
FORWARD_M, UP_M = 0.18, 0.62
T_BASE_CAM = look_at((FORWARD_M, 0.0, UP_M), (1.0, 0.0, UP_M))
"""Pose [4, 4] of the optical frame in the base, whose origin is on the floor below the rover's middle."""


def eye(pose: NDArray[np.float64]) -> NDArray[np.float64]:
    """Poses [T, 4, 4] in odom of the camera of a rover at x, y, yaw [T, 3]."""
    T_odom_base = np.tile(np.eye(4), (len(pose), 1, 1))
    cos, sin = np.cos(pose[:, 2]), np.sin(pose[:, 2])
    T_odom_base[:, 0, 0], T_odom_base[:, 0, 1] = cos, -sin
    T_odom_base[:, 1, 0], T_odom_base[:, 1, 1] = sin, cos
    T_odom_base[:, :2, 3] = pose[:, :2]
    cameras: NDArray[np.float64] = T_odom_base @ T_BASE_CAM
    return cameras
