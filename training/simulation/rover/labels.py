# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Risk, reason and action by rules on the true future.

At every frame the rover is taken to keep its present speed and turn for 3 s, while people do what they really
did. The clearance to each thing over that time says:

- high: a touch (clearance below 5 cm) within 1.5 s;
- medium: a touch within 3 s, or in the next 2 s a person within 0.3 m or an obstacle within 0.12 m;
- low: within 3 s a person within 0.9 m or an obstacle within 0.3 m; a way whose free width is below 1.1 m;
  or a person in view, less than 32 degrees aside and 6 m away;
- none: everything else. A rover that stands risks nothing from what stands.

The reason is the kind of thing that comes first by these rules; an obstacle is a tight space where both sides
are within 0.4 m. The action: continue; slow; stop; reverse from what is nearer than 0.35 m and comes on,
if it is free behind; turn away from a medium risk where keeping that turn clears it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Action, Reason, Risk
from training.simulation.rover.footprints import Footprints
from training.simulation.rover.motion import PERSON_M, ROVER_M, TICK_HZ, Motion

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
HORIZON_S, STEP_S = 3.0, 0.1
TOUCH_M = 0.05
SOON_S, NEXT_S = 1.5, 2.0
NEAR_M = {"person": (0.3, 0.9), "obstacle": (0.12, 0.3)}
"""Clearance that makes a medium and a low risk."""
TIGHT_WIDTH_M, BESIDE_M = 1.1, 0.4
STANDING_MPS = 0.05
AHEAD_RAD = 0.5
VIEW_RAD, VIEW_M = 0.56, 6.0
TURN_RADPS, CLEARED_M = 0.6, 0.15
RETREAT_M, BEHIND_M = 0.35, 0.6


@dataclass(frozen=True, eq=False)
class RiskLabels:
    """Class numbers [T] of `Risk`, `Reason` and `Action`, and what they come from.

    `cause` [T] is the index of the thing, obstacles first, then people, -1 for none; `time_to_touch` [T] s is
    infinite where nothing is touched; `clearance` [T] m is the least one now.
    """

    risk: Labels
    reason: Labels
    action: Labels
    cause: Labels
    time_to_touch: Array
    clearance: Array


def judge(motion: Motion, obstacles: Footprints, ticks: NDArray[np.int64]) -> RiskLabels:
    """Labels of the moments `ticks` [T]; the motion must go on for 3 s after the last of them."""
    gaps = _gaps(motion, obstacles, ticks, motion.twist[ticks, 1])
    moving = np.abs(motion.twist[ticks, 0]) > STANDING_MPS
    severity, touch_s = _severities(gaps, len(obstacles.rounding), moving)
    urgency = severity - np.minimum(touch_s, 9.0) / 10.0 - np.minimum(gaps.min(axis=1), 9.0) / 1000.0
    cause = urgency.argmax(axis=1)
    every = np.arange(len(ticks))
    risk = severity[every, cause]
    tight, width = _beside(motion, obstacles, ticks)
    in_view, nearest = _in_view(motion, ticks)
    merely_seen = (risk == Risk.NONE) & in_view
    cause = np.where(merely_seen, len(obstacles.rounding) + nearest, cause)
    risk = np.where((risk == Risk.NONE) & moving & (width < TIGHT_WIDTH_M) | merely_seen, Risk.LOW, risk)
    person = cause >= len(obstacles.rounding)
    reason = np.where(person, Reason.HUMAN, np.where(tight, Reason.TIGHT_SPACE, Reason.OBSTACLE))
    reason = np.where(risk == Risk.NONE, Reason.UNKNOWN, reason)
    action = _actions(motion, obstacles, ticks, risk, cause, gaps[every, 0, cause])
    action[merely_seen] = Action.CONTINUE
    cause = np.where(risk == Risk.NONE, -1, cause)
    return RiskLabels(risk, reason, action, cause, touch_s.min(axis=1), gaps[:, 0].min(axis=1))


def _rollout(pose: Array, v: Array, w: Array) -> Array:
    """Positions [T, K, 2] m at steps 0 to 3 s of keeping v [T] m/s and w [T] rad/s."""
    times = np.arange(0.0, HORIZON_S + 1e-9, STEP_S)
    yaw = pose[:, 2:] + w[:, None] * times
    middle = 0.5 * (yaw[:, 1:] + yaw[:, :-1])
    steps = STEP_S * v[:, None, None] * np.stack((np.cos(middle), np.sin(middle)), axis=-1)
    way = np.concatenate((np.zeros((len(pose), 1, 2)), np.cumsum(steps, axis=1)), axis=1)
    points: Array = pose[:, None, :2] + way
    return points


def _gaps(motion: Motion, obstacles: Footprints, ticks: NDArray[np.int64], w: Array) -> Array:
    """Clearance [T, K, things] m between the rover's edge and every obstacle and person on a rollout."""
    points = _rollout(motion.pose[ticks], motion.twist[ticks, 0], w)
    frames, steps = points.shape[:2]
    still = obstacles.distance(points.reshape(-1, 2)).reshape(frames, steps, -1) - ROVER_M
    then = ticks[:, None] + np.round(np.arange(steps) * STEP_S * TICK_HZ).astype(int)
    people = np.linalg.norm(motion.people[then] - points[:, :, None], axis=-1) - ROVER_M - PERSON_M
    return np.concatenate((still, people), axis=-1)


