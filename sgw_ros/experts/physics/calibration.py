# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From evidence against physics to the probability that something impossible happened."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sgw_ros.core.errors import ModelError

TAILS = 4.0
"""Degrees of freedom of Student's distribution: forecasts are now and then far off."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """Probability 1 / (1 + exp(-(nats - offset) / scale))."""

    scale: float
    offset: float

    def probability(self, nats: float) -> float:
        """0-1, of so much evidence."""
        return 0.5 + 0.5 * math.tanh(0.5 * (nats - self.offset) / self.scale)


RARE = math.log(1000.0)
"""Models are weighed with as many impossible episodes as possible ones; a robot meets one in a thousand."""
UNCALIBRATED = Logistic(1.0, 9.0)
"""Where a model says nothing: 0.95 at 12 nats, three moments of five standard deviations."""


def nats(squared: float) -> float:
    """Evidence of a squared deviation (three axes, in variances): its negative log-likelihood.

    Source: Lange et al. 1989, "Robust Statistical Modeling Using the t Distribution", eq. 1.
    """
    return 0.5 * (TAILS + 3.0) * math.log1p(squared / TAILS)


def read_calibration(settings: Mapping[str, Any], model: str) -> Logistic:
    """`scale` and `offset` of `violation.likelihood` in a manifest's settings, for a robot.

    Raises:
        ModelError: something else stands there.
    """
    given = settings.get("violation")
    if isinstance(given, dict):
        given = given.get("likelihood")
    if given is None:
        return UNCALIBRATED
    values = [given.get(name) for name in ("scale", "offset")] if isinstance(given, dict) else [given]
    numbers = [float(v) for v in values if isinstance(v, int | float) and math.isfinite(v)]
    if len(numbers) != 2 or numbers[0] <= 0.0:
        raise ModelError(
            f"model '{model}': 'violation.likelihood' of its manifest's settings must have a 'scale' above 0"
            f" and an 'offset', not {given!r:.80}; export it again"
        )
    scale, offset = numbers
    return Logistic(scale, offset + RARE * scale)
