# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How long each object kept one identity: IDF1.

Source: Ristani et al. 2016, "Performance measures and a data set for multi-target, multi-camera tracking".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from sgw_ros.evaluation.matching import ratio


class IdentityScore:
    """Adds up in how many frames each identity could stand for each object."""

    def __init__(self) -> None:
        self._together: Counter[tuple[int, int]] = Counter()
        self._true: Counter[int] = Counter()
        self._said: Counter[int] = Counter()

    def add(self, true_ids: Sequence[int], said_ids: Sequence[int], near: NDArray[np.bool_]) -> None:
        """Take one frame; `near` [n, m] says which pairs are close enough."""
        self._true.update(true_ids)
        self._said.update(said_ids)
        for row, column in zip(*np.nonzero(near), strict=True):
            self._together[true_ids[row], said_ids[column]] += 1

    def result(self) -> dict[str, float | None]:
        """`idf1`, `idp` (precision) and `idr` (recall) under the one-to-one assignment that serves best."""
        rows, columns = list(self._true), list(self._said)
        shared = np.zeros((len(rows), len(columns)))
        for (true_id, said_id), count in self._together.items():
            shared[rows.index(true_id), columns.index(said_id)] = count
        chosen = shared[linear_sum_assignment(shared, maximize=True)].sum() if shared.size else 0.0
        true, said = self._true.total(), self._said.total()
        return {
            "idf1": ratio(2 * chosen, true + said),
            "idp": ratio(chosen, said),
            "idr": ratio(chosen, true),
        }
