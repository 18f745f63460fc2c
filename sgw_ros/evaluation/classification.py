# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Levels of risk against true ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sgw_ros.core.types import Array, Risk
from sgw_ros.evaluation.matching import ratio


def risk_scores(pairs: Iterable[tuple[Risk, Risk | None]]) -> dict[str, Any]:
    """Scores of pairs (true, said); None, where nothing was said, is wrong whatever was true.

    `confusion` [4][4] counts frames, rows are true levels, without those that nothing was said about.
    Levels that neither was true nor said do not count in `macro_f1`.
    """
    confusion = np.zeros((len(Risk), len(Risk)), dtype=np.int64)
    true_count = np.zeros(len(Risk), dtype=np.int64)
    for true, said in pairs:
        true_count[true] += 1
        if said is not None:
            confusion[true, said] += 1
    right, said_count = np.diag(confusion), confusion.sum(axis=0)
    recall = ratio(right[Risk.HIGH], true_count[Risk.HIGH])
    return {
        "accuracy": ratio(right.sum(), true_count.sum()),
        "macro_f1": _macro_f1(right.astype(np.float64), (true_count + said_count).astype(np.float64)),
        "risk_high_recall": recall,
        "risk_high_fn_rate": None if recall is None else round(1.0 - recall, 4),
        "risk_high_precision": ratio(right[Risk.HIGH], said_count[Risk.HIGH]),
        "confusion": confusion.tolist(),
    }


def _macro_f1(right: Array, true_and_said: Array) -> float | None:
    seen = true_and_said > 0
    return round(float(np.mean(2 * right[seen] / true_and_said[seen])), 4) if seen.any() else None
