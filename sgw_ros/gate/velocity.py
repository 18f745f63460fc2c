# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A velocity command, and the ways to make less of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Velocity:
    """A twist in the robot's base frame (REP-103: x forward, y left, z up), m/s and rad/s."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    roll: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0

    @property
    def speed(self) -> float:
        """Magnitude of the linear part, m/s."""
        return math.hypot(self.x, self.y, self.z)

    @property
    def turn_rate(self) -> float:
        """Magnitude of the angular part, rad/s."""
        return math.hypot(self.roll, self.pitch, self.yaw)

    def is_finite(self) -> bool:
        """Whether no component is NaN or infinite."""
        return all(map(math.isfinite, (self.x, self.y, self.z, self.roll, self.pitch, self.yaw)))

    def at_most(self, speed: float, turn_rate: float) -> Velocity:
        """The same path driven slower: every component by the same factor, so that the curve stays."""
        factor = min(1.0, _ratio(speed, self.speed), _ratio(turn_rate, self.turn_rate))
        return self if factor == 1.0 else self._scaled(factor)

    def turning_only(self, side: float) -> Velocity:
        """Without any yaw away from `side` (1 left, -1 right)."""
        return self if self.yaw * side >= 0.0 else replace(self, yaw=0.0)

    def _scaled(self, factor: float) -> Velocity:
        return Velocity(
            self.x * factor,
            self.y * factor,
            self.z * factor,
            self.roll * factor,
            self.pitch * factor,
            self.yaw * factor,
        )


STANDSTILL = Velocity()


def _ratio(limit: float, value: float) -> float:
    return limit / value if value > limit else 1.0
