# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What moved from one frame to another: of the two alone, whatever was seen before them."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import FlowField, FlowResult, Frame
from sgw_ros.experts.flow.dense import DenseFlow, Gray, coarse_gray, grid_of
from sgw_ros.experts.flow.egomotion import camera_motion, unknown_motion


class Comparison:
    """Compares frames on a grid; two threads need one each.

    Args:
        width: of the flow's grid, about, px.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._dense = DenseFlow()
        self._last: tuple[Frame, Gray] | None = None

    def of(self, before: Frame | None, frame: Frame) -> FlowResult:
        """Flow from `before` to `frame`: none where nothing is before, or no earlier, or of another size."""
        downscale = grid_of(frame.image.shape[1], self._width)
        gray_before = self._gray(before) if before is not None else None
        gray = self._gray(frame)
        if before is None or gray_before is None or not _comparable(before, frame):
            return FlowResult(frame.stamp_ns, _no_flow(frame, gray, downscale), unknown_motion(frame))
        flow, confidence = self._dense.between(gray_before, gray)
        field = FlowField(frame.stamp_ns, before.stamp_ns, flow * downscale, confidence, downscale)
        return FlowResult(frame.stamp_ns, field, camera_motion(before, frame, gray_before, gray, downscale))

    def _gray(self, frame: Frame) -> Gray:
        """A frame on the grid; the last one is kept, for it is the next one's frame before."""
        if self._last is None or self._last[0] is not frame:
            self._last = (frame, coarse_gray(frame.image, grid_of(frame.image.shape[1], self._width)))
        return self._last[1]


def _comparable(before: Frame, frame: Frame) -> bool:
    return before.image.shape == frame.image.shape and before.stamp_ns < frame.stamp_ns


def _no_flow(frame: Frame, gray: Gray, downscale: int) -> FlowField:
    flow = np.zeros((*gray.shape, 2), np.float32)
    return FlowField(frame.stamp_ns, frame.stamp_ns, flow, np.zeros(gray.shape, np.uint8), downscale)
