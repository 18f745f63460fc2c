# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where values lie between two ends, and which round ones are marked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, linear or logarithmic (both ends above 0)."""

    low: float
    high: float
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """How far along a value lies, 0 to 1; what lies outside is held at the end."""
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = math.log(low), math.log(high), math.log(max(value, 1e-300))
        return min(max((value - low) / (high - low), 0.0), 1.0)

    def ticks(self) -> list[tuple[float, str]]:
        """Round values with their texts."""
        if self.logarithmic:
            powers = range(
                math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9) + 1
            )
            return [(10.0**power, f"{10.0**power:g}") for power in powers]
        step = _round_up((self.high - self.low) / 5)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(number * step, f"{number * step:.10g}") for number in range(first, last + 1)]


def axis_from_zero(values: Iterable[float], least: float = 1e-6) -> Axis:
    """A linear axis from 0 to a round value above all."""
    high = max([least, *values])
    step = _round_up(high / 5)
    return Axis(0.0, step * math.ceil(high / step - 1e-9))


def logarithmic_axis(values: Iterable[float]) -> Axis:
    """Whole decades around all values, which must be above 0."""
    found = list(values)
    low, high = math.floor(math.log10(min(found))), math.ceil(math.log10(max(found)))
    return Axis(10.0**low, 10.0 ** max(high, low + 1), True)


def _round_up(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    return float(next(power * step for step in ROUND if power * step >= value * (1 - 1e-9)))
