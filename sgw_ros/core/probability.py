# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Distribution functions that experts need; `scipy.special` brings 20 MB with them."""

from __future__ import annotations

import math

import numpy as np

from sgw_ros.core.types import Array

_ERFC = np.frompyfunc(math.erfc, 1, 1)


def normal_cdf(z: Array) -> Array:
    """Probability 0-1 that a standard normal number is at most `z`, in the shape of `z`."""
    probability: Array = 0.5 * np.asarray(_ERFC(np.asarray(z) / -math.sqrt(2.0)), dtype=float)
    return probability


def chi2_cdf(freedom: int, x: float) -> float:
    """Probability 0-1 that the sum of `freedom` squared standard normal numbers is at most `x` >= 0.

    Source: Abramowitz and Stegun 1964, 26.4.4-5 and 26.4.8, from one or two degrees of freedom upwards.
    """
    half_x = x / 2
    if half_x <= 0.0:
        return 0.0
    odd = freedom % 2
    probability = math.erf(math.sqrt(half_x)) if odd else -math.expm1(-half_x)
    for degrees in range(2 - odd, freedom, 2):
        half = degrees / 2
        probability -= math.exp(half * math.log(half_x) - half_x - math.lgamma(half + 1))
    return max(probability, 0.0)
