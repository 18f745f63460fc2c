# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What one forecaster gets right and wrong in one case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.physics.forecast import Floats, Forecast
from training.physics.protocol import Case

LIKELY = 0.5
COURSE_S = tuple(0.25 * number for number in range(1, 21))
"""Times at which the error is followed from frame to frame, s."""


@dataclass(frozen=True, eq=False)
class Score:
    """One forecast against the truth; R rows are scored, P pairs had not touched while they were seen.

    Attributes:
        scenario: of the case; "unnamed" where it has no name.
        off_m: by horizon, [R, 3] m from the true to the foretold position.
        off_mps: by horizon, [R, 3] m/s.
        deviation: by horizon, [R, 3] errors of position in standard deviations, without sign; empty where
            no uncertainty is known.
        energy_off_jpkg: by horizon, foretold less true energy per kg of what moves; see `_energy_off`.
        course_m2: [len(COURSE_S)] mean squared error of position over time, m^2; NaN after the end.
        touch: [P] probability that a pair touches.
        touched: bool[P] whether it did.
        answered: whether the question was answered rightly; None: none was asked.
    """

    scenario: str
    off_m: dict[int, Floats]
    off_mps: dict[int, Floats]
    deviation: dict[int, Floats]
    energy_off_jpkg: dict[int, float]
    course_m2: Floats
    touch: Floats
    touched: NDArray[np.bool_]
    answered: bool | None

    @property
    def finite(self) -> bool:
        """Whether the forecaster said numbers, and nothing else."""
        said = [*self.off_m.values(), *self.off_mps.values(), *self.deviation.values(), self.touch]
        return all(bool(np.isfinite(values).all()) for values in said)


def score(case: Case, said: Forecast) -> Score:
    """Compare one forecast with what happened."""
    off_m, off_mps, deviation, energy = {}, {}, {}, {}
    true = case.trajectory
    for horizon, index in case.at.items():
        rows, frame = case.there(index), case.observed.frames + index
        off_m[horizon] = said.position[index, rows] - true.position[frame, rows]
        off_mps[horizon] = said.velocity[index, rows] - true.linear_velocity[frame, rows]
        if said.position_sd is not None:
            deviation[horizon] = np.abs(off_m[horizon]) / said.position_sd[index, rows]
        energy[horizon] = _energy_off(case, said, index, rows)
    touch = said.touch()
    pairs = np.triu(case.fresh)
    return Score(
        true.scenario or "unnamed",
        off_m,
        off_mps,
        deviation,
        energy,
        _course(case, said),
        touch[pairs],
        case.touches[pairs],
        _answered(case, touch),
    )


def _answered(case: Case, touch: Floats) -> bool | None:
    asked = case.question()
    if asked is None:
        return None
    a, b, answer = asked
    seen = bool(case.observed.contact[:, a, b].any())
    return (seen or bool(touch[a, b] >= LIKELY)) == answer


def _course(case: Case, said: Forecast) -> Floats:
    course = np.full(len(COURSE_S), np.nan)
    half_a_frame = 0.5 * case.trajectory.dt
    for number, time_s in enumerate(COURSE_S):
        index = int(np.argmin(np.abs(case.times_s - time_s)))
        rows = case.there(index)
        if len(rows) and abs(case.times_s[index] - time_s) <= half_a_frame + 1e-9:
            true = case.trajectory.position[case.observed.frames + index, rows]
            course[number] = np.square(said.position[index, rows] - true).sum(axis=1).mean()
    return course


def _energy_off(case: Case, said: Forecast, index: int, rows: NDArray[np.int64]) -> float:
    """How far the forecast's energy at `times_s[index]` is off, J for every kg that moves.

    Kinetic energy of the centres and that of height, each of which a forecaster says; 1 J/kg is a tenth of a
    metre of height on Earth. It stands for itself: a ratio to what moves has no meaning where all rests.
    """
    true = case.trajectory
    frame = case.observed.frames + index
    mass, gravity = true.mass[rows].astype(float), true.gravity.astype(float)

    def energy(position: Floats, velocity: Floats) -> float:
        return float(mass @ (0.5 * np.square(velocity).sum(axis=1) - position @ gravity))

    really = energy(true.position[frame, rows], true.linear_velocity[frame, rows])
    guessed = energy(said.position[index, rows], said.velocity[index, rows])
    return (guessed - really) / max(float(mass.sum()), 1e-9)
