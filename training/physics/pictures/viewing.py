# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From where all that moves in a trajectory can be seen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.simulation.camera import look_at

Floats = NDArray[np.float64]
AZIMUTH_RAD, ELEVATION_RAD = math.radians(-65.0), math.radians(24.0)
LEAST_DISTANCE_M, GREATEST_DISTANCE_M = 0.5, 40.0
MARGIN = 1.12
OUTLIERS = 2.0
"""% of all places on each side that may be out of view: what flies off must not shrink the rest."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """A camera `pose` [4, 4] in the world, `distance_m` from its `target` [3] m."""

    pose: Floats
    target: Floats
    distance_m: float


def look_upon(trajectory: Trajectory, fov_y_deg: float, aspect: float) -> Outlook:
    """A camera as near as has nearly all of what moves in its picture, `aspect` times as wide as high."""
    points, size_m = _places(trajectory)
    away = np.array(
        (
            math.cos(ELEVATION_RAD) * math.cos(AZIMUTH_RAD),
            math.cos(ELEVATION_RAD) * math.sin(AZIMUTH_RAD),
            math.sin(ELEVATION_RAD),
        )
    )
    axes = look_at(_vector(away), (0.0, 0.0, 0.0))[:3, :3]
    seen = points @ axes
    low, high = np.percentile(seen, (OUTLIERS, 100 - OUTLIERS), axis=0)
    middle = 0.5 * (low + high)
    half_tan = math.tan(math.radians(0.5 * fov_y_deg)) * np.array((aspect, 1.0))
    beyond = np.clip(seen, low, high) - middle
    needed = (np.abs(beyond[:, :2]) + size_m) / half_tan - beyond[:, 2:]
    distance = min(max(MARGIN * float(needed.max()), LEAST_DISTANCE_M), GREATEST_DISTANCE_M)
    target = axes @ middle
    return Outlook(look_at(_vector(target + distance * away), _vector(target)), target, distance)


def _places(trajectory: Trajectory) -> tuple[Floats, float]:
    """Where the rows that move are [P, 3] m while they are there, and half the size of the largest, m."""
    rows = np.flatnonzero(~trajectory.is_static)
    rows = rows if len(rows) else np.arange(trajectory.rows)
    here = np.ones((trajectory.frames, len(rows)), bool)
    if trajectory.present is not None:
        here = trajectory.present[:, rows]
    points = trajectory.position[:, rows][here].astype(float)
    if not len(points):
        return np.zeros((1, 3)), 0.0
    return points, 0.5 * float(trajectory.extent[rows].max())


def _vector(values: Floats) -> tuple[float, float, float]:
    x, y, z = (float(value) for value in values)
    return x, y, z
