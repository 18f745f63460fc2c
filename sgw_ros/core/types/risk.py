# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How risky the moment is and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Risk(IntEnum):
    """How risky the moment is."""

    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Reason(IntEnum):
    """What the risk comes from."""

    HUMAN = 0
    OBSTACLE = 1
    TIGHT_SPACE = 2
    UNKNOWN = 3


class Action(IntEnum):
    """What to do about it."""

    CONTINUE = 0
    SLOW = 1
    STOP = 2
    REVERSE = 3
    TURN_LEFT = 4
    TURN_RIGHT = 5


@dataclass(frozen=True, slots=True)
class RiskAssessment:
    """Risk of one frame, with probabilities [4] for risk and reason, and the inputs that were stale."""

    stamp_ns: int
    risk: Risk
    reason: Reason
    risk_probabilities: tuple[float, ...]
    reason_probabilities: tuple[float, ...]
    confidence: float
    stale_inputs: tuple[str, ...] = ()
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class ActionAdvice:
    """Advised action with probabilities [6]; not to be followed after `valid_until_ns`."""

    stamp_ns: int
    action: Action
    probabilities: tuple[float, ...]
    confidence: float
    valid_until_ns: int


@dataclass(frozen=True, slots=True)
class RiskResult:
    """The risk expert's result: the assessment and the advice that goes with it."""

    stamp_ns: int
    assessment: RiskAssessment
    advice: ActionAdvice
