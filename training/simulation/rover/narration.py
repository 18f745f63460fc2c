# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One plain sentence a second, from a fixed vocabulary, about what the rover does and what is near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Reason, Risk
from training.simulation.rover.footprints import Footprints
from training.simulation.rover.foresight import STANDING_MPS
from training.simulation.rover.labels import RiskLabels
from training.simulation.rover.motion import PERSON_M, ROVER_M, Motion

TURNING_RADPS, FAST_MPS = 0.25, 0.5
VERY_CLOSE_M, CLOSE_M, FAR_M = 0.6, 1.6, 5.0
ASIDE_RAD, BEHIND_RAD = 0.35, 1.6


def narrate(
    motion: Motion, obstacles: Footprints, labels: RiskLabels, ticks: NDArray[np.int64], every: int
) -> list[str]:
    """A sentence for every `every`-th of the moments `ticks`."""
    return [
        f"{_driving(motion, tick)} , {_nearest(motion, obstacles, tick)} , {_risk(labels, index)} ."
        for index, tick in list(enumerate(ticks))[::every]
    ]


def _driving(motion: Motion, tick: int) -> str:
    v, w = motion.twist[tick]
    if v < STANDING_MPS:
        return "the rover stands still"
    pace = "fast" if v > FAST_MPS else "slowly"
    if abs(w) > TURNING_RADPS:
        return f"the rover drives {pace} and turns {'left' if w > 0 else 'right'}"
    return f"the rover drives forward {pace}"


def _nearest(motion: Motion, obstacles: Footprints, tick: int) -> str:
    """The nearest person who is not behind, otherwise the nearest obstacle."""
    x, y, yaw = motion.pose[tick]
    offset = motion.people[tick] - (x, y)
    bearing = (np.arctan2(offset[:, 1], offset[:, 0]) - yaw + np.pi) % (2 * np.pi) - np.pi
    gap = np.linalg.norm(offset, axis=-1) - ROVER_M - PERSON_M
    seen = np.flatnonzero((np.abs(bearing) < BEHIND_RAD) & (gap < FAR_M))
    if len(seen):
        nearest = seen[gap[seen].argmin()]
        does = "walks" if motion.speed[tick, nearest] > 0.1 else "stands"
        return f"a person {does} {_side(bearing[nearest])} {_distance(gap[nearest])}"
    gaps = obstacles.distance(motion.pose[tick : tick + 1, :2])[0] - ROVER_M
    return f"an obstacle is {_distance(gaps.min())}"


def _side(bearing: float) -> str:
    if abs(bearing) < ASIDE_RAD:
        return "ahead"
    return "on the left" if bearing > 0 else "on the right"


def _distance(gap: float) -> str:
    if gap < VERY_CLOSE_M:
        return "very close"
    return "close" if gap < CLOSE_M else "far away"


def _risk(labels: RiskLabels, index: int) -> str:
    risk, reason = Risk(int(labels.risk[index])), Reason(int(labels.reason[index]))
    if risk is Risk.NONE:
        return "there is no risk"
    why = {Reason.HUMAN: "a person", Reason.OBSTACLE: "an obstacle"}.get(reason, "a tight space")
    return f"the risk is {risk.name.lower()} because of {why}"
