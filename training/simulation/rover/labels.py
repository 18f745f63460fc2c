# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Risk, reason and action by rules on the true future.

`foresight` says how near the rover comes to everything that it sees or has just seen. That says:

- high: a touch (clearance below 5 cm) within 1.5 s;
- medium: a touch within 3 s, or in the next 2 s a person within 0.3 m or an obstacle within 0.12 m;
- low: within 3 s a person within 0.9 m or an obstacle within 0.3 m; a way whose free width is below 1.3 m;
  or a person who is seen, less than 32 degrees aside and 6 m away;
- none: everything else. A rover that stands risks nothing from what stands.

The reason is the kind of thing that comes first by these rules; an obstacle is a tight space where both sides
are within 0.4 m. The action: continue; slow for what comes nearer, and where it is tight; stop for a high
risk; turn to the side that has more room where a second's turn clears a medium risk, otherwise slow; a rover
that stands reverses from a medium or high risk nearer than 0.35 m ahead of it, if it is free behind. Milder
advice that would hold for less than 0.3 s is not given: the one before goes on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Action, Reason, Risk
from training.simulation.rover.advice import advise, steadied
from training.simulation.rover.footprints import Footprints, free
from training.simulation.rover.foresight import (
    HORIZON_S,
    STEP_S,
    Foresight,
    Moments,
    going_on,
    heading,
    moments_of,
)
from training.simulation.rover.motion import ROVER_M, Motion
from training.simulation.rover.sight import sees

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Flags = NDArray[np.bool_]
TOUCH_M = 0.05
SOON_S, NEXT_S = 1.5, 2.0
NEAR_M = {"person": (0.3, 0.9), "obstacle": (0.12, 0.3)}
"""Clearance that makes a medium and a low risk."""
TIGHT_WIDTH_M, BESIDE_M = 1.3, 0.4
VIEW_M = 6.0
BESIDE_AT_M = (0.8, 1.1, 1.4)
"""Where the way's width is taken: no nearer than the camera sees it."""


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
    moments = moments_of(motion, ticks)
    ahead = going_on(moments, obstacles)
    severity, touch_s = _severities(ahead, moments.moving)
    urgency = severity - np.minimum(touch_s, 9.0) / 10.0 - np.minimum(ahead.gaps.min(axis=1), 9.0) / 1000.0
    cause = urgency.argmax(axis=1)
    every = np.arange(len(ticks))
    risk = severity[every, cause]
    tight, width = beside(moments, obstacles)
    narrow = moments.moving & (width < TIGHT_WIDTH_M)
    seen, nearest = _nearest_in_view(moments, obstacles)
    merely_seen = (risk == Risk.NONE) & ~narrow & seen
    cause = np.where(merely_seen, ahead.still + nearest, cause)
    risk = np.where((risk == Risk.NONE) & (narrow | seen), Risk.LOW, risk)
    person = (cause >= ahead.still) & (merely_seen | (severity[every, cause] > Risk.NONE))
    reason = np.where(person, Reason.HUMAN, np.where(tight, Reason.TIGHT_SPACE, Reason.OBSTACLE))
    reason = np.where(risk == Risk.NONE, Reason.UNKNOWN, reason)
    action = advise(moments, obstacles, ahead, risk, cause)
    action[merely_seen] = Action.CONTINUE
    action[narrow & (risk == Risk.LOW)] = Action.SLOW
    action = steadied(action)
    cause = np.where(risk == Risk.NONE, -1, cause)
    return RiskLabels(risk, reason, action, cause, touch_s.min(axis=1), ahead.gaps[:, 0].min(axis=1))


def endangered(moments: Moments, obstacles: Footprints, unseen: bool = False) -> Flags:
    """When [T] the risk is high; with `unseen` also of what the rover cannot know of."""
    severity, _ = _severities(going_on(moments, obstacles, unseen), moments.moving)
    high: Flags = severity.max(axis=1) == Risk.HIGH
    return high


def _severities(ahead: Foresight, moving: Flags) -> tuple[Labels, Array]:
    """Risk class [T, things], and the time of the first touch [T, things] s, infinite for none."""
    touched = ahead.gaps < TOUCH_M
    touch_s = np.where(touched.any(axis=1), touched.argmax(axis=1) * STEP_S, np.inf)
    person = np.arange(ahead.gaps.shape[2]) >= ahead.still
    medium_m, low_m = (np.where(person, NEAR_M["person"][k], NEAR_M["obstacle"][k]) for k in range(2))
    near = ahead.gaps[:, : round(NEXT_S / STEP_S) + 1].min(axis=1)
    severity = np.full(touch_s.shape, int(Risk.NONE))
    severity[ahead.gaps.min(axis=1) < low_m] = Risk.LOW
    severity[(near < medium_m) | (touch_s < HORIZON_S)] = Risk.MEDIUM
    severity[touch_s <= SOON_S] = Risk.HIGH
    severity[~moving[:, None] & ~person[None, :]] = Risk.NONE
    return severity, touch_s


def _nearest_in_view(moments: Moments, obstacles: Footprints) -> tuple[Flags, Labels]:
    """Whether a person [T] is seen and not far, and which one is the nearest of those."""
    people = moments.people[:, 0]
    if not people.shape[1]:
        return np.zeros(len(people), bool), np.zeros(len(people), np.int64)
    distance = np.linalg.norm(people - moments.pose[:, None, :2], axis=-1)
    distance = np.where(sees(moments.pose, people, obstacles), distance, np.inf)
    return distance.min(axis=1) < VIEW_M, distance.argmin(axis=1)


def beside(moments: Moments, obstacles: Footprints) -> tuple[Flags, Array]:
    """Whether both sides [T] are within reach a little ahead, and the least free width [T] m."""
    ahead = heading(moments.pose)
    left = np.stack((-ahead[:, 1], ahead[:, 0]), axis=-1)
    tight, width = np.zeros(len(ahead), bool), np.full(len(ahead), np.inf)
    for way_m in BESIDE_AT_M:
        spot = moments.pose[:, :2] + way_m * ahead
        sides = [free(obstacles, spot, sign * left) - ROVER_M for sign in (1.0, -1.0)]
        tight |= (sides[0] < BESIDE_M) & (sides[1] < BESIDE_M)
        width = np.minimum(width, sides[0] + sides[1] + 2 * ROVER_M)
    return tight, width
