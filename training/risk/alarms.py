# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Alarms of high risk: the runs of them, and those that have no cause.

An alarm is a run of consecutive decisions of high risk within a clip. It is false where no moment of truly
high risk lies within `CAUSE_S` before its first decision or after its last one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

CAUSE_S = 1.5
EDGE_S = 1e-6
"""Stamps are sums of tenths; exactly 1.5 s is within."""
Flags = NDArray[np.bool_]


def runs(flags: Flags, clip: NDArray[np.int64]) -> NDArray[np.int64]:
    """First and last index [R, 2] of each run of true `flags` [N]; a run ends with its `clip` [N]."""
    same = clip[1:] == clip[:-1]
    goes_on = flags[1:] & flags[:-1] & same
    first = np.flatnonzero(flags & ~np.concatenate(([False], goes_on))[: len(flags)])
    last = np.flatnonzero(flags & ~np.concatenate((goes_on, [False]))[: len(flags)])
    return np.stack((first, last), axis=-1)


def false_alarms(
    said_high: Flags, truly_high: Flags, clip: NDArray[np.int64], stamp_s: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Those `runs` [R, 2] of `said_high` [N] that are false; moments are in order, clip after clip."""
    if not len(said_high):
        return np.zeros((0, 2), np.int64)
    # Clips are set apart in time, so that one search over all of them never reaches into another clip.
    span_s = float(np.ptp(stamp_s)) + 10 * CAUSE_S
    at_s = stamp_s - stamp_s.min() + np.cumsum(np.concatenate(([0], clip[1:] != clip[:-1]))) * span_s
    high_s = at_s[truly_high]
    alarms = runs(said_high, clip)
    reach = CAUSE_S + EDGE_S
    before = np.searchsorted(high_s, at_s[alarms[:, 0]] - reach)
    after = np.searchsorted(high_s, at_s[alarms[:, 1]] + reach)
    false: NDArray[np.int64] = alarms[before == after]
    return false


def minutes(clip: NDArray[np.int64], stamp_s: NDArray[np.float64]) -> float:
    """Time that the moments [N] cover: each stands for the time to the next one of its clip."""
    if len(clip) < 2:
        return 0.0
    step_s = np.diff(stamp_s)[clip[1:] == clip[:-1]]
    usual_s = float(np.median(step_s)) if len(step_s) else 0.0
    clips = 1 + int(np.count_nonzero(clip[1:] != clip[:-1]))
    return (float(step_s.sum()) + clips * usual_s) / 60
