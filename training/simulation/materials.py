# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What things are made of, and the contact springs that give MuJoCo a restitution of our choosing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ConfigError

PHASE_PER_STEP = 0.25
"""Radians that a contact spring turns in one fine step: an elastic impact lasts some 13 of them."""
FIRST_DEPTH = 0.1
"""How deep an impact's first step begins, as a share of the way of that step: surely, but hardly, inside."""
IMPEDANCE = (0.99, 0.99, 0.001, 0.5, 2.0)
"""MuJoCo's solimp, constant with depth: only then is restitution the same at every speed and mass."""


@dataclass(frozen=True)
class Material:
    """Surface properties of a part.

    A pair of parts takes the greater of each friction and the lower restitution of the two.

    Attributes:
        friction: sliding coefficient (Coulomb).
        rolling_friction: m, lever arm of the normal force's resistance to rolling.
        spinning_friction: m, the same about the contact's normal.
        restitution: share of the normal speed that an impact leaves, 0 to 0.95 (1: no loss at all).
    """

    friction: float = 0.5
    rolling_friction: float = 0.001
    spinning_friction: float = 0.002
    restitution: float = 0.3

    def __post_init__(self) -> None:
        frictions = (self.friction, self.rolling_friction, self.spinning_friction)
        if min(frictions) < 0 or not 0 <= self.restitution <= 1:
            raise ConfigError(f"{self}: frictions must not be negative, restitution lies in 0 to 1")


ORDINARY = Material()
YIELDING = Material(friction=0.0, rolling_friction=0.0, spinning_friction=0.0, restitution=1.0)
"""For floors, walls and ramps: whatever touches them, its own material decides."""


def impact_spring(restitution: float, step_s: float) -> tuple[float, float]:
    """MuJoCo's direct `solref` for impacts that are resolved with steps of `step_s`.

    MuJoCo's contact accelerates the gap x as x'' = -b x' - k x whatever the masses, so restitution depends on
    the damping ratio alone. Negative numbers are MuJoCo's sign for (stiffness, damping); of a pair it
    takes the element-wise minimum, so the lower restitution holds.
    """
    omega = PHASE_PER_STEP / step_s
    ratios, restitutions = _damping_table()
    ratio = float(np.interp(-restitution, -restitutions, ratios))
    return -omega * omega, -2.0 * ratio * omega


def resting_spring(step_s: float) -> tuple[float, float]:
    """The same for contacts that last, resolved with steps of `step_s`: stiff, damped, without a bounce."""
    omega = 0.4 / step_s
    return -omega * omega, -2.0 * omega


@lru_cache(maxsize=1)
def _damping_table() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Damping ratios and the restitution that each gives in the very steps that the simulator takes.

    The oscillator's closed form is 1-3 % off at this step, because the first step of an impact is a whole
    one; here the impact is integrated as MuJoCo does it (semi-implicit Euler, no pull), from first touch.
    """
    ratio = np.concatenate([np.linspace(0.0, 1.0, 400), np.linspace(1.0, 0.5 / PHASE_PER_STEP, 100)[1:]])
    gap, speed = np.full_like(ratio, -FIRST_DEPTH), -np.ones_like(ratio)
    for _ in range(400):
        push = -(2.0 * ratio * PHASE_PER_STEP * speed + PHASE_PER_STEP**2 * gap)
        speed += np.where(gap <= 0.0, np.maximum(push, 0.0), 0.0)
        gap += speed
    return ratio, np.minimum.accumulate(np.maximum(speed, 0.0))
