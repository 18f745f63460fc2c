# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Levels of risk against true ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from sgw_ros.core.types import Array, Risk
from sgw_ros.evaluation.matching import ratio


def risk_scores(pairs: Iterable[tuple[Risk, Risk]]) -> dict[str, Any]:
    """Scores of pairs (true, said).

    `confusion` [4][4] counts frames, rows are true levels. Levels that neither was true nor said do not
    count in `macro_f1`.
    """
    confusion = np.zeros((len(Risk), len(Risk)), dtype=np.int64)
    for true, said in pairs:
        confusion[true, said] += 1
    high, total = confusion[Risk.HIGH], int(confusion.sum())
    recall = ratio(high[Risk.HIGH], high.sum())
    return {
        "accuracy": ratio(np.trace(confusion), total),
        "macro_f1": _macro_f1(confusion.astype(np.float64)),
        "risk_high_recall": recall,
        "risk_high_fn_rate": None if recall is None else round(1.0 - recall, 4),
        "risk_high_precision": ratio(high[Risk.HIGH], confusion[:, Risk.HIGH].sum()),
        "confusion": confusion.tolist(),
    }


def _macro_f1(confusion: Array) -> float | None:
    both = confusion.sum(axis=0) + confusion.sum(axis=1)
    seen = both > 0
    return round(float(np.mean(2 * np.diag(confusion)[seen] / both[seen])), 4) if seen.any() else None
