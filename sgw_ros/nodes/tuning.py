# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of a whole process that hosts experts."""

from __future__ import annotations

import gc
import sys

import cv2

OPENCV_THREADS = 2
GC_THRESHOLD = 50_000
"""Container objects between young collections: a frame makes thousands of short-lived ones, all freed by
reference counting, and a collection in the middle of one costs milliseconds."""

SWITCH_INTERVAL_S = 1e-3
"""A thread that is handed a frame beside one that computes waits up to two or three of these for its turn."""


def tune_process() -> None:
    """Leave cores to the others, keep the garbage collector out of the frames' way, and take turns."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    cv2.setNumThreads(OPENCV_THREADS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 100)
