# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From evidence against physics to the probability that something impossible happened."""

from __future__ import annotations

import math
from dataclasses import dataclass

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


WORTH = Logistic(1.0, 9.0)
"""0.95 at 12 nats, three moments of five standard deviations. Chosen, not fitted: no robot has met enough."""


def nats(squared: float) -> float:
    """Evidence of a squared deviation (three axes, in variances): its negative log-likelihood.

    Source: Lange et al. 1989, "Robust Statistical Modeling Using the t Distribution", eq. 1.
    """
    return 0.5 * (TAILS + 3.0) * math.log1p(squared / TAILS)
