# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How improbable an observation is under a Gaussian prediction."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.probability import chi2_cdf
from sgw_ros.core.types import Array


def improbability(difference: Array, covariance: Array, inflation: float) -> float:
    """Probability 0-1 that a smaller difference [D] than this one was to be expected.

    `inflation` multiplies the standard deviations: tracks err more than their covariance [D, D] says.
    """
    size = len(difference)
    scaled = covariance * inflation**2 + np.eye(size) * 1e-9
    d2 = float(difference @ np.linalg.solve(scaled, difference))
    return chi2_cdf(size, d2) if np.isfinite(d2) else 0.0
