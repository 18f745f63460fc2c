# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a rover gets if it goes on, and how near it comes to what it has seen.

It is taken to keep its speed, while its turn fades: who turns goes straight on soon. People do what they
really did. Only what is before the camera counts, or was so 0.7 s ago, the length of a model's window:
whoever learns from labels of the unseen learns to guess.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.simulation.rover.footprints import Footprints
from training.simulation.rover.motion import PERSON_M, ROVER_M, TICK_HZ, Motion
from training.simulation.rover.vehicle import FORWARD_M

Array = NDArray[np.float64]
Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]
HORIZON_S, STEP_S = 3.0, 0.1
FADING_S = 0.6
"""A turn is over after about this time; in all it adds this times the yaw rate to the heading."""
VIEW_RAD = 0.56
REMEMBERED_S = 0.7
EVASIVE_RADPS, EVASIVE_S = 0.6, 1.0
UNSEEN = np.inf


@dataclass(frozen=True, eq=False)
class Foresight:
    """Clearances [T, K, things] m at steps 0 to 3 s, obstacles first, then people; infinite where unseen.

    `still` is the number of obstacles, `bearing` [T, things] rad the direction, left positive, of the point
    that comes nearest.
    """

    gaps: Array
    still: int
    bearing: Array


def going_on(motion: Motion, obstacles: Footprints, ticks: Ticks, all_seen: bool = False) -> Foresight:
    """What comes of keeping on; `all_seen` is for who has eyes all round."""
    times = np.arange(0.0, HORIZON_S + 1e-9, STEP_S)
    turned = FADING_S * (1.0 - np.exp(-times / FADING_S))
    return _foresee(motion, obstacles, ticks, motion.twist[ticks, 1:] * turned, all_seen)


def evading(motion: Motion, obstacles: Footprints, ticks: Ticks, side: float) -> Foresight:
    """What comes of a turn to a side (1 left, -1 right) for a second, then straight on."""
    times = np.arange(0.0, HORIZON_S + 1e-9, STEP_S)
    turned = side * EVASIVE_RADPS * np.minimum(times, EVASIVE_S)
    return _foresee(motion, obstacles, ticks, np.tile(turned, (len(ticks), 1)), False)


def in_view(motion: Motion, ticks: Ticks, points: Array) -> Flags:
    """Which points [T, ..., 2] m lie within the camera's angle, at the rover's poses of `ticks`."""
    pose = motion.pose[ticks].reshape(-1, *[1] * (points.ndim - 2), 3)
    cos, sin = np.cos(pose[..., 2]), np.sin(pose[..., 2])
    x, y = points[..., 0] - pose[..., 0], points[..., 1] - pose[..., 1]
    ahead, left = cos * x + sin * y - FORWARD_M, cos * y - sin * x
    seen: Flags = np.abs(np.arctan2(left, ahead)) < VIEW_RAD
    return seen


def seen_lately(motion: Motion, ticks: Ticks, points: Array, before: Array | None = None) -> Flags:
    """Which points [T, ..., 2] m are in view or were 0.7 s before, when those that move were at `before`."""
    earlier = np.maximum(ticks - round(REMEMBERED_S * TICK_HZ), 0)
    then = points if before is None else before
    return in_view(motion, ticks, points) | in_view(motion, earlier, then)


def _foresee(motion: Motion, obstacles: Footprints, ticks: Ticks, turned: Array, all_seen: bool) -> Foresight:
    points = _way(motion, ticks, turned)
    frames, steps = points.shape[:2]
    touching = obstacles.nearest(points.reshape(-1, 2)).reshape(frames, steps, -1, 2)
    still = obstacles.distance(points.reshape(-1, 2)).reshape(frames, steps, -1) - ROVER_M
    then = ticks[:, None] + np.round(np.arange(steps) * STEP_S * TICK_HZ).astype(int)
    people = np.linalg.norm(motion.people[then] - points[:, :, None], axis=-1) - ROVER_M - PERSON_M
    if not all_seen:
        still[~seen_lately(motion, ticks, touching)] = UNSEEN
        earlier = motion.people[np.maximum(ticks - round(REMEMBERED_S * TICK_HZ), 0)]
        seen = seen_lately(motion, ticks, motion.people[ticks], earlier)
        people[~np.broadcast_to(seen[:, None], people.shape)] = UNSEEN
    nearest = np.take_along_axis(touching, still.argmin(axis=1)[:, None, :, None], axis=1)[:, 0]
    bearing = _bearings(motion, ticks, np.concatenate((nearest, motion.people[ticks]), axis=1))
    return Foresight(np.concatenate((still, people), axis=-1), still.shape[2], bearing)


def _way(motion: Motion, ticks: Ticks, turned: Array) -> Array:
    """Positions [T, K, 2] m at steps 0 to 3 s of keeping the speed while the heading has `turned` [T, K]."""
    yaw = motion.pose[ticks, 2:] + turned
    middle = 0.5 * (yaw[:, 1:] + yaw[:, :-1])
    steps = STEP_S * motion.twist[ticks, 0, None, None] * np.stack((np.cos(middle), np.sin(middle)), axis=-1)
    way = np.concatenate((np.zeros((len(ticks), 1, 2)), np.cumsum(steps, axis=1)), axis=1)
    points: Array = motion.pose[ticks, None, :2] + way
    return points


def _bearings(motion: Motion, ticks: Ticks, points: Array) -> Array:
    """Directions [T, N] rad of points [T, N, 2] from the rover's heading, left positive."""
    offset = points - motion.pose[ticks, None, :2]
    angle = np.arctan2(offset[..., 1], offset[..., 0]) - motion.pose[ticks, 2:]
    wrapped: Array = (angle + np.pi) % (2 * np.pi) - np.pi
    return wrapped
