# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What depth cameras lose, scale of their own, range, holes; and whether there is one at all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.risk.encoder.frames import Batch
from training.risk.encoder.ranging import POOLED

Near = NDArray[np.float32]
WITHOUT_SHARE, LATE_SHARE, SHORT_SHARE, HOLED_SHARE = 0.35, 0.05, 0.2, 0.3
"""Of pairs: no depth camera, none of the picture before, a short range, holes."""
HOLE_PX, HOLES = 16, 3
MISMEASURED = 0.04
SHORT_M = (2.5, 6.0)


def gapped(batch: Batch, rng: np.random.Generator) -> Batch:
    """The batch, the depth of each of its pairs changed in its own way."""
    near = batch.near.copy()
    for pair in near:
        _change(pair, rng)
    return replace(batch, near=near)


def _change(pair: Near, rng: np.random.Generator) -> None:
    """Nearness and share known, now and before, [2, 2, 48, 64]."""
    chance = rng.random(4)
    if chance[0] < WITHOUT_SHARE:
        pair[:] = 0.0
        return
    if chance[1] < LATE_SHARE:
        pair[1] = 0.0
    pair[:, 0] *= rng.uniform(1.0 - MISMEASURED, 1.0 + MISMEASURED)
    if chance[2] < SHORT_SHARE:
        pair *= pair[:, :1] > 1.0 / rng.uniform(*SHORT_M)
    if chance[3] < HOLED_SHARE:
        for _ in range(rng.integers(1, HOLES + 1)):
            height, width = rng.integers(2, HOLE_PX, 2)
            top, left = rng.integers(POOLED[0] - height), rng.integers(POOLED[1] - width)
            pair[:, :, top : top + height, left : left + width] = 0.0
