# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a rover does best about a risk; the rules stand in `labels`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Action, Risk
from training.simulation.rover.footprints import Footprints, free
from training.simulation.rover.foresight import Foresight, Moments, evading, heading
from training.simulation.rover.motion import ROVER_M

Labels = NDArray[np.int64]
AHEAD_RAD = 0.5
CLEARED_M = 0.15
RETREAT_M, BEHIND_M = 0.35, 0.6
NEARER_M = 0.1
"""What comes nearer by less stays beside."""
LEAST_FRAMES = 3


def advise(
    moments: Moments,
    obstacles: Footprints,
    ahead: Foresight,
    risk: Labels,
    cause: Labels,
) -> Labels:
    """Class numbers [T] of `Action` for a risk [T] and the thing [T] that it comes from."""
    every = np.arange(len(risk))
    left, right = (
        evading(moments, obstacles, side).gaps.min(axis=(1, 2), initial=2.0) for side in (1.0, -1.0)
    )
    gaps = ahead.gaps[every, :, cause]
    standing = ~moments.moving
    turn = np.where(left >= right, Action.TURN_LEFT, Action.TURN_RIGHT)
    cleared = (np.maximum(left, right) > CLEARED_M) & ~standing
    retreat = standing & (gaps[:, 0] < RETREAT_M) & (np.abs(ahead.bearing[every, cause]) < AHEAD_RAD)
    retreat &= free(obstacles, moments.pose[:, :2], -heading(moments.pose)) - ROVER_M > BEHIND_M
    nearer = np.minimum(gaps[:, 0], 9.0) - gaps.min(axis=1) > NEARER_M
    action = np.full(len(risk), int(Action.CONTINUE))
    action[(risk == Risk.LOW) & nearer] = Action.SLOW
    action[risk == Risk.MEDIUM] = np.where(cleared, turn, Action.SLOW)[risk == Risk.MEDIUM]
    action[risk == Risk.HIGH] = Action.STOP
    action[(risk >= Risk.MEDIUM) & retreat] = Action.REVERSE
    return action


def steadied(action: Labels) -> Labels:
    """Actions [T] of successive frames, without mild ones that would hold for a moment only."""
    steady = action.copy()
    bounds = [0, *(np.flatnonzero(np.diff(action)) + 1), len(action)]
    for start, end in list(pairwise(bounds))[1:-1]:
        if end - start < LEAST_FRAMES and action[start] not in (Action.STOP, Action.REVERSE):
            steady[start:end] = steady[start - 1]
    return steady
