# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The always-on motion test: how much of the picture changed, in well under a millisecond."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

GRID_WIDTH = 96
"""Cells across: each averages enough pixels that sensor noise all but vanishes."""
SAMPLES_PER_CELL = 4
"""Pixels read per cell and axis; reading them all would cost more than the test itself."""
MIN_STEP = 5.0
"""Grey levels (of 255) below which a cell's change is compression, not motion."""
NOISE_STEPS = 6.0
"""A cell changed when it did so by this many times the picture's median change."""


class MotionTest:
    """Compares each picture with the one before; says which share (0-1) of it changed."""

    def __init__(self) -> None:
        self._previous: NDArray[np.float32] | None = None

    def __call__(self, image: NDArray[np.uint8]) -> float:
        """Judge one picture [H, W, 3] uint8 BGR; the first one counts as all new."""
        cells = _cells(image)
        previous, self._previous = self._previous, cells
        if previous is None or previous.shape != cells.shape:
            return 1.0
        change = cells - previous
        # A cloud or the camera's own exposure shifts all cells alike: that is light, not motion.
        change = np.abs(change - np.median(change))
        threshold = max(MIN_STEP, NOISE_STEPS * float(np.median(change)))
        return int(np.count_nonzero(change > threshold)) / int(change.size)


def _cells(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Mean brightness on a coarse grid [h, w]."""
    height, width = image.shape[:2]
    columns = min(GRID_WIDTH, width)
    rows = max(1, round(height * columns / width))
    stride = max(1, width // (columns * SAMPLES_PER_CELL))
    green = np.ascontiguousarray(image[::stride, ::stride, 1])
    return cv2.resize(green, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
