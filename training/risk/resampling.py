# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How far figures would be off by the luck of which clips were drawn: a bootstrap over whole clips.

Source: Efron and Tibshirani 1993 (percentile intervals).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sgw_ros.core.types import Risk
from training.risk.alarms import false_alarms, minutes
from training.risk.drives import Answers, Drive, join_answers, joined
from training.risk.figures import class_figures

DRAWS, SEED = 300, 0
PERCENTILES = (2.5, 97.5)


def intervals(drives: Sequence[Drive], answers: Sequence[Answers]) -> dict[str, list[float] | None]:
    """95 % intervals [low, high] of the class figures and of the false alarms per minute."""
    rng = np.random.default_rng(SEED)
    drawn = [_figures(drives, answers, rng.integers(0, len(drives), len(drives))) for _ in range(DRAWS)]
    found: dict[str, list[float] | None] = {}
    for name in drawn[0]:
        values = [value for one in drawn if (value := one[name]) is not None]
        found[name] = np.percentile(values, PERCENTILES).round(4).tolist() if values else None
    return found


def _figures(
    drives: Sequence[Drive], answers: Sequence[Answers], chosen: np.typing.NDArray[np.int64]
) -> dict[str, float | None]:
    truth = joined([drives[number] for number in chosen])
    said = join_answers([answers[number] for number in chosen])
    alarms = false_alarms(said.risk == Risk.HIGH, truth.risk == Risk.HIGH, truth.clip, truth.stamp_s)
    over_min = minutes(truth.clip, truth.stamp_s)
    return {
        **class_figures(truth.risk, said.risk, truth.action, said.action),
        "false_alarms_per_min": len(alarms) / over_min if over_min else None,
    }