def _severities(gaps: Array, obstacles: int, moving: NDArray[np.bool_]) -> tuple[Labels, Array]:
    """Risk class [T, things], and the time of the first touch [T, things] s."""
    touched = gaps < TOUCH_M
    touch_s = np.where(touched.any(axis=1), touched.argmax(axis=1) * STEP_S, np.inf)
    person = np.arange(gaps.shape[2]) >= obstacles
    medium_m, low_m = (np.where(person, NEAR_M["person"][k], NEAR_M["obstacle"][k]) for k in range(2))
    near = gaps[:, : round(NEXT_S / STEP_S) + 1].min(axis=1)
    severity = np.full(touch_s.shape, int(Risk.NONE))
    severity[gaps.min(axis=1) < low_m] = Risk.LOW
    severity[(near < medium_m) | (touch_s < HORIZON_S)] = Risk.MEDIUM
    severity[touch_s < SOON_S] = Risk.HIGH
    severity[~moving[:, None] & ~person[None, :]] = Risk.NONE
    return severity, touch_s


def _in_view(motion: Motion, ticks: NDArray[np.int64]) -> tuple[NDArray[np.bool_], Labels]:
    """Whether a person [T] is before the camera, and which one is the nearest of those."""
    if not motion.people.shape[1]:
        return np.zeros(len(ticks), bool), np.zeros(len(ticks), np.int64)
    offset = motion.people[ticks] - motion.pose[ticks, None, :2]
    angle = np.arctan2(offset[..., 1], offset[..., 0]) - motion.pose[ticks, 2:]
    aside = np.abs((angle + np.pi) % (2 * np.pi) - np.pi)
    distance = np.where(aside < VIEW_RAD, np.linalg.norm(offset, axis=-1), np.inf)
    return distance.min(axis=1) < VIEW_M, distance.argmin(axis=1)


def _beside(
    motion: Motion, obstacles: Footprints, ticks: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], Array]:
    """Whether both sides [T] are within reach over the next metre, and the least free width [T] m."""
    pose = motion.pose[ticks]
    ahead = np.stack((np.cos(pose[:, 2]), np.sin(pose[:, 2])), axis=-1)
    left = np.stack((-ahead[:, 1], ahead[:, 0]), axis=-1)
    tight, width = np.zeros(len(ticks), bool), np.full(len(ticks), np.inf)
    for way_m in (0.0, 0.35, 0.7, 1.05):
        spot = pose[:, :2] + way_m * ahead
        sides = [_free(obstacles, spot, sign * left) - ROVER_M for sign in (1.0, -1.0)]
        tight |= (sides[0] < BESIDE_M) & (sides[1] < BESIDE_M)
        width = np.minimum(width, sides[0] + sides[1] + 2 * ROVER_M)
    return tight, width


def _free(obstacles: Footprints, spot: Array, direction: Array) -> Array:
    """How far [T] m it is free from spots [T, 2] along directions [T, 2], up to 2 m."""
    reached = np.arange(0.0, 2.0, 0.05)
    points = spot[:, None] + reached[:, None] * direction[:, None]
    blocked = obstacles.clearance(points.reshape(-1, 2)).reshape(len(spot), -1) < 0.0
    return np.where(blocked.any(axis=1), reached[blocked.argmax(axis=1)], 2.0)


def _actions(
    motion: Motion,
    obstacles: Footprints,
    ticks: NDArray[np.int64],
    risk: Labels,
    cause: Labels,
    clearance: Array,
) -> Labels:
    bearing = _bearing(motion, obstacles, ticks, cause)
    left, right = (
        _gaps(motion, obstacles, ticks, np.full(len(ticks), sign * TURN_RADPS)).min(axis=(1, 2))
        for sign in (1.0, -1.0)
    )
    turn = np.where(bearing > 0, Action.TURN_RIGHT, Action.TURN_LEFT)
    cleared = np.where(bearing > 0, right, left) > CLEARED_M
    behind = _free(obstacles, motion.pose[ticks, :2], -_ahead(motion, ticks)) - ROVER_M
    retreat = (clearance < RETREAT_M) & (np.abs(bearing) < AHEAD_RAD) & (behind > BEHIND_M)
    retreat &= np.abs(motion.twist[ticks, 0]) < STANDING_MPS
    action = np.full(len(ticks), int(Action.CONTINUE))
    action[(risk == Risk.LOW) & (np.abs(bearing) < AHEAD_RAD)] = Action.SLOW
    medium = risk == Risk.MEDIUM
    action[medium] = np.where(cleared, turn, Action.SLOW)[medium]
    high = risk == Risk.HIGH
    action[high] = np.where(retreat, Action.REVERSE, Action.STOP)[high]
    return action


def _ahead(motion: Motion, ticks: NDArray[np.int64]) -> Array:
    yaw = motion.pose[ticks, 2]
    return np.stack((np.cos(yaw), np.sin(yaw)), axis=-1)


def _bearing(motion: Motion, obstacles: Footprints, ticks: NDArray[np.int64], cause: Labels) -> Array:
    """Direction [T] rad of the cause's centre from the rover's heading, left positive."""
    people = motion.people[ticks]
    centres = np.concatenate(
        (np.broadcast_to(obstacles.centre, (len(ticks), *obstacles.centre.shape)), people), axis=1
    )
    offset = centres[np.arange(len(ticks)), cause] - motion.pose[ticks, :2]
    angle = np.arctan2(offset[:, 1], offset[:, 0]) - motion.pose[ticks, 2]
    wrapped: Array = (angle + np.pi) % (2 * np.pi) - np.pi
    return wrapped
