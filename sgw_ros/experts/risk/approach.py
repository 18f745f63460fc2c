# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether a track and the robot approach each other, and when they meet."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sgw_ros.core.types import Track
from sgw_ros.experts.risk.robot import Robot

LEAST_CLOSING = 0.2
"""Closing speed, m/s, below which nothing approaches."""


@dataclass(frozen=True, slots=True)
class Approach:
    """`closing` speed in m/s and how far (m) they miss each other at their closest, as they move now."""

    closing: float
    miss_m: float


def approach(track: Track, robot: Robot) -> Approach:
    """How `track` and `robot` move towards each other on the floor plane.

    The track's share of the speed counts only where it exceeds its own standard deviation: a new
    track's velocity is mere noise. The robot's own share is known and always counts.
    """
    offset = np.asarray(track.position[:2]) - robot.position
    range_m = max(math.hypot(float(offset[0]), float(offset[1])), 1e-3)
    along = offset / range_m
    across = np.array([-along[1], along[0]])
    away = _sure(track, along) - float(robot.velocity @ along)
    aside = _sure(track, across) - float(robot.velocity @ across)
    return Approach(-away, range_m * abs(aside) / max(math.hypot(away, aside), 1e-6))


def _sure(track: Track, direction: np.typing.NDArray[np.float64]) -> float:
    """The track's speed m/s in a direction [2], 0 where its own noise explains it.

    A covariance that is no number explains nothing: the speed counts then.
    """
    speed, covariance = float(direction @ track.velocity[:2]), track.covariance[3:5, 3:5]
    variance = float(direction @ covariance @ direction) if np.isfinite(covariance).all() else 0.0
    return speed if abs(speed) > math.sqrt(max(variance, 0.0)) else 0.0
