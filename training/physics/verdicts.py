# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How well the evidence that forecasters gather tells impossible episodes from possible ones."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from training.episodes.episode import Episode
from training.physics.curves import area_under_roc
from training.physics.forecast import Forecaster
from training.physics.violations.evidence import Evidence, gather
from training.physics.violations.mechanics import mechanics
from training.physics.violations.record import watch
from training.physics.violations.tracking import tracked
from training.physics.violations.weighing import FORETOLD, NAMES, USUAL, Weights

Sort = tuple[str, bool, bool]
"""Kind of law, whether it happened out of view, whether it was broken."""
COLOUR = "colour"


class Verdicts:
    """Evidence in violation pairs, by forecaster and sort of episode.

    Args:
        weights: what each kind of evidence is worth.
        noise_m: of tracking, added to every place.
    """

    def __init__(self, weights: Weights = USUAL, noise_m: float = 0.0) -> None:
        self._weights, self._noise_m = weights, noise_m
        self.evidence: dict[str, dict[Sort, list[Evidence]]] = defaultdict(lambda: defaultdict(list))

    @staticmethod
    def judge(episode: Episode) -> bool:
        """Whether an episode is one of a violation pair."""
        return bool(episode.trajectory.pair or episode.trajectory.violation)

    def add(self, episode: Episode, forecasters: Mapping[str, Forecaster]) -> None:
        """Ask every forecaster what speaks against the episode."""
        trajectory = episode.trajectory
        kind = trajectory.violation or trajectory.scenario.removeprefix("violated_")
        if kind == COLOUR and not episode.views:
            return  # a state shows no colours
        sort = (kind, bool(episode.meta.get("hidden", False)), bool(trajectory.violation))
        if self._noise_m:
            seed = zlib.crc32(trajectory.pair.encode())
            episode = replace(episode, trajectory=tracked(trajectory, self._noise_m, seed))
        record = watch(episode)
        known = mechanics(record)
        for name, forecaster in forecasters.items():
            self.evidence[name][sort].append(gather(record, known, forecaster))

    def figures(self, name: str) -> dict[str, Any]:
        """AUC of impossible against possible episodes of every kind: all, and by whether it was hidden.

        `violation_auc_foretold` is that of what this forecaster said alone, without mechanics and sight.
        """
        everywhere, foretold = (False, True), FORETOLD
        return {
            "violation_auc": self._areas(name, everywhere, NAMES),
            "violation_auc_visible": self._areas(name, (False,), NAMES),
            "violation_auc_occluded": self._areas(name, (True,), NAMES),
            "violation_auc_foretold": self._areas(name, everywhere, foretold),
        }

    def _areas(
        self, name: str, hidden: tuple[bool, ...], evidence: tuple[str, ...]
    ) -> dict[str, float | None]:
        found = self.evidence[name]

        def scores(kind: str, broken: bool) -> list[float]:
            each = (one for flag in hidden for one in found.get((kind, flag, broken), []))
            return [self._weights.score(one, evidence) for one in each]

        kinds = sorted({kind for kind, _, _ in found})
        return {kind: area_under_roc(scores(kind, True), scores(kind, False)) for kind in kinds}
