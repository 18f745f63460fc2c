# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which probabilities of high risk begin and end an alarm: so that what is wanted holds, and then by cost.

A recall, a rate of false alarms and a macro F1 are wanted, also of clips that were not looked at: what counts
is in what share of a bootstrap's draws of clips all of them hold. Among the points at which that is about as
often as it can be it is the one at which mistakes cost least.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Action, Risk
from sgw_ros.experts.risk.alarm import Thresholds, alarmed, decide
from training.risk.alarms import false_alarms, minutes

Array = NDArray[np.float64]
Classes = NDArray[np.int64]
CANDIDATES = 100
LEAVES = (1.0, 0.8, 0.65, 0.5, 0.35, 0.25, 0.15)
"""An alarm ends at this share of the threshold that began it. Less would make alarms that never end."""
DRAWS, SEED = 400, 0
ALIKE = 0.01
"""Shares of draws that differ by no more are alike."""


@dataclass(frozen=True)
class Costs:
    """What a moment of each mistake costs."""

    missed_high: float = 15.0
    false_high: float = 1.0


@dataclass(frozen=True)
class Wanted:
    """The least recall of moments of high risk, the most false alarms a minute, the least macro F1."""

    recall: float = 0.95
    alarms_per_min: float = 1.0
    macro_f1: float = 0.8


@dataclass(frozen=True, eq=False)
class Others:
    """What macro F1 hangs on, too: probabilities of risk [N, 4], actions [N] that are said and true."""

    p_risk: Array
    said_action: Classes
    action: Classes


@dataclass(frozen=True)
class OperatingPoint:
    """The thresholds, and what they gave where they were chosen; `held` is that share of draws."""

    at: Thresholds
    recall: float
    false_alarms_per_min: float
    held: float
    costs: Costs = field(default_factory=Costs)
    wanted: Wanted = field(default_factory=Wanted)

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
    p_high: Array,
    risk: Classes,
    clip: Classes,
    stamp_s: Array,
    costs: Costs | None = None,
    wanted: Wanted | None = None,
    others: Others | None = None,
) -> OperatingPoint:
    """The cheapest of those with which what is wanted holds about as often as it can.

    All are [N], in order, clip after clip. False alarms are as `alarms` defines them. Without `others` any
    macro F1 will do.
    """
    costs, wanted = costs or Costs(), wanted or Wanted()
    truly = risk == Risk.HIGH
    over_min = _per_clip_minutes(clip, stamp_s)
    drawn = _draws(len(over_min))
    number = clip - clip[0]
    highs = np.bincount(number[truly], minlength=len(over_min))
    of_highs, of_min = drawn @ highs, drawn @ over_min
    f1 = _MacroF1(others, risk, number, drawn, wanted.macro_f1) if others else None
    tried = []
    for at in _candidates(p_high):
        said = alarms_of(p_high, clip, at)
        first = false_alarms(said, truly, clip, stamp_s)[:, 0]
        false = np.bincount(number[first], minlength=len(over_min))
        found = np.bincount(number[truly & said], minlength=len(over_min))
        kept = f1.held(said) if f1 else np.ones(DRAWS, bool)
        kept &= (drawn @ found >= wanted.recall * of_highs) & (
            drawn @ false <= wanted.alarms_per_min * of_min
        )
        cost = costs.missed_high * int(np.sum(truly & ~said)) + costs.false_high * int(np.sum(said & ~truly))
        recall, rate = float(found.sum() / max(highs.sum(), 1)), float(false.sum() / over_min.sum())
        tried.append((cost, OperatingPoint(at, recall, rate, float(kept.mean()), costs, wanted)))
    most = max(point.held for _, point in tried)
    return min((one for one in tried if one[1].held >= most - ALIKE), key=lambda one: one[0])[1]


class _MacroF1:
    """Macro F1 of draws of clips [D, C], by where there is alarm."""

    def __init__(
        self, others: Others, risk: Classes, number: Classes, drawn: NDArray[np.int64], wanted: float
    ) -> None:
        self._p_risk, self._risk, self._wanted = others.p_risk, risk, wanted
        self._number, self._drawn = number, drawn
        self._actions = self._mean(others.action, others.said_action, len(Action))

    def held(self, alarm: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether [D] it is what is wanted."""
        risks = self._mean(self._risk, decide(self._p_risk, alarm), len(Risk))
        enough: NDArray[np.bool_] = 0.5 * (risks + self._actions) >= self._wanted
        return enough

    def _mean(self, true: Classes, said: Classes, classes: int) -> Array:
        right = self._drawn @ self._counts(true[true == said], self._number[true == said], classes)
        seen = self._drawn @ (
            self._counts(true, self._number, classes) + self._counts(said, self._number, classes)
        )
        mean: Array = np.nanmean(np.where(seen > 0, 2 * right / np.maximum(seen, 1), np.nan), axis=1)
        return mean

    def _counts(self, found: Classes, number: Classes, classes: int) -> NDArray[np.int64]:
        """How often [C, classes] clips have each class."""
        clips = self._drawn.shape[1]
        return np.bincount(number * classes + found, minlength=clips * classes).reshape(clips, classes)


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
