# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a sensor adds to a picture: exposure that rolls, photon (Poisson) and read-out (Gaussian) noise."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
BANK = 8
"""Noise fields that a camera goes round: a fresh one for every frame would cost as much as rendering it."""


class SensorNoise:
    """One camera's noise over an episode.

    Photon noise has the standard deviation sqrt(level * 255 / electrons) in grey levels; together with the
    read-out noise it is a table by level, which scales fields of unit noise. The fields are rolled by a
    random shift each time, so that no two frames share one.

    Args:
        rng: where the noise comes from.
        size: height and width, px.
        electrons: collected by a white pixel.
        read_noise: standard deviation, grey levels.
    """

    def __init__(
        self, rng: np.random.Generator, size: tuple[int, int], electrons: float, read_noise: float
    ) -> None:
        self._rng = rng
        height, width = size
        unit = rng.standard_normal((BANK, 2 * height, width, 3), dtype=np.float32)
        self._fields = np.clip(unit * 32.0, -127, 127).astype(np.int8)
        levels = np.arange(256, dtype=np.float32)
        self._sigma = np.sqrt(levels * 255.0 / electrons + read_noise**2) / 32.0
        self._height = height

    def apply(self, picture: Picture, exposure: float = 1.0) -> Picture:
        """The noisy picture [H, W, 3] of a clean one."""
        lit = np.asarray(cv2.convertScaleAbs(picture, alpha=exposure), np.uint8)
        start = int(self._rng.integers(self._height))
        field = self._fields[int(self._rng.integers(BANK)), start : start + self._height]
        noise = cv2.multiply(cv2.LUT(lit, self._sigma), field, dtype=cv2.CV_32F)
        return np.asarray(cv2.add(lit, noise, dtype=cv2.CV_8U), np.uint8)
