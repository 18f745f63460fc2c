# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How surprising an episode is to a forecaster: what is seen against what it foretold a moment before.

A row is judged whenever it is seen, by the forecast from when it was last seen; while it is hidden nothing
of it is known. The score of an episode is that of its greatest surprise.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats, Forecaster
from training.physics.observing import observe

STEP_S, LONGEST_S = 0.1, 2.0
LEAST_FRAMES = 2
ASSUMED_SD_M = 0.02
"""Per step, of forecasters that know no uncertainty; AUC does not depend on it within one gap."""
VANISHED = 25.0
"""Standard deviations that stand for something that is there no more, or all at once."""


def surprise(trajectory: Trajectory, forecaster: Forecaster) -> float:
    """The greatest deviation of any row, in standard deviations; 0 where nothing can be compared."""
    stride = max(1, round(STEP_S / trajectory.dt))
    seen = _seen(trajectory)
    greatest = 0.0
    for now in range(stride, trajectory.frames - stride, stride):
        rows = np.flatnonzero(seen[now] & ~trajectory.is_static)
        if not len(rows):
            continue
        again = np.array([_next_seen(seen[:, row], now, stride) for row in rows])
        last = min(int(again.max()), now + round(LONGEST_S / trajectory.dt))
        if last <= now:
            continue
        greatest = max(greatest, _judge(trajectory, forecaster, now, rows, again, last))
    return max(greatest, VANISHED * float(_presence_breaks(trajectory)))


def _judge(
    trajectory: Trajectory,
    forecaster: Forecaster,
    now: int,
    rows: NDArray[np.int64],
    again: NDArray[np.int64],
    last: int,
) -> float:
    """Deviation of the rows of frame `now` that are seen again at frames `again`, up to `last`."""
    frames = np.arange(now + 1, last + 1)
    said = forecaster.forecast(
        observe(trajectory, now + 1), trajectory.dt * (frames - now).astype(np.float64)
    )
    judged = (again > now) & (again <= last)
    at, rows = again[judged] - now - 1, rows[judged]
    if not len(rows):
        return 0.0
    off = trajectory.position[again[judged], rows] - said.position[at, rows]
    if said.position_sd is not None:
        sd: Floats = said.position_sd[at, rows]
    else:
        sd = np.repeat(ASSUMED_SD_M * (at[:, None] + 1) * trajectory.dt / STEP_S, 3, axis=1)
    return float(np.sqrt(np.square(off / sd).sum(axis=1)).max())


def _seen(trajectory: Trajectory) -> NDArray[np.bool_]:
    seen = np.ones((trajectory.frames, trajectory.rows), bool)
    for mask in (trajectory.present, trajectory.visible):
        seen = seen if mask is None else seen & mask
    return seen


def _next_seen(seen: NDArray[np.bool_], now: int, stride: int) -> int:
    """The first frame at least a stride later at which the row is seen; -1: none."""
    later = np.flatnonzero(seen[now + stride :])
    return now + stride + int(later[0]) if len(later) else -1


def _presence_breaks(trajectory: Trajectory) -> bool:
    """Whether a row is gone from one frame to the next where it was just seen, or comes from nowhere."""
    if trajectory.present is None:
        return False
    seen = _seen(trajectory)
    changed = trajectory.present[1:] != trajectory.present[:-1]
    return bool((changed & (seen[1:] | seen[:-1])).any())
