# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Adds up what one forecaster gets right over many cases."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from training.physics.forecast import Floats, Forecast
from training.physics.protocol import HORIZONS_S, Case

LIKELY = 0.5
INTERVALS = (50, 90)


@dataclass
class Tally:
    """Sums over cases; `figures` reads them off. Every object counts once at each horizon."""

    squared_m2: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    squared_mps2: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    deviation: list[float] = field(default_factory=list)
    energy: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    pairs: NDArray[np.int64] = field(default_factory=lambda: np.zeros(3, np.int64))
    answers: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))

    def add(self, case: Case, said: Forecast) -> None:
        """Score one forecast."""
        true = case.trajectory
        for horizon, index in case.at.items():
            rows = case.there(index)
            frame = case.observed.frames + index
            off = said.position[index, rows] - true.position[frame, rows]
            off_speed = said.velocity[index, rows] - true.linear_velocity[frame, rows]
            self.squared_m2[horizon] += np.square(off).sum(axis=1).tolist()
            self.squared_mps2[horizon] += np.square(off_speed).sum(axis=1).tolist()
            if said.position_sd is not None:
                self.deviation += (np.abs(off) / said.position_sd[index, rows]).ravel().tolist()
            self.energy[horizon].append(_energy_error(case, said, index, rows))
        self._touches(case, said)

    def _touches(self, case: Case, said: Forecast) -> None:
        likely = said.touch() >= LIKELY
        pairs = np.triu(case.fresh)
        true, guessed = case.touches[pairs], likely[pairs]
        self.pairs += [(true & guessed).sum(), (~true & guessed).sum(), (true & ~guessed).sum()]
        asked = case.question()
        if asked is not None:
            a, b, answer = asked
            seen = bool(case.observed.contact[:, a, b].any())
            self.answers[case.trajectory.scenario or "unnamed"].append((seen or likely[a, b]) == answer)

    def figures(self) -> dict[str, Any]:
        """What COMMANDS promises for one forecaster; None where nothing could be measured."""
        hit, false, missed = (int(n) for n in self.pairs)
        answers = [right for every in self.answers.values() for right in every]
        deviation = np.array(self.deviation)
        return {
            "rmse_m": {str(h): root_mean(self.squared_m2[h]) for h in HORIZONS_S},
            "velocity_rmse": {str(h): root_mean(self.squared_mps2[h]) for h in HORIZONS_S},
            "contact_precision": share(hit, hit + false),
            "contact_recall": share(hit, hit + missed),
            "contact_f1": share(2 * hit, 2 * hit + false + missed),
            "touch_accuracy": share(sum(answers), len(answers)),
            "touch_by_scenario": {
                name: share(sum(right), len(right)) for name, right in sorted(self.answers.items())
            },
            "coverage": {
                str(level): share(int((deviation <= ndtri(0.5 + level / 200)).sum()), len(deviation))
                for level in INTERVALS
            },
            "energy_drift": {str(h): root_mean(np.square(self.energy[h])) for h in HORIZONS_S},
        }


def root_mean(squares: list[float] | NDArray[Any]) -> float | None:
    """The root of the mean; None of nothing."""
    return round(float(np.sqrt(np.mean(squares))), 5) if len(squares) else None


def share(part: int, whole: int) -> float | None:
    """A ratio; None of nothing."""
    return round(part / whole, 4) if whole else None


def _energy_error(case: Case, said: Forecast, index: int, rows: NDArray[np.int64]) -> float:
    """How far the forecast's energy is off at `times_s[index]`, as a share of what moved at the present.

    Kinetic energy of the centres and that of height; the reference is the kinetic energy at the present and
    all that has been turned over until then, at least a millijoule.
    """
    true, now = case.trajectory, case.observed.frames - 1
    frame = now + 1 + index
    mass, gravity = true.mass[rows].astype(float), true.gravity.astype(float)

    def energy(position: Floats, velocity: Floats) -> float:
        kinetic = 0.5 * np.square(velocity).sum(axis=1)
        return float(mass @ (kinetic - position @ gravity))

    really = energy(true.position[frame, rows], true.linear_velocity[frame, rows])
    guessed = energy(said.position[index, rows], said.velocity[index, rows])
    before = energy(true.position[now, rows], true.linear_velocity[now, rows])
    moving = 0.5 * float(mass @ np.square(true.linear_velocity[now, rows]).sum(axis=1))
    return abs(guessed - really) / max(moving + abs(before - really), 1e-3)
