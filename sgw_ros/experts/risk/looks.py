# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a picture's texture is like, in numbers that nobody learned: contrast, tint and grain, part by part.

An encoder forgets what did not matter in training: to one that saw clean simulated halls, a black picture or
a photograph may look like any other. These numbers tell them apart. How bright or what colour things are is
not among them: another room is no other world.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.risk.picture import Picture

ROWS, COLUMNS = 3, 4
"""Parts of a picture."""
SCALES = 3
"""How many sizes of grain, each twice as coarse as the one before."""
LENGTH = (2 + SCALES) * ROWS * COLUMNS
LEAST_CONTRAST, LEAST_TINT, LEAST_GRAIN = 1e-3, 3e-3, 2e-3
"""Added before logarithms: below a part of a grey level (1 / 255) nothing differs."""
Plane = NDArray[np.float32]


def looks(picture: Picture) -> NDArray[np.float32]:
    """[LENGTH] of a picture [H, W, 3] uint8 RGB: logarithms of spreads within each part."""
    red, green, blue = np.moveaxis(picture.astype(np.float32) / np.float32(255.0), -1, 0)
    light, warm, cold = (red + green + blue) / 3.0, red - green, 0.5 * (red + green) - blue
    numbers = [_log(_variance(light), LEAST_CONTRAST), _log(_variance(warm) + _variance(cold), LEAST_TINT)]
    for _ in range(SCALES):
        smooth = cv2.GaussianBlur(light, (0, 0), 1.0)
        numbers.append(_log(_parts((light - smooth) ** 2), LEAST_GRAIN))
        light = np.ascontiguousarray(smooth[::2, ::2])
    return np.concatenate(numbers).astype(np.float32)


def looks_of(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """[T, LENGTH] of pictures [T, H, W, 3]."""
    return np.stack([looks(picture) for picture in pictures])


def _log(variance: Plane, least: float) -> Plane:
    return np.asarray(np.log(least + np.sqrt(np.maximum(variance, 0.0))), np.float32)


def _variance(plane: Plane) -> Plane:
    return _parts(plane * plane) - _parts(plane) ** 2


def _parts(plane: Plane) -> Plane:
    """Means [ROWS * COLUMNS] over the parts of a plane [H, W]."""
    return np.asarray(cv2.resize(plane, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA), np.float32).ravel()
