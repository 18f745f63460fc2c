# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From when to when P(high) makes an alarm, and what is said meanwhile; for robots and evaluations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Risk

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """An alarm begins at `threshold`, and ends when P(high) falls below `leave`, which is no higher.

    One threshold alone would make a probability that trembles about it many alarms.
    """

    threshold: float
    leave: float


def alarmed(p_high: NDArray[Any], at: Thresholds, before: bool = False) -> Flags:
    """Whether there is alarm at consecutive moments [N]; `before` is whether there was one until then."""
    begins = np.asarray(p_high) >= at.threshold
    turns = begins | (np.asarray(p_high) < at.leave)
    last = np.maximum.accumulate(np.where(turns, np.arange(len(turns)), -1))
    return np.where(last >= 0, begins[last], before)


def decide(probabilities: NDArray[Any], alarm: Flags) -> NDArray[np.int64]:
    """Levels [N] by probabilities [N, 4]: high where there is alarm [N], else the likeliest of the others."""
    others = np.asarray(probabilities)[:, : Risk.HIGH].argmax(axis=1)
    return np.where(alarm, int(Risk.HIGH), others)
