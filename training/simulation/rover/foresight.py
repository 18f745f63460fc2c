# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a rover gets if it goes on, and how near it comes to what it has seen.

It is taken to keep its speed, while its turn fades: who turns goes straight on soon. People do what they
really did. Only what the camera sees counts, or saw 0.7 s ago, the length of a model's window: whoever
learns from labels of the unseen learns to guess. Walls and high things hide people; that one thing that
stands hides another, or a person a person, is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.simulation.rover.footprints import Footprints
from training.simulation.rover.motion import PERSON_M, ROVER_M, TICK_HZ, Motion
from training.simulation.rover.sight import in_view, sees

Array = NDArray[np.float64]
Ticks = NDArray[np.int64]
Flags = NDArray[np.bool_]
HORIZON_S, STEP_S = 3.0, 0.1
TIMES_S = np.arange(0.0, HORIZON_S + 1e-9, STEP_S)
"""[K] s, the steps of all that is foreseen."""
FADING_S = 0.6
"""A turn is over after about this time; in all it adds this times the yaw rate to the heading."""
REMEMBERED_S = 0.7
EVASIVE_RADPS, EVASIVE_S = 0.6, 1.0
UNSEEN = np.inf
STANDING_MPS = 0.05


@dataclass(frozen=True, eq=False)
class Moments:
    """T moments of a drive among P people.

    Attributes:
        pose: [T, 3] x m, y m, yaw rad of the rover.
        twist: [T, 2] forward m/s and yaw rate rad/s.
        people: [T, K, P, 2] m at `TIMES_S` from each moment.
        pose_before, people_before: [T, 3] and [T, P, 2], 0.7 s earlier.
    """

    pose: Array
    twist: Array
    people: Array
    pose_before: Array
    people_before: Array

    @property
    def moving(self) -> Flags:
        """Whether the rover does [T]."""
        flags: Flags = np.abs(self.twist[:, 0]) > STANDING_MPS
        return flags


@dataclass(frozen=True, eq=False)
class Foresight:
    """Clearances [T, K, things] m at `TIMES_S`, obstacles first, then people; infinite where unseen.

    `still` is the number of obstacles, `bearing` [T, things] rad the direction, left positive, of the point
    that comes nearest.
    """

    gaps: Array
    still: int
    bearing: Array


def moments_of(motion: Motion, ticks: Ticks) -> Moments:
    """The moments `ticks` [T] of a motion that goes on for 3 s after the last of them."""
    earlier = np.maximum(ticks - round(REMEMBERED_S * TICK_HZ), 0)
    then = ticks[:, None] + np.round(TIMES_S * TICK_HZ).astype(int)
    return Moments(
        motion.pose[ticks],
        motion.twist[ticks],
        motion.people[then],
        motion.pose[earlier],
        motion.people[earlier],
    )


def going_on(moments: Moments, obstacles: Footprints, all_seen: bool = False) -> Foresight:
    """What comes of keeping on; `all_seen` is for who has eyes all round."""
    fading = FADING_S * (1.0 - np.exp(-TIMES_S / FADING_S))
    return _foresee(moments, obstacles, moments.twist[:, 1:] * fading, all_seen)


def evading(moments: Moments, obstacles: Footprints, side: float) -> Foresight:
    """What comes of a turn to a side (1 left, -1 right) for a second, then straight on."""
    turned = side * EVASIVE_RADPS * np.minimum(TIMES_S, EVASIVE_S)
    return _foresee(moments, obstacles, np.tile(turned, (len(moments.pose), 1)), False)


def heading(pose: Array) -> Array:
    """Unit vectors [T, 2] that poses [T, 3] look along."""
    return np.stack((np.cos(pose[:, 2]), np.sin(pose[:, 2])), axis=-1)


def _foresee(moments: Moments, obstacles: Footprints, turned: Array, all_seen: bool) -> Foresight:
    points = _way(moments, turned)
    frames, steps = points.shape[:2]
    touching = obstacles.nearest(points.reshape(-1, 2)).reshape(frames, steps, -1, 2)
    still = obstacles.distance(points.reshape(-1, 2)).reshape(frames, steps, -1) - ROVER_M
    people = np.linalg.norm(moments.people - points[:, :, None], axis=-1) - ROVER_M - PERSON_M
    now = moments.people[:, 0]
    if not all_seen:
        still[~(in_view(moments.pose, touching) | in_view(moments.pose_before, touching))] = UNSEEN
        seen = sees(moments.pose, now, obstacles)
        seen |= sees(moments.pose_before, moments.people_before, obstacles)
        people[~np.broadcast_to(seen[:, None], people.shape)] = UNSEEN
    nearest = np.take_along_axis(touching, still.argmin(axis=1)[:, None, :, None], axis=1)[:, 0]
    bearing = _bearings(moments.pose, np.concatenate((nearest, now), axis=1))
    return Foresight(np.concatenate((still, people), axis=-1), still.shape[2], bearing)


def _way(moments: Moments, turned: Array) -> Array:
    """Positions [T, K, 2] m of keeping the speed while the heading has `turned` [T, K] rad."""
    yaw = moments.pose[:, 2:] + turned
    middle = 0.5 * (yaw[:, 1:] + yaw[:, :-1])
    steps = STEP_S * moments.twist[:, 0, None, None] * np.stack((np.cos(middle), np.sin(middle)), axis=-1)
    way = np.concatenate((np.zeros((len(yaw), 1, 2)), np.cumsum(steps, axis=1)), axis=1)
    points: Array = moments.pose[:, None, :2] + way
    return points


def _bearings(pose: Array, points: Array) -> Array:
    """Directions [T, N] rad of points [T, N, 2] from the rover's heading, left positive."""
    offset = points - pose[:, None, :2]
    angle = np.arctan2(offset[..., 1], offset[..., 0]) - pose[:, 2:]
    wrapped: Array = (angle + np.pi) % (2 * np.pi) - np.pi
    return wrapped
