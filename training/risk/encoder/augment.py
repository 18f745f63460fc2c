# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What may differ between pictures of the same: light, colours, grain, sharpness, a tilt, a camera's edges.

Both pictures of a pair are treated alike, but for the grain. Pair by pair in 8 bits: a pair then stays in
the processor's cache, which is four times as fast as whole batches of floats.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.risk.picture import SIZE
from training.risk.encoder.frames import Batch

Pair = NDArray[np.uint8]
TILT_DEG, SHIFT_PX = 1.0, 1.0
"""More would hide where the floor is, which distances are told by."""
BORDER_PX, ERASED_PX = 8, 20
STILL_SHARE, TILTED_SHARE, BLURRED_SHARE, BORDERED_SHARE, ERASED_SHARE = 0.05, 0.5, 0.25, 0.15, 0.25
GREY = np.array((0.299, 0.587, 0.114))
LEVELS, GRAINS_EACH = (0.0, 2.0, 5.0, 10.0), 8
_PIXELS = np.random.default_rng(0).normal(size=(GRAINS_EACH, 2 * SIZE[0], SIZE[1], 3))
GRAINS: NDArray[np.int16] = np.stack([np.round(level * _PIXELS).astype(np.int16) for level in LEVELS])
"""Drawn once: fresh noise for every picture would take as long as learning from it."""
KERNELS = (
    np.ones((3, 3), np.float32) / 9,
    np.ones((1, 3), np.float32) / 3,
    np.ones((1, 5), np.float32) / 5,
    np.ones((3, 1), np.float32) / 3,
)
"""Out of focus, turning, turning fast, over a bump."""


def varied(batch: Batch, rng: np.random.Generator) -> Batch:
    """The batch, each of its pairs of pictures changed in its own way; what is true of them stays so."""
    return replace(batch, pairs=np.stack([_varied(pair, rng) for pair in batch.pairs]))


def _varied(pair: Pair, rng: np.random.Generator) -> Pair:
    chance = rng.random(5)
    if chance[0] < STILL_SHARE:
        pair = pair[[0, 0]]
    if chance[1] < TILTED_SHARE:
        pair = _tilted(pair, rng)
    if chance[2] < BLURRED_SHARE:
        pair = _blurred(pair, KERNELS[rng.integers(len(KERNELS))])
    tall = _coloured(pair.reshape(-1, *pair.shape[2:]), rng)
    grain = GRAINS[rng.integers(len(LEVELS)), rng.integers(GRAINS_EACH)]
    changed = np.asarray(cv2.add(tall, grain, dtype=cv2.CV_8U), np.uint8).reshape(pair.shape)
    if chance[3] < ERASED_SHARE:
        height, width = rng.integers(4, ERASED_PX, 2)
        top, left = rng.integers(SIZE[0] - height), rng.integers(SIZE[1] - width)
        changed[:, top : top + height, left : left + width] = rng.integers(0, 256, 3)
    if chance[4] < BORDERED_SHARE:
        left, right, top, bottom = rng.integers(0, BORDER_PX, 4)
        changed[:, :top], changed[:, SIZE[0] - bottom :] = 0, 0
        changed[:, :, :left], changed[:, :, SIZE[1] - right :] = 0, 0
    return changed


def _blurred(pair: Pair, kernel: NDArray[np.floating]) -> Pair:
    return np.stack([cv2.filter2D(one, -1, kernel) for one in pair]).astype(np.uint8)


def _tilted(pair: Pair, rng: np.random.Generator) -> Pair:
    """Rolled, and looking up or down and aside a little. Edges stay as they were."""
    middle = (0.5 * (SIZE[1] - 1), 0.5 * (SIZE[0] - 1))
    turned = np.asarray(cv2.getRotationMatrix2D(middle, rng.uniform(-TILT_DEG, TILT_DEG), 1.0), np.float64)
    moved = np.column_stack((turned[:, :2], turned[:, 2] + rng.uniform(-SHIFT_PX, SHIFT_PX, 2)))
    seen = [cv2.warpAffine(one, moved, SIZE[::-1], borderMode=cv2.BORDER_REPLICATE) for one in pair]
    return np.stack(seen).astype(np.uint8)


def _coloured(tall: Pair, rng: np.random.Generator) -> Pair:
    """Other light: saturation, tint, contrast, brightness and gamma."""
    saturation, contrast = rng.uniform(0.4, 1.5), rng.uniform(0.7, 1.3)
    gain, gamma = rng.uniform(0.6, 1.5), np.exp(rng.uniform(-0.3, 0.3))
    mixed = saturation * np.eye(3) + (1.0 - saturation) * GREY
    mixed = rng.uniform(0.85, 1.15, (3, 1)) * mixed
    # Some hue: what one channel sees leaks into another.
    mixed = mixed @ (0.9 * np.eye(3) + 0.1 * np.eye(3)[rng.permutation(3)])
    levels = ((np.arange(256) / 255.0) ** gamma - 0.5) * contrast + 0.5
    table = np.clip(255.0 * gain * levels, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(cv2.transform(tall, mixed.astype(np.float32)), table), np.uint8)
