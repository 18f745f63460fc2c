# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Fits a picture into a network's input without distorting it, and takes boxes back."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

PADDING = 114
"""The grey that YOLO networks were trained to see around a picture."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """Where a picture lies in the network's input: input px = picture px * scale + offset."""

    scale: float
    left: int
    top: int

    def to_picture(self, boxes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Boxes [n, 4] (x0, y0, x1, y1) of the input in pixels of the picture."""
        offset = np.array([self.left, self.top, self.left, self.top], np.float32)
        return (boxes - offset) / np.float32(self.scale)


def letterbox(image: NDArray[np.uint8], width: int, height: int) -> tuple[NDArray[np.float32], Letterbox]:
    """The picture [H, W, 3] BGR as network input [1, 3, height, width], RGB, 0-1."""
    scale = min(width / image.shape[1], height / image.shape[0])
    size = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR)
    placed = Letterbox(scale, (width - size[0]) // 2, (height - size[1]) // 2)
    canvas = np.full((height, width, 3), PADDING, np.uint8)
    canvas[placed.top : placed.top + size[1], placed.left : placed.left + size[0]] = resized
    return np.asarray(cv2.dnn.blobFromImage(canvas, 1.0 / 255.0, swapRB=True), np.float32), placed
