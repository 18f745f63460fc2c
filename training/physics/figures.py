# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The figures of many scores: what `python -m training.evaluate physics` promises for a forecaster.

None stands where nothing could be measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from training.physics.forecast import Floats
from training.physics.protocol import HORIZONS_S
from training.physics.scoring import LIKELY, Score

INTERVALS = (50, 90)
BINS = 10
"""Of probability, for the calibration error of contacts (Guo et al. 2017, ECE)."""


def figures(scores: Sequence[Score]) -> dict[str, Any]:
    """Every object counts once at each horizon, every pair and question once, every episode for energy."""
    scenarios = sorted({score.scenario for score in scores})
    by_scenario = {name: [score for score in scores if score.scenario == name] for name in scenarios}
    asked = {name: [s for s in own if s.answered is not None] for name, own in by_scenario.items()}
    deviation = {horizon: pooled([score.deviation for score in scores], horizon) for horizon in HORIZONS_S}
    return {
        **_errors(scores),
        **_contacts(scores),
        "contact_ece": contact_ece(scores),
        "touch_accuracy": _accuracy(scores),
        "touch_by_scenario": {name: _accuracy(own) for name, own in asked.items() if own},
        "coverage": coverage(np.concatenate([each.ravel() for each in deviation.values()])),
        "coverage_by_horizon": {str(h): coverage(each.ravel()) for h, each in deviation.items()},
        "energy_drift": {
            str(h): root_mean([np.square(s.energy_off_jpkg[h]) for s in scores if h in s.energy_off_jpkg])
            for h in HORIZONS_S
        },
        "by_scenario": {name: {**_errors(own), **_contacts(own)} for name, own in by_scenario.items()},
    }


def margins(result: Mapping[str, Any]) -> dict[str, Any]:
    """The model beside what it must beat: the ratios and differences that its acceptance asks for."""
    model, ballistic = result["model"], result["ballistic"]
    base = {"rmse_to_base": _ratios(result, ("base",))} if "base" in result else {}
    f1, other_f1 = model["contact_f1"], ballistic["contact_f1"]
    right, other_right = model["touch_accuracy"], ballistic["touch_accuracy"]
    return {
        "rmse_to_best_baseline": _ratios(result, ("static", "constant_velocity", "ballistic")),
        **base,
        "contact_f1_to_ballistic": round(f1 / other_f1, 3) if f1 is not None and other_f1 else None,
        "touch_points_to_ballistic": None if right is None else round(100 * (right - other_right), 2),
    }


def _ratios(result: Mapping[str, Any], others: Sequence[str]) -> dict[str, float | None]:
    """By horizon, the model's error of position to that of the best of the others."""
    ratios: dict[str, float | None] = {}
    for horizon, rmse in result["model"]["rmse_m"].items():
        best = min((result[name]["rmse_m"][horizon] or 0.0 for name in others), default=0.0)
        ratios[horizon] = None if rmse is None or not best else round(rmse / best, 4)
    return ratios


def coverage(deviation: Floats) -> dict[str, float | None]:
    """The share of errors, in standard deviations, that lie within the central interval of each level."""
    return {str(level): share(int((deviation <= reach(level)).sum()), len(deviation)) for level in INTERVALS}


def reach(level: float) -> float:
    """Standard deviations that the central interval of `level` % reaches to either side."""
    return float(ndtri(0.5 + level / 200))


def reliability(scores: Sequence[Score]) -> NDArray[np.float64]:
    """[BINS, 3]: mean probability of touching, share that touched, number of pairs; NaN in empty bins."""
    said = np.concatenate([score.touch for score in scores]) if scores else np.zeros(0)
    true = np.concatenate([score.touched for score in scores]) if scores else np.zeros(0, bool)
    place = np.minimum((said * BINS).astype(int), BINS - 1)
    count = np.bincount(place, minlength=BINS).astype(float)
    with np.errstate(invalid="ignore"):
        means = [np.bincount(place, weights, BINS) / count for weights in (said, true.astype(float))]
    return np.stack([*means, count], axis=1)


def contact_ece(scores: Sequence[Score]) -> float | None:
    """Expected calibration error of the probabilities of touching."""
    bins = reliability(scores)
    held = bins[bins[:, 2] > 0]
    if not len(held):
        return None
    return round(float(np.average(np.abs(held[:, 0] - held[:, 1]), weights=held[:, 2])), 4)


def pooled(values: Sequence[Mapping[int, Floats]], horizon: int) -> Floats:
    """[R, 3] rows of all episodes that reach a horizon."""
    found = [each[horizon] for each in values if horizon in each]
    return np.concatenate(found) if found else np.zeros((0, 3))


def root_mean(squares: Sequence[float] | Floats) -> float | None:
    """The root of the mean; None of nothing."""
    return round(float(np.sqrt(np.mean(squares))), 5) if len(squares) else None


def share(part: int, whole: int) -> float | None:
    """A ratio; None of nothing."""
    return round(part / whole, 4) if whole else None


def _errors(scores: Sequence[Score]) -> dict[str, Any]:
    def rmse(values: Sequence[Mapping[int, Floats]]) -> dict[str, float | None]:
        return {str(h): root_mean(np.square(pooled(values, h)).sum(axis=1)) for h in HORIZONS_S}

    return {
        "rmse_m": rmse([score.off_m for score in scores]),
        "velocity_rmse": rmse([score.off_mps for score in scores]),
    }


def _contacts(scores: Sequence[Score]) -> dict[str, float | None]:
    hit, false, missed = (
        sum(int((score.touched == true)[(score.touch >= LIKELY) == likely].sum()) for score in scores)
        for true, likely in ((True, True), (False, True), (True, False))
    )
    return {
        "contact_precision": share(hit, hit + false),
        "contact_recall": share(hit, hit + missed),
        "contact_f1": share(2 * hit, 2 * hit + false + missed),
    }


def _accuracy(scores: Sequence[Score]) -> float | None:
    answers = [score.answered for score in scores if score.answered is not None]
    return share(sum(answers), len(answers))
