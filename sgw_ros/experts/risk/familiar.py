# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether numbers are like those that a model learned on: beyond them its answer means nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Familiar:
    """`mean` [D] and `scale` [D] (1 sigma) of training, and the distance that is still like it.

    Distances are in units of the scale.
    """

    mean: Array
    scale: Array
    limit: float

    def distance(self, values: NDArray[Any]) -> Array:
        """Distances [...] of groups of rows [..., F, D]: root of the mean square over D, mean over F."""
        return np.asarray(np.sqrt((self._away(values) ** 2).mean(axis=-1)).mean(axis=-1))

    def farthest(self, values: NDArray[Any]) -> float:
        """How far the oddest of all values [..., D] is."""
        return float(np.abs(self._away(values)).max())

    def _away(self, values: NDArray[Any]) -> Array:
        return np.asarray((np.asarray(values, np.float64) - self.mean) / self.scale)
