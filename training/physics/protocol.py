# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The protocol of every evaluation: half a second is seen, the rest is forecast and scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.episodes.errors import EpisodeError
from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats
from training.physics.observing import OBSERVED_S, observe, observed_frames

HORIZONS_S = (1, 3, 5)
LEAST_LEAN = 0.05
"""Of gravity, as a tangent, that is taken for an error."""


@dataclass(frozen=True, eq=False)
class Case:
    """One episode, cut at the present.

    Attributes:
        trajectory: all of it.
        observed: what a forecaster is handed.
        times_s: [F] after the present, of every later frame.
        at: horizon in s to index into `times_s`. An episode that ends within the observed time (0.5 s)
            before a horizon is scored at its last frame for it; one that ends earlier is not.
        scored: rows that are forecast: movable, and there at the present.
        fresh: bool[N, N] pairs that are there at the present and touched at no observed frame, at least one
            of them movable, of two bodies.
        touches: bool[N, N] pairs that touch later.
    """

    trajectory: Trajectory
    observed: Trajectory
    times_s: Floats
    at: dict[int, int]
    scored: NDArray[np.int64]
    fresh: NDArray[np.bool_]
    touches: NDArray[np.bool_]

    @property
    def future(self) -> slice:
        """Frames to be forecast."""
        return slice(self.observed.frames, None)

    def there(self, index: int) -> NDArray[np.int64]:
        """Which of the scored rows are present at `times_s[index]`."""
        present = self.trajectory.present
        return self.scored if present is None else self.scored[present[self.future][index, self.scored]]

    def question(self) -> tuple[int, int, bool] | None:
        """Rows asked about and whether they ever touch."""
        asked, answer = self.trajectory.question, self.trajectory.answer
        if asked is None:
            return None
        return *asked, bool(
            self.trajectory.contact[:, asked[0], asked[1]].any()
        ) if answer is None else answer


def cut(trajectory: Trajectory) -> Case:
    """An episode at its present.

    Raises:
        EpisodeError: it is too short, or its gravity does not point down.
    """
    _check_down(trajectory)
    frames = observed_frames(trajectory)
    times_s = trajectory.dt * np.arange(1, trajectory.frames - frames + 1, dtype=np.float64)
    movable = ~trajectory.is_static
    here = np.ones_like(movable) if trajectory.present is None else trajectory.present[frames - 1]
    seen = trajectory.contact[:frames].any(axis=0)
    body = np.arange(trajectory.rows) if trajectory.body is None else trajectory.body
    pairs = (movable[:, None] | movable) & (here[:, None] & here) & (body[:, None] != body)
    return Case(
        trajectory,
        observe(trajectory, frames),
        times_s,
        _horizons(times_s),
        np.flatnonzero(movable & here),
        pairs & ~seen,
        np.asarray(trajectory.contact[frames:].any(axis=0)),
    )


def _check_down(trajectory: Trajectory) -> None:
    """Gravity along any other axis is the mark of a world whose z is not up: all would be wrong in it."""
    x, y, z = (float(value) for value in trajectory.gravity)
    if z > 0 or np.hypot(x, y) > LEAST_LEAN * abs(z):
        raise EpisodeError(
            f"gravity: ({x:g}, {y:g}, {z:g}) m/s^2 does not point down; the world's z must be up"
        )


def _horizons(times_s: Floats) -> dict[int, int]:
    longest = float(times_s[-1])
    reached = [h for h in HORIZONS_S if h <= longest + OBSERVED_S + 0.1 * OBSERVED_S]
    return {horizon: int(np.argmin(np.abs(times_s - horizon))) for horizon in reached}
