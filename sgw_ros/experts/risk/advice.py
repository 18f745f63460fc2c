# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What to do about a risk, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.experts.risk.corridor import Corridor
from sgw_ros.experts.risk.level import Judgement
from sgw_ros.experts.risk.robot import STANDING_MPS
from sgw_ros.experts.risk.threat import NOT_HIGH, Threat

ASIDE_RAD = 0.15
"""A threat further aside than this leaves a side to turn to."""
STEADY = 0.6
"""A turn once begun goes on until the threat is this much less aside."""
AHEAD_RAD = 0.4
TURNING_ROOM_M = 1.0
WORTH_MINDING = 1.0
"""Severity from which a threat keeps the robot from moving its way."""
NEAR_M, NEAR_S = 1.5, 2.0
"""Nearer than this, or than the robot drives in this time, a threat aside closes its side."""
RETREAT_M, CERTAIN = 0.4, 0.8
"""Reversing is blind: only from what is surely this close."""


@dataclass(frozen=True, slots=True)
class Taken:
    """On which sides of the robot there is something to mind."""

    left: bool
    right: bool
    behind: bool


def taken_by(threats: Sequence[Threat]) -> Taken:
    """The sides that threats worth minding take."""
    bearings = [threat.bearing for threat in threats if threat.severity >= WORTH_MINDING]
    return Taken(
        left=any(0.0 < bearing < math.pi / 2 for bearing in bearings),
        right=any(-math.pi / 2 < bearing < 0.0 for bearing in bearings),
        behind=any(abs(bearing) > math.pi / 2 for bearing in bearings),
    )


def closed_by(threats: Sequence[Threat], speed: float) -> Taken:
    """Where a model's advice must not lead a robot of this speed, m/s.

    Reversing is blind, and minds all that is worth it. To a side a robot looks, and who is seen far off there
    is often whom the turn goes behind: what is near closes it, and what would be a high risk on the move.
    """
    near_m = max(NEAR_M, NEAR_S * abs(speed))
    aside = taken_by([t for t in threats if t.distance_m < near_m or t.severity >= NOT_HIGH])
    return Taken(aside.left, aside.right, taken_by(threats).behind)


def advise(
    judgement: Judgement, threats: list[Threat], corridor: Corridor, ahead_speed: float, before: Action
) -> Action:
    """The mildest action that answers the risk; `before` is the one of the frame before.

    `ahead_speed` is the robot's own, m/s, negative backwards.
    """
    risk, cause = judgement.risk, judgement.cause
    if risk is Risk.NONE or cause is None:
        return Action.CONTINUE
    if risk is Risk.HIGH:
        close = cause.approaching and cause.distance_m < RETREAT_M and cause.certainty >= CERTAIN
        free = not taken_by(threats).behind
        retreat = close and abs(cause.bearing) < AHEAD_RAD and free and ahead_speed < STANDING_MPS
        return Action.REVERSE if retreat else Action.STOP
    if risk is Risk.MEDIUM:
        # What is only not high because the robot stands must not be driven at, however slowly.
        if judgement.severity >= NOT_HIGH and abs(ahead_speed) < STANDING_MPS:
            return Action.STOP
        return _turn_away(cause, threats, corridor, before) or Action.SLOW
    return Action.SLOW if abs(cause.bearing) < AHEAD_RAD else Action.CONTINUE


def _turn_away(cause: Threat, threats: list[Threat], corridor: Corridor, before: Action) -> Action | None:
    """Towards the free side of something that stands aside, None where there is no such side."""
    turning = before in (Action.TURN_LEFT, Action.TURN_RIGHT)
    least = ASIDE_RAD * (STEADY if turning else 1.0)
    if cause.reason is Reason.TIGHT_SPACE or not least < abs(cause.bearing) < math.pi / 2:
        return None
    sides = taken_by(threats)
    taken, room_m, turn = (
        (sides.right, corridor.room_right_m, Action.TURN_RIGHT)
        if cause.bearing > 0
        else (sides.left, corridor.room_left_m, Action.TURN_LEFT)
    )
    return turn if room_m > TURNING_ROOM_M and not taken else None


def risk_probabilities(severity: float, confidence: float) -> tuple[float, ...]:
    """Probabilities [4] around a severity (0-4); the less confidence, the flatter."""
    width = 0.35 + 0.8 * (1.0 - confidence)
    weights = np.exp(-0.5 * ((np.arange(4) + 0.5 - min(severity, 3.5)) / width) ** 2)
    return _normalised(weights)


def reason_probabilities(reason: Reason, threats: list[Threat], confidence: float) -> tuple[float, ...]:
    """Probabilities [4]: each threat speaks for its reason by its severity; `reason` leads."""
    weights = np.full(4, 0.02)
    for threat in threats:
        weights[threat.reason] = max(weights[threat.reason], 0.3 * threat.severity / 4.0)
    weights[reason] = max(float(weights.max()) * 1.1, 0.5 * confidence + 0.1)
    return _normalised(weights)


def action_probabilities(action: Action, confidence: float) -> tuple[float, ...]:
    """Probabilities [6]: the advised action and an even rest."""
    weights = np.full(6, (1.0 - confidence) / 6.0 + 0.01)
    weights[action] += 0.2 + 0.8 * confidence
    return _normalised(weights)


def _normalised(weights: np.typing.NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(w) for w in weights / weights.sum())
