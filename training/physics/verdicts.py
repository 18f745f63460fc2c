# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How well the surprise of forecasters tells impossible episodes from possible ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from training.episodes.episode import Episode
from training.physics.curves import area_under_roc
from training.physics.forecast import Forecaster
from training.physics.surprise import surprise

Sort = tuple[str, bool, bool]
"""Kind of law, whether it happened out of view, whether it was broken."""


class Verdicts:
    """Surprises of violation pairs, by forecaster and sort of episode."""

    def __init__(self) -> None:
        self._scores: dict[str, dict[Sort, list[float]]] = defaultdict(lambda: defaultdict(list))

    @staticmethod
    def judge(episode: Episode) -> bool:
        """Whether an episode is one of a violation pair."""
        return bool(episode.trajectory.pair or episode.trajectory.violation)

    def add(self, episode: Episode, forecasters: Mapping[str, Forecaster]) -> None:
        """Ask every forecaster how surprising the episode is."""
        trajectory = episode.trajectory
        kind = trajectory.violation or trajectory.scenario.removeprefix("violated_")
        sort = (kind, bool(episode.meta.get("hidden", False)), bool(trajectory.violation))
        for name, forecaster in forecasters.items():
            self._scores[name][sort].append(surprise(trajectory, forecaster))

    def figures(self, name: str) -> dict[str, Any]:
        """AUC of impossible against possible episodes of every kind: all, and by whether it was hidden."""
        scores = self._scores[name]
        kinds = sorted({kind for kind, _, _ in scores})

        def area(kind: str, hidden: tuple[bool, ...]) -> float | None:
            impossible, possible = (
                [score for flag in hidden for score in scores.get((kind, flag, broken), [])]
                for broken in (True, False)
            )
            return area_under_roc(impossible, possible)

        return {
            "violation_auc": {kind: area(kind, (False, True)) for kind in kinds},
            "violation_auc_visible": {kind: area(kind, (False,)) for kind in kinds},
            "violation_auc_occluded": {kind: area(kind, (True,)) for kind in kinds},
        }
