# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which probabilities of high risk begin and end an alarm: chosen by what mistakes cost.

So many false alarms are borne, and no more, also by clips that were not looked at: what counts is not their
rate on these clips but a high percentile of it over a bootstrap of clips.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Risk
from sgw_ros.experts.risk.alarm import Thresholds, alarmed
from training.risk.alarms import false_alarms, minutes

Array = NDArray[np.float64]
Classes = NDArray[np.int64]
CANDIDATES = 100
LEAVES = (1.0, 0.8, 0.65, 0.5)
"""An alarm ends at this share of the threshold that began it. Less would make alarms that never end."""
DRAWS, SEED, PERCENTILE = 200, 0, 80.0


@dataclass(frozen=True)
class Costs:
    """What a moment of each mistake costs, and how many false alarms a minute are borne."""

    missed_high: float = 15.0
    false_high: float = 1.0
    alarms_per_min: float = 1.0


@dataclass(frozen=True)
class OperatingPoint:
    """The thresholds, and what they gave where they were chosen.

    `false_alarms_upper` is the percentile of their rate, per minute, over a bootstrap of clips.
    """

    at: Thresholds
    recall: float
    false_alarms_per_min: float
    false_alarms_upper: float
    costs: Costs

    def settings(self) -> dict[str, Any]:
        """As a manifest holds it."""
        stated = asdict(self)
        return {**stated.pop("at"), **stated}


def alarms_of(p_high: Array, clip: Classes, at: Thresholds) -> NDArray[np.bool_]:
    """Where there is alarm [N]; none goes on from one `clip` [N] to the next."""
    starts = np.flatnonzero(np.diff(clip, prepend=-1))
    parts = [alarmed(part, at) for part in np.split(p_high, starts[1:])]
    return np.concatenate(parts) if len(p_high) else np.zeros(0, bool)


def choose_thresholds(
    p_high: Array, risk: Classes, clip: Classes, stamp_s: Array, costs: Costs
) -> OperatingPoint:
    """The cheapest among those with few enough false alarms; without one, that with the fewest.

    All are [N], in order, clip after clip. False alarms are as `alarms` defines them.
    """
    truly = risk == Risk.HIGH
    over_min = _per_clip_minutes(clip, stamp_s)
    drawn = _draws(len(over_min))
    tried = []
    for at in _candidates(p_high):
        said = alarms_of(p_high, clip, at)
        first = false_alarms(said, truly, clip, stamp_s)[:, 0]
        false = np.bincount(clip[first] - clip[0], minlength=len(over_min))
        upper = float(np.percentile(drawn @ false / (drawn @ over_min), PERCENTILE))
        missed, wrong = int(np.sum(truly & ~said)), int(np.sum(said & ~truly))
        cost = costs.missed_high * missed + costs.false_high * wrong
        recall = 1.0 - missed / max(int(truly.sum()), 1)
        rate = float(false.sum() / over_min.sum())
        excess = max(upper - costs.alarms_per_min, 0.0)
        tried.append((excess, cost, OperatingPoint(at, recall, rate, upper, costs)))
    return min(tried, key=lambda found: found[:2])[2]


def _candidates(p_high: Array) -> Iterator[Thresholds]:
    """Thresholds between 0 and 1: a grid, finer where the probabilities lie."""
    spread = np.quantile(p_high, np.linspace(0, 1, CANDIDATES)) if len(p_high) else np.zeros(0)
    grid = np.concatenate((spread, np.linspace(0.01, 0.99, 99)))
    for threshold in np.unique(np.clip(grid, 0.005, 0.995).round(4)).tolist():
        for share in LEAVES:
            yield Thresholds(threshold, share * threshold)


def _per_clip_minutes(clip: Classes, stamp_s: Array) -> Array:
    """[C] of each clip from the first to the last one; those that have no moment last no time."""
    first, last = (int(clip[0]), int(clip[-1])) if len(clip) else (0, 0)
    found = [minutes(clip[clip == number], stamp_s[clip == number]) for number in range(first, last + 1)]
    lasting: Array = np.maximum(np.array(found, np.float64), 1e-9)
    return lasting


def _draws(clips: int) -> NDArray[np.int64]:
    """[DRAWS, C]: how often each clip is drawn."""
    chosen = np.random.default_rng(SEED).integers(0, clips, (DRAWS, clips))
    return np.stack([np.bincount(row, minlength=clips) for row in chosen])
