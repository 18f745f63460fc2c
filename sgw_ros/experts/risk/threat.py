# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One cause of risk, and the scales that turn distances and times into severity."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sgw_ros.core.types import Reason

HIGHEST = 3.999
"""Severity runs from 0 on; its whole part is the risk level: 1 low, 2 medium, 3 and more high."""
NOT_HIGH = 2.8
"""Most severe of what is no collision, however close, or not sure to be one: medium, and by more than the
band within which a level is kept."""


@dataclass(frozen=True, slots=True)
class Threat:
    """How severe (0-4), why, where (bearing rad, left positive; distance m), how surely (0-1).

    `contact_s` is when the robot and it touch if both go on as they do, infinite where they do not; `blind`
    marks the threat that comes from seeing nothing.
    """

    severity: float
    reason: Reason
    bearing: float
    distance_m: float
    certainty: float
    text: str
    approaching: bool = False
    blind: bool = False
    contact_s: float = math.inf


def severity_of_time(time_s: float) -> float:
    """Severity of a collision in `time_s`: high below 1.5 s, medium below 3 s, low below 5 s."""
    return float(np.interp(time_s, [0.0, 1.5, 3.0, 5.0, 8.0], [HIGHEST, 3.0, 2.0, 1.0, 0.0]))


def severity_of_person(distance_m: float, attention_m: float) -> float:
    """Severity of a person at this distance: high below 0.6 m, medium below 1.5 m, low within attention."""
    near, far = min(1.5, attention_m), max(attention_m, 1.5)
    if distance_m > far:
        return float(np.interp(distance_m, [far, far + 2.0], [0.99, 0.0]))
    return float(np.interp(distance_m, [0.0, 0.6, near, far], [HIGHEST, 3.0, 2.0, 1.0]))


def severity_of_obstacle(distance_m: float) -> float:
    """Severity of a thing in the way: high below 0.3 m, medium below 0.8 m, low below 1.5 m."""
    return float(np.interp(distance_m, [0.0, 0.3, 0.8, 1.5, 2.5], [HIGHEST, 3.0, 2.0, 1.0, 0.0]))


def severity_of_clearance(clearance_m: float) -> float:
    """Severity of a corridor this much wider than the robot: medium below 0.1 m, low below 0.4 m."""
    return float(np.interp(clearance_m, [0.0, 0.1, 0.4, 0.8], [2.8, 2.0, 1.0, 0.0]))
