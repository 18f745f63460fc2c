# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of a whole process that hosts experts."""

from __future__ import annotations

import gc

import cv2

OPENCV_THREADS = 2
GC_THRESHOLD = 50_000
"""Container objects between young collections: a frame makes thousands of short-lived ones, all freed by
reference counting, and a collection in the middle of one costs milliseconds."""


def tune_process() -> None:
    """Leave cores to the others and keep the garbage collector out of the frames' way."""
    cv2.setNumThreads(OPENCV_THREADS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD, 20, 100)
