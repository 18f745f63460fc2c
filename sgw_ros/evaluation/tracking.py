# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tracks against true objects: CLEAR MOT, position error, recall.

Source: Bernardin and Stiefelhagen 2008, "Evaluating multiple object tracking performance: the CLEAR MOT
metrics", with the distance in metres.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array
from sgw_ros.evaluation.identity import IdentityScore
from sgw_ros.evaluation.matching import distances, match_within, ratio

MOSTLY = 0.8
"""Share of its life for which an object that counts as mostly tracked was matched."""


@dataclass(frozen=True, slots=True, eq=False)
class Things:
    """Objects at one moment: `ids` [n], `positions` [n, 3] m, `visible` [n] in that very picture."""

    ids: tuple[int, ...]
    positions: Array
    visible: NDArray[np.bool_]


@dataclass(eq=False)
class TrackingScore:
    """Adds up frames; `gate_m` is how far off an estimate may be and still stand for an object."""

    gate_m: float
    _present: Counter[int] = field(default_factory=Counter)
    _matched: Counter[int] = field(default_factory=Counter)
    _visible: int = 0
    _visible_matched: int = 0
    _false: int = 0
    _switches: int = 0
    _squared_m2: float = 0.0
    _distance_m: float = 0.0
    _last: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._identity = IdentityScore()

    def add(self, truth: Things, said: Things) -> None:
        """Take one frame."""
        cost = distances(truth.positions, said.positions)
        self._identity.add(truth.ids, said.ids, cost <= self.gate_m)
        pairs = self._pairs(truth, said, cost)
        self._present.update(truth.ids)
        self._visible += int(np.count_nonzero(truth.visible))
        self._false += len(said.ids) - len(pairs)
        for row, column in pairs:
            true_id, said_id = truth.ids[row], said.ids[column]
            self._matched[true_id] += 1
            self._visible_matched += bool(truth.visible[row])
            self._switches += self._last.get(true_id, said_id) != said_id
            self._last[true_id] = said_id
            self._distance_m += float(cost[row, column])
            self._squared_m2 += float(cost[row, column]) ** 2

    def result(self) -> dict[str, Any]:
        """The scores; None where there was nothing to score."""
        present, matched = self._present.total(), self._matched.total()
        misses = present - matched
        rms = (self._squared_m2 / matched) ** 0.5 if matched else None
        errors = misses + self._false + self._switches
        mostly = sum(self._matched[i] >= MOSTLY * n for i, n in self._present.items())
        return {
            "objects": len(self._present),
            "detection_recall": ratio(self._visible_matched, self._visible),
            "track_recall": ratio(matched, present),
            "precision": ratio(matched, matched + self._false),
            "mostly_tracked": ratio(mostly, len(self._present)),
            "position_rmse_m": None if rms is None else round(rms, 4),
            "motp_m": ratio(self._distance_m, matched),
            "mota": ratio(present - errors, present),
            "misses": misses,
            "false_positives": self._false,
            "identity_switches": self._switches,
            **self._identity.result(),
        }

    def _pairs(self, truth: Things, said: Things, cost: Array) -> list[tuple[int, int]]:
        """Yesterday's pairs first, where they still hold; the rest as near as it goes."""
        columns = {said_id: i for i, said_id in enumerate(said.ids)}
        kept: dict[int, int] = {}
        for row, true_id in enumerate(truth.ids):
            column = columns.get(self._last.get(true_id, -1))
            if column is not None and cost[row, column] <= self.gate_m and column not in kept.values():
                kept[row] = column
        rows = [i for i in range(len(truth.ids)) if i not in kept]
        free = [i for i in range(len(said.ids)) if i not in kept.values()]
        found = match_within(cost[np.ix_(rows, free)], self.gate_m)
        return [*kept.items(), *((rows[r], free[c]) for r, c in found)]
