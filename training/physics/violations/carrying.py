# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Carries what is hidden by forecast: where it may be, whether it would show, where it comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats, Forecast, Forecaster
from training.physics.observing import floor_row, observe, rotation_matrices
from training.physics.violations.absence import unseen
from training.physics.violations.nats import nats
from training.physics.violations.record import Record, losses, next_seen

ASSUMED_MPS = 0.2
"""How fast the standard deviation of a forecaster grows that knows none."""
BRIEF = 3
"""Frames: what is lost for no longer is as likely overlooked as hidden."""
GONE_NATS = 3.0
NEAR_M = 0.05
REMEMBERED_S = 0.5
MOTION = ("position", "orientation", "linear_velocity", "angular_velocity")
VELOCITY_NOISE_PER_S = 7.0
"""A velocity from places of six frames at 30 Hz is that much less sure than a place."""


@dataclass(frozen=True, eq=False)
class Carried:
    """A record whose hidden rows are where they were foretold.

    Attributes:
        record: its trajectory holds forecasts where a row was not seen.
        known: bool[T, N] rows that have been seen and are not known to be gone.
        returned: nats of the most surprising place of coming back.
        met: the same of a body that should have met another one on its hidden way: who knows how.
        missing: nats of the most surprising absence.
    """

    record: Record
    known: NDArray[np.bool_]
    returned: float
    met: float
    missing: float


def carry(record: Record, forecaster: Forecaster) -> Carried:
    """Fill in what was not seen, one loss after another."""
    carried = Carried(record, record.seen.copy(), 0.0, 0.0, 0.0)
    for lost, rows in sorted(losses(record.seen, record.trajectory.is_static).items()):
        carried = _carry_on(carried, forecaster, lost, rows)
    return carried


def _carry_on(carried: Carried, forecaster: Forecaster, lost: int, rows: list[int]) -> Carried:
    """The same with the rows that were lost after a frame where they were foretold until they are back."""
    record, known = carried.record, carried.known
    before = record.trajectory
    found = {row: next_seen(record.seen[:, row], lost) for row in rows}
    last = min(max(found.values()), before.frames - 1)
    times_s = before.dt * np.arange(1, last - lost + 1, dtype=float)
    said = forecaster.forecast(known_until(before, known, lost), times_s)
    sd = spread(said.position_sd, times_s, before.rows, record.noise_m)
    filled = replace(record, trajectory=_filled(before, said, lost, found))
    returned, met, missing = carried.returned, carried.met, carried.missing
    for row, back in found.items():
        until = back - lost - 1
        if back < before.frames:
            off = before.position[back, row] - said.position[until, row]
            surprise = float(nats(np.square(off / sd[until, row]).sum()))
            if _meets(filled.trajectory, known, row, slice(lost, back)):
                met = max(met, surprise)
            else:
                returned = max(returned, surprise)
        known[lost + 1 : back, row] = True
        if until > BRIEF or (until and back == before.frames):
            each = unseen(filled, known, row, lost + 1, said.position[:until, row], sd[:until, row])
            missing = max(missing, float(each.max(initial=0.0)))
            if (each >= GONE_NATS).any():
                known[lost + 1 + int(np.argmax(each >= GONE_NATS)) : back, row] = False
    return Carried(filled, known, returned, met, missing)


def _meets(trajectory: Trajectory, known: NDArray[np.bool_], row: int, frames: slice) -> bool:
    """Whether a row comes near another one, the floor apart: what happens then is hard to foretell."""
    place = trajectory.position[frames, row].astype(float)
    half = 0.5 * np.linalg.norm(trajectory.extent, axis=1)
    for other in range(trajectory.rows):
        if other in (row, floor_row(trajectory)):
            continue
        offset = place - trajectory.position[frames, other]
        if trajectory.is_static[other]:
            local = offset @ rotation_matrices(trajectory.orientation[0, other])
            apart = np.linalg.norm(np.maximum(np.abs(local) - 0.5 * trajectory.extent[other], 0.0), axis=1)
            reach = half[row]
        else:
            apart, reach = np.linalg.norm(offset, axis=1), half[row] + half[other]
        if ((apart <= reach + NEAR_M) & known[frames, other]).any():
            return True
    return False


def _filled(trajectory: Trajectory, said: Forecast, lost: int, found: dict[int, int]) -> Trajectory:
    """With a forecast in the place of rows from a frame on until they are found; they keep their turn."""
    arrays = {name: getattr(trajectory, name).copy() for name in MOTION}
    for row, back in found.items():
        hidden, until = slice(lost + 1, back), back - lost - 1
        arrays["position"][hidden, row] = said.position[:until, row]
        arrays["linear_velocity"][hidden, row] = said.velocity[:until, row]
        arrays["orientation"][hidden, row] = trajectory.orientation[lost, row]
        arrays["angular_velocity"][hidden, row] = 0.0
    return replace(trajectory, **arrays)


def known_until(trajectory: Trajectory, known: NDArray[np.bool_], now: int) -> Trajectory:
    """What is known at frame `now`, of the last frames until then; what has not been seen is not there."""
    first = max(0, now - round(REMEMBERED_S / trajectory.dt))
    lately = {name: getattr(trajectory, name)[first:] for name in (*MOTION, "contact")}
    return observe(replace(trajectory, **lately, present=known[first:], visible=None), now + 1 - first)


def spread(sd: Floats | None, times_s: Floats, rows: int, noise_m: float) -> Floats:
    """[F, N, 3] m: of a forecast and of tracking, when it began and when it is compared."""
    if sd is None:
        sd = np.repeat((ASSUMED_MPS * times_s)[:, None, None], rows, axis=1).repeat(3, axis=2)
    pace = VELOCITY_NOISE_PER_S * noise_m * times_s[:, None, None]
    result: Floats = np.sqrt(np.square(sd) + 2.0 * noise_m**2 + np.square(pace))
    return result
