# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The four figures that training watches and evaluation reports."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Action, Risk

Classes = NDArray[np.int64]


def class_figures(
    risk: Classes, said_risk: Classes, action: Classes, said_action: Classes
) -> dict[str, float | None]:
    """`risk_high_recall`, `risk_high_fn_rate`, `action_accuracy`, `macro_f1` of class numbers [N].

    `macro_f1` is the mean of the macro F1 of risk and that of action. Without a moment of high risk, recall
    and false negative rate are None; without any moment, all are.
    """
    high = risk == Risk.HIGH
    recall = float(np.mean(said_risk[high] == Risk.HIGH)) if high.any() else None
    counts = confusion(risk, said_risk, len(Risk)), confusion(action, said_action, len(Action))
    f1 = [value for value in map(macro_f1, counts) if value is not None]
    return {
        "risk_high_recall": recall,
        "risk_high_fn_rate": None if recall is None else 1.0 - recall,
        "action_accuracy": float(np.mean(action == said_action)) if len(action) else None,
        "macro_f1": float(np.mean(f1)) if f1 else None,
    }


def confusion(truth: Classes, said: Classes, classes: int) -> NDArray[np.int64]:
    """How many moments [C, C]: rows are true classes, columns what was said."""
    return np.bincount(truth * classes + said, minlength=classes**2).reshape(classes, classes)


def macro_f1(counts: NDArray[Any]) -> float | None:
    """Mean F1 of a confusion [C, C] over the classes that are true or said at least once; None without."""
    right, seen = np.diag(counts), counts.sum(axis=0) + counts.sum(axis=1)
    return float(np.mean(2 * right[seen > 0] / seen[seen > 0])) if seen.any() else None
