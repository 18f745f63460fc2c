# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of a whole process that hosts experts."""

from __future__ import annotations

import sys

import cv2

from sgw_ros.core.collecting import collect_seldom

OPENCV_THREADS = 2
SWITCH_INTERVAL_S = 1e-3
"""A thread that is handed a frame beside one that computes waits up to two or three of these for its turn."""


def tune_process() -> None:
    """Leave cores to the others, keep the garbage collector out of the frames' way, and take turns."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    cv2.setNumThreads(OPENCV_THREADS)
    collect_seldom()
