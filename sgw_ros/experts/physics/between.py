# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A forecast between its knots."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Array


class Between:
    """Interpolates [K, ...] values at `knots_s` [K] to `times_s` [F]."""

    def __init__(self, knots_s: Array, times_s: Array) -> None:
        held = np.clip(times_s, knots_s[0], knots_s[-1])
        self._after = np.clip(np.searchsorted(knots_s, held, side="left"), 1, len(knots_s) - 1)
        self._length = np.diff(knots_s)[self._after - 1][:, None, None]
        self._share = (held - knots_s[self._after - 1])[:, None, None] / self._length

    def linear(self, value: Array) -> Array:
        """Straight lines."""
        before, after = value[self._after - 1], value[self._after]
        result: Array = before + self._share * (after - before)
        return result

    def cubic(self, value: Array, slope: Array) -> Array:
        """Cubics with given values and slopes at the knots (Hermite's)."""
        s, length = self._share, self._length
        before, after = value[self._after - 1], value[self._after]
        leaving, arriving = length * slope[self._after - 1], length * slope[self._after]
        result: Array = (
            (1 + 2 * s) * (1 - s) ** 2 * before
            + s * (1 - s) ** 2 * leaving
            + s**2 * (3 - 2 * s) * after
            + s**2 * (s - 1) * arriving
        )
        return result
