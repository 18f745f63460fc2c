# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which estimate stands for which true thing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from sgw_ros.core.types import Array


def match_within(cost: Array, gate: float) -> list[tuple[int, int]]:
    """As many pairs (row, column) as can be of cost [n, m] at most `gate`, and of those the cheapest."""
    if not cost.size:
        return []
    allowed = cost <= gate
    # One pair more is worth more than all that cheaper ones could save.
    worth = np.where(allowed, cost, gate * (min(cost.shape) + 1) + 1.0)
    rows, columns = linear_sum_assignment(worth)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if allowed[r, c]]


def distances(a: Array, b: Array) -> Array:
    """Distance [n, m] of every point of a [n, 3] to every point of b [m, 3]."""
    return np.asarray(np.linalg.norm(a[:, None, :] - b[None, :, :], axis=2))


def box_overlaps(a: Array, b: Array) -> Array:
    """Intersection over union [n, m] of boxes (x0, y0, x1, y1) a [n, 4] and b [m, 4]."""
    low = np.maximum(a[:, None, :2], b[None, :, :2])
    high = np.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0.0, None), axis=2)
    union = _areas(a)[:, None] + _areas(b)[None, :] - shared
    return np.asarray(shared / np.maximum(union, 1e-12))


def ratio(part: float, whole: float) -> float | None:
    """Rounded share; None of nothing."""
    return round(part / whole, 4) if whole else None


def _areas(boxes: Array) -> NDArray[np.float64]:
    return np.asarray(np.prod(np.clip(boxes[:, 2:] - boxes[:, :2], 0.0, None), axis=1))
