# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Dense optical flow between two grey pictures, with how much each vector is to be trusted."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

SMALLEST_SIDE = 24
"""DIS needs a few of its patches to fit; a smaller picture has no flow."""
DISAGREEMENT_PX = 1.5
"""Forward-backward disagreement at which confidence has fallen to 1/e."""

NOISE_LEVELS, TEXTURE_LEVELS = 4, 12
"""Local contrast (of 255) that is all noise, and that is all texture."""
_NEIGHBOURS = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
OUTSIDE = (1e4, 1e4, 0.0, 0.0)
"""The flow of what was outside the previous picture: a disagreement beyond any doubt."""


def grid_of(width: int, target_width: int) -> int:
    """How many times coarser than the picture the flow's grid is, so that it is about the target."""
    return max(1, round(width / target_width))


def coarse_gray(image: NDArray[np.uint8], downscale: int) -> Gray:
    """The picture [H, W, 3] in grey on the flow's grid [H // downscale, W // downscale]."""
    height, width = image.shape[0] // downscale, image.shape[1] // downscale
    cut = image[: height * downscale, : width * downscale]
    if downscale > 1:
        cut = np.asarray(cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY), np.uint8)


class DenseFlow:
    """DIS in both directions; where they disagree, neither is believed.

    Source: Kroeger et al. 2016, "Fast optical flow using dense inverse search".
    """

    def __init__(self) -> None:
        self._dis = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST)
        self._pixels = np.empty((0, 0, 2), np.float32)

    def between(self, previous: Gray, current: Gray) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Flow [h, w, 2] in grid pixels and confidence [h, w] uint8, on the current picture's grid.

        The vector at a pixel is the way that what is there now has come since the previous picture.
        """
        if min(current.shape) < SMALLEST_SIDE:
            return np.zeros((*current.shape, 2), np.float32), np.zeros(current.shape, np.uint8)
        if self._pixels.shape[:2] != current.shape:
            self._pixels = pixel_grid(*current.shape)
        backward = self._dis.calc(current, previous, np.zeros_like(self._pixels))
        forward = self._dis.calc(previous, current, np.zeros_like(self._pixels))
        x, y = cv2.split(cv2.add(self._pixels, backward))
        returned = cv2.remap(
            forward, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=OUTSIDE
        )
        error = cv2.magnitude(*cv2.split(cv2.add(backward, returned)))
        confidence = cv2.exp(error * np.float32(-1.0 / DISAGREEMENT_PX))
        agreeing = cv2.convertScaleAbs(confidence, alpha=255.0)
        return np.asarray(-backward, np.float32), np.asarray(cv2.min(agreeing, _texture(current)), np.uint8)


def _texture(gray: Gray) -> Gray:
    """255 where there is something to match, 0 on a bare wall: flow is a mere guess there."""
    relief = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, _NEIGHBOURS)
    around = cv2.blur(relief, (9, 9))
    textured = cv2.threshold(around, NOISE_LEVELS, 0.0, cv2.THRESH_TOZERO)[1]
    return np.asarray(cv2.convertScaleAbs(textured, alpha=255.0 / TEXTURE_LEVELS), np.uint8)


def pixel_grid(height: int, width: int) -> NDArray[np.float32]:
    """The coordinates (x, y) of every pixel, [height, width, 2]."""
    return np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(np.float32)
