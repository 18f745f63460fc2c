# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Free space ahead, from depth: how wide the way is and what stands in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.geometry import rotation_matrix
from sgw_ros.core.types import Array, Frame, Pose
from sgw_ros.experts.risk.robot import Robot

LOWEST_M, HIGHEST_M = 0.15, 1.5
"""Heights above the floor, m, between which something is in the way."""
SAMPLED_ROWS = 60
ENOUGH_POINTS = 8
"""Points that make an obstacle; fewer are speckles of the sensor."""
LEAST_KNOWN = 0.05
"""With less of the depth picture known the sensor is covered, and nothing seen is not nothing there."""
NEAREST_M = 0.15


@dataclass(frozen=True, slots=True)
class Corridor:
    """Free width to the left and right of the path's middle and free distance ahead, m; inf for free.

    The widths end where the way ahead is blocked; `room_left_m` and `room_right_m` are those as far as
    was looked, beside and behind what blocks the way: where a turn would lead.
    """

    left_m: float
    right_m: float
    ahead_m: float
    ahead_left_m: float = 0.0
    """Where the nearest thing ahead stands, to the left of the path's middle."""
    room_left_m: float = math.inf
    room_right_m: float = math.inf

    @property
    def width_m(self) -> float:
        """Free width, m."""
        return self.left_m + self.right_m


OPEN = Corridor(math.inf, math.inf, math.inf)


def corridor_from_depth(
    frame: Frame, T_odom_cam: Pose, robot: Robot, half_width_m: float, look_ahead_m: float
) -> Corridor | None:
    """The corridor that the depth picture shows, or None without depth."""
    points = _points(frame, T_odom_cam)
    if points is None:
        return None
    ahead, left = _locals(points, robot)
    in_reach = (ahead > NEAREST_M) & (ahead < look_ahead_m)
    in_way = in_reach & (np.abs(left) <= half_width_m)
    beside = in_reach & ~in_way
    nearest = _nearest(ahead[in_way])
    if math.isfinite(nearest):
        at = in_way & (np.abs(ahead - nearest) < 0.2)
        middle = float(np.median(left[at])) if at.any() else 0.0
    else:
        middle = 0.0
    # Only what the robot would pass on its way narrows it.
    passed = beside & (ahead < nearest)
    return Corridor(
        _nearest(left[passed & (left > 0)]),
        _nearest(-left[passed & (left < 0)]),
        nearest,
        middle,
        _nearest(left[beside & (left > 0)]),
        _nearest(-left[beside & (left < 0)]),
    )


def known_depth(depth: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Where [H, W] a depth picture [H, W] m tells something; nearer than any camera measures is nothing."""
    known: NDArray[np.bool_] = np.isfinite(depth) & (depth > NEAREST_M)
    return known


def _points(frame: Frame, T_odom_cam: Pose) -> Array | None:
    """Points [K, 3] in odom between floor and robot height, thinned."""
    if frame.depth is None:
        return None
    step = max(1, frame.depth.shape[0] // SAMPLED_ROWS)
    depth = frame.depth[::step, ::step].astype(np.float64)
    known = known_depth(depth)
    if known.mean() < LEAST_KNOWN:
        return None
    v, u = np.nonzero(known)
    z = depth[v, u]
    camera = frame.camera
    rays = np.stack(
        [(u * step - camera.cx) / camera.fx * z, (v * step - camera.cy) / camera.fy * z, z], axis=1
    )
    points: Array = rays @ rotation_matrix(T_odom_cam.orientation).T + np.asarray(T_odom_cam.position)
    return points[(points[:, 2] > LOWEST_M) & (points[:, 2] < HIGHEST_M)]


def _locals(points: Array, robot: Robot) -> tuple[Array, Array]:
    offset = points[:, :2] - robot.position
    fx, fy = robot.forward
    return offset[:, 0] * fx + offset[:, 1] * fy, offset[:, 1] * fx - offset[:, 0] * fy


def _nearest(distances: Array) -> float:
    """The nearest distance that enough points share, inf where there are too few."""
    if distances.size < ENOUGH_POINTS:
        return math.inf
    return float(np.partition(distances, ENOUGH_POINTS - 1)[ENOUGH_POINTS - 1])
