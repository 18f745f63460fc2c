# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How surprising a deviation is, in natural logarithms, and how surprises of one body add up over time."""

from __future__ import annotations

import numpy as np

from sgw_ros.experts.physics.calibration import TAILS
from training.physics.forecast import Floats

USUAL = 3.5
"""Nats that a moment may cost before it adds to the sum."""


def nats(squared: Floats) -> Floats:
    """Negative log-likelihood of squared deviations (three axes, in variances) above that of none.

    Source: Lange et al. 1989, "Robust Statistical Modeling Using the t Distribution", eq. 1.
    """
    result: Floats = 0.5 * (TAILS + 3.0) * np.log1p(squared / TAILS)
    return result


def accumulated(each: Floats, usual: float = USUAL) -> Floats:
    """[N] the greatest sum above `usual` a moment of any stretch of [T, N] nats; NaN: nothing was said.

    Source: Page 1954, "Continuous Inspection Schemes" (CUSUM).
    """
    total = greatest = np.zeros(each.shape[1])
    for moment in np.where(np.isnan(each), usual, each) - usual:
        total = np.maximum(0.0, total + moment)
        greatest = np.maximum(greatest, total)
    return greatest
