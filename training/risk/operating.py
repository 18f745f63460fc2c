# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From which probability of high risk on an alarm is given: chosen by what mistakes cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Risk
from training.risk.alarms import false_alarms, minutes

Array = NDArray[np.float64]
CANDIDATES = 200


@dataclass(frozen=True)
class Costs:
    """What a moment of each mistake costs, and how many false alarms a minute are borne."""

    missed_high: float = 20.0
    false_high: float = 1.0
    alarms_per_min: float = 1.0


@dataclass(frozen=True)
class OperatingPoint:
    """The threshold on P(high), and what it gave where it was chosen."""

    threshold: float
    recall: float
    false_alarms_per_min: float
    costs: Costs


def decide(probabilities: Array, threshold: float) -> NDArray[np.int64]:
    """Classes [N] of `probabilities` [N, 4]: high from the threshold on, else the likeliest of the others."""
    others = probabilities[:, : Risk.HIGH].argmax(axis=1)
    return np.where(probabilities[:, Risk.HIGH] >= threshold, int(Risk.HIGH), others)


def choose_threshold(
    p_high: Array, risk: NDArray[np.int64], clip: NDArray[np.int64], stamp_s: Array, costs: Costs
) -> OperatingPoint:
    """The cheapest threshold among those with few enough false alarms; without one, that with the fewest.

    All are [N], in order, clip after clip. False alarms are as `alarms` defines them.
    """
    truly = risk == Risk.HIGH
    over_min = max(minutes(clip, stamp_s), 1e-9)
    tried = []
    for threshold in _candidates(p_high):
        said = p_high >= threshold
        rate = len(false_alarms(said, truly, clip, stamp_s)) / over_min
        missed, wrong = int(np.sum(truly & ~said)), int(np.sum(said & ~truly))
        cost = costs.missed_high * missed + costs.false_high * wrong
        excess = max(rate - costs.alarms_per_min, 0.0)
        recall = 1.0 - missed / max(int(truly.sum()), 1)
        tried.append((excess, cost, OperatingPoint(float(threshold), recall, rate, costs)))
    return min(tried, key=lambda found: found[:2])[2]


def _candidates(p_high: Array) -> Array:
    """Thresholds between 0 and 1: a grid, finer where the probabilities lie."""
    spread = np.quantile(p_high, np.linspace(0, 1, CANDIDATES)) if len(p_high) else np.zeros(0)
    return np.unique(np.clip(np.concatenate((spread, np.linspace(0.01, 0.99, 99))), 0.005, 0.995))
