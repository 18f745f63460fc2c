# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How likely what is seen is under what was foretold a moment before, moment after moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats, Forecast, Forecaster
from training.physics.violations.carrying import Carried, known_until, spread
from training.physics.violations.nats import accumulated, nats
from training.physics.violations.record import Record

HORIZONS_S = (0.1, 0.25, 0.5)
EVERY_S = 0.1
"""From one present to the next."""
BELIEVED_M = 0.01
"""Every forecast is as doubtful as if tracking were so noisy: how a collision ends hangs on millimetres."""
LEAST_WAY_M, NOISES = 0.002, 6.0
"""What lies still is seen to move by so many standard deviations of tracking at most, and by so much."""


@runtime_checkable
class Batched(Protocol):
    """A forecaster to whom many presents at once cost less."""

    def forecast_each(
        self, trajectory: Trajectory, presents: Sequence[int], times_s: Floats
    ) -> list[Forecast]:
        """What it would say at each of these frames, of nothing but the frames until then."""
        ...


def likelihood(carried: Carried, forecaster: Forecaster) -> float:
    """Nats of the most surprising row: the greatest sum over time at any horizon."""
    trajectory, seen = carried.record.trajectory, carried.record.seen
    every = max(1, round(EVERY_S / trajectory.dt))
    ahead = np.unique([max(1, round(horizon / trajectory.dt)) for horizon in HORIZONS_S])
    ahead = ahead[ahead < trajectory.frames]
    starts = np.arange(every, trajectory.frames - 1, every)
    if not len(starts) or not len(ahead):
        return 0.0
    starts = starts[_astir(carried.record, starts, every, int(ahead[-1]))]
    times_s = trajectory.dt * ahead.astype(float)
    each = np.full((len(ahead), len(starts), trajectory.rows), np.nan)
    forecasts = _each(carried, forecaster, starts.tolist(), times_s)
    for index, (now, said) in enumerate(zip(starts, forecasts, strict=True)):
        sd = spread(said.position_sd, times_s, trajectory.rows, max(carried.record.noise_m, BELIEVED_M))
        for knot, frame in enumerate(now + ahead):
            if frame >= trajectory.frames:
                continue
            rows = seen[now] & seen[frame] & ~trajectory.is_static
            off = trajectory.position[frame, rows] - said.position[knot, rows]
            each[knot, index, rows] = nats(np.square(off / sd[knot, rows]).sum(axis=1))
    return max(float(accumulated(horizon).max(initial=0.0)) for horizon in each)


def _astir(record: Record, presents: NDArray[np.int64], before: int, after: int) -> NDArray[np.bool_]:
    """Whether anything that is seen moves about each of these frames: who rests surprises nobody."""
    least_m = LEAST_WAY_M + NOISES * record.noise_m
    moved = np.zeros(len(presents), bool)
    for index, now in enumerate(presents.tolist()):
        window = slice(max(now - before, 0), now + after + 1)
        seen = (record.seen[window] & ~record.trajectory.is_static)[..., None]
        place = record.trajectory.position[window]
        way = np.where(seen, place, -np.inf).max(axis=0) - np.where(seen, place, np.inf).min(axis=0)
        moved[index] = way.max(initial=0.0) > least_m
    return moved


def _each(
    carried: Carried, forecaster: Forecaster, presents: Sequence[int], times_s: Floats
) -> list[Forecast]:
    trajectory = carried.record.trajectory
    if isinstance(forecaster, Batched):
        return forecaster.forecast_each(replace(trajectory, present=carried.known), presents, times_s)
    return [forecaster.forecast(known_until(trajectory, carried.known, now), times_s) for now in presents]
