# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether what is not seen may be hidden, and whether what comes into view may have been before."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.physics.forecast import Floats
from training.physics.observing import rotation_matrices
from training.physics.violations.record import Record
from training.physics.violations.sight import Boxes, shown

SAMPLES = 64
LASTING = 3
"""Frames for which something must fail to show: a detector overlooks now and then."""
LATEST_BACK_S, FASTER_MPS2, LEAST_SD_M = 1.0, 0.7, 0.02
"""How far back a path is followed, how it may have bent, how sure its end is."""
NEVER_SEEN_NATS = 4.0
"""Of a body that nobody knew of, wherever it comes from."""


def unseen(
    record: Record, known: NDArray[np.bool_], row: int, start: int, place: Floats, sd: Floats
) -> Floats:
    """[F] nats of a row never having shown for some frames on end, from `start` to each frame.

    What goes its way behind a screen would come out on one side or the other, at this time or at that: few of
    the ways that it may take are hidden all along, even where at each moment many are.

    Args:
        record: forecasts stand in it where rows are hidden.
        known: bool[T, N] rows that may stand before it.
        row: whose absence is judged.
        start: the first frame.
        place: [F, 3] m, where it should be.
        sd: [F, 3] m.
    """
    frames = np.arange(start, start + len(place))
    show = _shows(record, known, row, frames, place, sd)
    if show is None or len(show) < LASTING:
        return np.zeros(len(frames))
    lasting = np.lib.stride_tricks.sliding_window_view(show, LASTING, axis=0).all(axis=-1)
    never = ~np.logical_or.accumulate(lasting, axis=0)
    return np.concatenate([np.zeros(LASTING - 1), _nats_of(never)])


def out_of_nowhere(record: Record, known: NDArray[np.bool_]) -> float:
    """Nats of the most surprising row that is seen for the first time after the first frame."""
    worst = 0.0
    seen, trajectory = record.seen, record.trajectory
    for row in np.flatnonzero(~trajectory.is_static & ~seen[0] & seen.any(axis=0)).tolist():
        first = int(np.argmax(seen[:, row]))
        back = np.arange(1, min(first, round(LATEST_BACK_S / trajectory.dt)) + 1)
        place, sd = _backwards(record, row, first, trajectory.dt * back.astype(float))
        frames = first - back
        show = _shows(record, known, row, frames, place, sd)
        each = np.zeros(1) if show is None else _nats_of(~show)
        lasting = np.sort(each)[-min(LASTING, len(each))]
        worst = max(worst, NEVER_SEEN_NATS + float(lasting))
    return worst


def _backwards(record: Record, row: int, first: int, ago_s: Floats) -> tuple[Floats, Floats]:
    """Where a row came from if it went straight on, [F, 3] m, and how sure that is."""
    trajectory = record.trajectory
    later = first
    while later < trajectory.frames - 1 and later < first + 4 and record.seen[later + 1, row]:
        later += 1
    moved = trajectory.position[later, row] - trajectory.position[first, row]
    velocity = moved / (max(later - first, 1) * trajectory.dt)
    place = trajectory.position[first, row] - ago_s[:, None] * velocity
    sd = LEAST_SD_M + record.noise_m + 0.5 * FASTER_MPS2 * np.square(ago_s)
    return place.astype(float), np.repeat(sd[:, None], 3, axis=1)


def _shows(
    record: Record,
    known: NDArray[np.bool_],
    row: int,
    frames: NDArray[np.int64],
    place: Floats,
    sd: Floats,
) -> NDArray[np.bool_] | None:
    """bool[F, SAMPLES] whether a row would show at each frame of each of its ways; None: nobody can say."""
    if record.in_view:
        return np.ones((len(frames), SAMPLES), bool)
    if record.eye is None:
        return None
    trajectory = record.trajectory
    others = np.flatnonzero(np.arange(trajectory.rows) != row)
    before = Boxes(
        trajectory.position[frames][:, others].astype(float),
        rotation_matrices(trajectory.orientation[frames][:, others]),
        0.5 * trajectory.extent[others].astype(float),
        known[frames][:, others],
    )
    # Not anew for every row: chance must not decide between twins.
    chance = np.random.default_rng(0).standard_t(4.0, (SAMPLES, 3))
    places = place[:, None] + sd[:, None] * chance
    turned = rotation_matrices(trajectory.orientation[frames, row])
    return shown(record.eye, places, turned, trajectory.extent[row].astype(float), before)


def _nats_of(hidden: NDArray[np.bool_]) -> Floats:
    """[F] nats of what [F, SAMPLES] say; never infinite."""
    result: Floats = -np.log((hidden.sum(axis=1) + 0.5) / (SAMPLES + 1.0))
    return result
