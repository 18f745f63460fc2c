# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a still camera sees when nothing is there, and what differs from it.

The model follows the camera's exposure as one gain per channel, so that a bright car that darkens
the whole picture leaves no flood behind, and learns only where nothing stands, so that somebody who
stands still is not learned away. What was learned wrongly is put right by `absorb`.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Mask = NDArray[np.uint8]
"""[h, w] uint8, 255 where true."""

ADAPTATION_S = 3.0
"""Time constant of learning: slow enough for sensor noise, fast enough for clouds."""
NOISE_LEVELS = 10.0
"""Difference (of 255) that is never more than noise or compression."""
CLEAR_FACTOR = 2.2
"""How many times the noise threshold a difference must reach to stand on its own."""
GAIN_LIMITS = (0.25, 4.0)
SHADOW_DEEPEST = 0.3
"""The share of light that the core of a shadow still gets."""
SHADOW_TINT = 0.2
"""How much a shadow may change the ratio between colour channels: lamps and sky differ in tint."""
SHADOW_TEXTURE = 0.09
"""Standard deviation of the darkening inside a shadow: it is smooth, an object brings its own texture."""

FLOOR_LEVELS = 4.0
"""Added before dividing, so that noise in the dark makes no ratio."""

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


class BackgroundModel:
    """A running picture [h, w, 3] of the empty scene with the noise of each pixel."""

    def __init__(self, first: Picture) -> None:
        self._mean = first.astype(np.float32)
        self._noise = np.full(first.shape[:2], 2.0, np.float32)
        self._frames = 1
        self._gain = np.ones(3)

    @property
    def picture(self) -> Picture:
        """The empty scene at the present exposure, BGR."""
        return _scaled(self._mean, self._gain)

    def compare(self, image: Picture, covered: Mask | None = None) -> tuple[Mask, Mask]:
        """Where `image` differs from the empty scene: (at all, clearly and not as a shadow).

        `covered` is what stood in front of the scene a moment ago; the exposure is judged without it.
        """
        self._gain = self._exposure(image, covered)
        expected = self.picture
        # A pixel may look like any of its neighbours: mounts vibrate, video codecs smear edges.
        lowest, highest = cv2.erode(expected, _CROSS), cv2.dilate(expected, _CROSS)
        distance = cv2.max(cv2.subtract(image, highest), cv2.subtract(lowest, image))
        difference = _strongest(distance)
        # A strong change of exposure bends the tone curve; a gain alone then explains less.
        bend = 1.0 + abs(math.log(float(self._gain.mean())))
        threshold = cv2.convertScaleAbs(self._noise, alpha=3.0 * bend, beta=NOISE_LEVELS * bend)
        differs = np.asarray(cv2.compare(difference, threshold, cv2.CMP_GT), np.uint8)
        far = cv2.convertScaleAbs(threshold, alpha=CLEAR_FACTOR)
        clear = np.asarray(cv2.compare(difference, far, cv2.CMP_GT), np.uint8)
        window = busy_part(differs)
        clear[window][_is_shadow(image[window], expected[window])] = 0
        return differs, clear

    def learn(self, image: Picture, covered: Mask, dt_s: float) -> None:
        """Follow the scene outside `covered`; inside, follow the exposure only."""
        self._frames += 1
        rate = max(1.0 - math.exp(-dt_s / ADAPTATION_S), 1.0 / self._frames)
        expected = self.picture
        residual = _strongest(cv2.absdiff(image, expected))
        cv2.copyTo(image, cv2.bitwise_not(covered), expected)
        cv2.accumulateWeighted(expected, self._mean, rate)
        cv2.accumulateWeighted(residual, self._noise, 0.3 * rate, mask=cv2.bitwise_not(covered))
        self._gain = 1.0 + (self._gain - 1.0) * (1.0 - rate)

    def absorb(self, image: Picture, region: Mask) -> None:
        """Take what `image` shows in `region` as the empty scene from now on."""
        inside = region > 0
        self._mean[inside] = image[inside] / self._gain
        self._noise[inside] = 2.0

    def _exposure(self, image: Picture, covered: Mask | None) -> NDArray[np.float64]:
        """One gain per channel [3], the median over a coarse grid of pixels that are not saturated."""
        now, mean = image[::8, ::8], self._mean[::8, ::8]
        usable = (mean.max(axis=2) < 250) & (now.max(axis=2) < 250) & (mean.min(axis=2) > 8)
        if covered is not None:
            usable &= covered[::8, ::8] == 0
        if np.count_nonzero(usable) < 50:
            return self._gain
        gain = np.median((now[usable] + 1.0) / (mean[usable] + 1.0), axis=0)
        return np.asarray(np.clip(gain, *GAIN_LIMITS), np.float64)


def _scaled(mean: NDArray[np.float32], gain: NDArray[np.float64]) -> Picture:
    return np.asarray(cv2.convertScaleAbs(cv2.transform(mean, np.diag(gain))), np.uint8)


def busy_part(mask: Mask, margin: int = 8) -> tuple[slice, slice]:
    """Rows and columns around what is set; most of a picture is quiet and need not be looked at again."""
    x, y, width, height = cv2.boundingRect(mask)
    if width == 0:
        return slice(0, 0), slice(0, 0)
    return slice(max(y - margin, 0), y + height + margin), slice(max(x - margin, 0), x + width + margin)


def _strongest(picture: NDArray[Any]) -> Picture:
    """The largest channel [h, w]; numpy's own maximum along so short an axis is ten times slower."""
    blue, green, red = cv2.split(picture)
    return np.asarray(cv2.max(cv2.max(blue, green), red), np.uint8)


def _lifted(picture: Picture) -> NDArray[Any]:
    return cv2.convertScaleAbs(picture, beta=FLOOR_LEVELS)


def _is_shadow(image: Picture, expected: Picture) -> NDArray[np.bool_]:
    """Where the picture is the expected one with less light: darker, hardly tinted, texture kept."""
    if image.size == 0:
        return np.zeros(image.shape[:2], np.bool_)
    # Percent in 8 bit: exact enough for a share of light, and a quarter of the time of floats.
    ratio = cv2.divide(_lifted(image), _lifted(expected), scale=100.0)
    blue, green, red = cv2.split(ratio)
    most = cv2.max(cv2.max(blue, green), red)
    least = cv2.min(cv2.min(blue, green), red)
    dim = (most < 100) & (least > 100 * SHADOW_DEEPEST) & (cv2.subtract(most, least) < 100 * SHADOW_TINT)
    mean = cv2.boxFilter(green, cv2.CV_32F, (7, 7))
    variance = cv2.sqrBoxFilter(green, cv2.CV_32F, (7, 7)) - mean * mean
    return np.asarray(dim & (variance < (100 * SHADOW_TEXTURE) ** 2), np.bool_)
