# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scores forecasters on episodes: all of them on the same cases, in one pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from training.episodes.episode import Episode
from training.physics.baselines import Static
from training.physics.figures import figures, margins
from training.physics.forecast import Forecaster
from training.physics.protocol import Case, cut
from training.physics.scoring import Score, score
from training.physics.timing import forecast_ms
from training.physics.verdicts import Verdicts


class Evaluation:
    """What forecasters say of the episodes that it is given one by one.

    Args:
        forecasters: by name.
        held_out: by the scenario that each has never seen; asked about that one alone.
        verdicts: that violation pairs are added to.

    Attributes:
        scores: by forecaster, a score for every case, in one order.
        episodes: the number of the episode of each of these.
        verdicts: on violation pairs, which count for nothing else.
        gave_up: by forecaster, cases that it had no finite answer to; they are scored as if nothing moved.
    """

    def __init__(
        self,
        forecasters: Mapping[str, Forecaster],
        held_out: Mapping[str, Forecaster],
        verdicts: Verdicts | None = None,
    ) -> None:
        self._forecasters, self._held_out = forecasters, held_out
        self.scores: dict[str, list[Score]] = {name: [] for name in forecasters}
        self.episodes: list[int] = []
        self.verdicts = verdicts or Verdicts()
        self.gave_up = dict.fromkeys(forecasters, 0)
        self._apart: dict[str, list[Score]] = {scenario: [] for scenario in held_out}

    def add(self, number: int, episode: Episode) -> None:
        """Score everyone on one episode.

        Raises:
            EpisodeError: it cannot be forecast.
        """
        if self.verdicts.judge(episode):
            self.verdicts.add(episode, self._forecasters)
            return
        case = cut(episode.trajectory)
        asked = {name: _ask(forecaster, case) for name, forecaster in self._forecasters.items()}
        for name, own in asked.items():
            finite = own.finite
            self.gave_up[name] += not finite
            self.scores[name].append(own if finite else _ask(Static(), case))
        self.episodes.append(number)
        scenario = episode.trajectory.scenario
        if scenario in self._held_out:
            self._apart[scenario].append(_ask(self._held_out[scenario], case))

    def figures(self) -> dict[str, Any]:
        """By forecaster's name, and `held_out`; with a model `margins` over the baselines too."""
        found: dict[str, Any] = {
            name: {
                **figures(self.scores[name]),
                "gave_up": self.gave_up[name],
                **self.verdicts.figures(name),
                **forecast_ms(forecaster),
            }
            for name, forecaster in self._forecasters.items()
        }
        found["held_out"] = {name: figures(own)["touch_accuracy"] for name, own in self._apart.items()}
        return found | ({"margins": margins(found)} if "model" in found else {})


def _ask(forecaster: Forecaster, case: Case) -> Score:
    return score(case, forecaster.forecast(case.observed, case.times_s))
