# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A cheap fingerprint of how an object looks: colours and edge directions of its upper and lower half.

No learning, no model: it tells a red jacket from a grey one, which is what re-identification after a
short occlusion needs most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Detection
from sgw_ros.experts.visual.found import Box, clipped

HUES, GREYS, DIRECTIONS = 12, 6, 6
SIZE = 2 * (HUES + GREYS + DIRECTIONS)
"""Length of an embedding."""
PATCH = (24, 48)
"""Width and height that every object is reduced to, so that distance and size do not count."""


def embeddings(
    image: NDArray[np.uint8], items: Sequence[Detection], labels: NDArray[np.uint16] | None
) -> NDArray[np.float32]:
    """Unit-norm embeddings [len(items), SIZE] of detections in a BGR picture."""
    if not items:
        return np.empty((0, SIZE), np.float32)
    cut = [_cut(image, item.box, item.instance, labels) for item in items]
    # All objects at once, upper and lower half apart: [objects x halves, height / 2, width].
    halves = (2 * len(items), PATCH[1] // 2, PATCH[0])
    features = _histograms(np.concatenate([p for p, _ in cut]), np.stack([w for _, w in cut]).reshape(halves))
    # The square root makes the dot product of two histograms their Bhattacharyya coefficient.
    root = np.sqrt(features).reshape(len(items), SIZE)
    norm = np.maximum(np.linalg.norm(root, axis=1, keepdims=True), 1e-9)
    return np.asarray(root / norm, np.float32)


def _cut(
    image: NDArray[np.uint8], box: Box, instance: int, labels: NDArray[np.uint16] | None
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """An object as a patch of fixed size, and how much each of its pixels counts."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = (round(v) for v in clipped(box, width, height))
    window = slice(min(y0, height - 1), max(y1, y0 + 1)), slice(min(x0, width - 1), max(x1, x0 + 1))
    patch = np.asarray(cv2.resize(image[window], PATCH, interpolation=cv2.INTER_AREA), np.uint8)
    if labels is None or instance == 0:
        return patch, np.ones(PATCH[::-1], np.float32)
    own = np.asarray(labels[window] == instance, np.uint8)
    return patch, cv2.resize(own, PATCH, interpolation=cv2.INTER_NEAREST).astype(np.float32) + 0.02


def _histograms(patches: NDArray[np.uint8], weight: NDArray[np.float32]) -> NDArray[np.float64]:
    """Hue where there is colour, brightness where there is none, edge directions where there are edges.

    `patches` are stacked below each other; one row of features for each window of `weight` [n, h, w].
    """
    hsv = cv2.cvtColor(patches, cv2.COLOR_BGR2HSV).reshape(*weight.shape, 3).astype(np.float32)
    hue, saturation, value = hsv[..., 0], hsv[..., 1], hsv[..., 2]
    # In the dark hue is noise.
    colourful = (saturation / 255.0) * np.minimum(value / 64.0, 1.0)
    colours = _binned(hue / 180.0, weight * colourful, HUES)
    greys = _binned(value / 256.0, weight * (1.0 - colourful), GREYS)
    dx, dy = np.zeros_like(value), np.zeros_like(value)
    dx[:, :, 1:-1] = value[:, :, 2:] - value[:, :, :-2]
    dy[:, 1:-1] = value[:, 2:] - value[:, :-2]
    directions = _binned(np.arctan2(dy, dx) / np.pi % 1.0, weight * np.hypot(dx, dy), DIRECTIONS)
    colour_mass = np.maximum((colours.sum(1) + greys.sum(1))[:, None], 1e-9)
    edge_mass = np.maximum(directions.sum(1)[:, None], 1e-9)
    return np.hstack([colours / colour_mass, greys / colour_mass, 0.3 * directions / edge_mass])


def _binned(values: NDArray[Any], weight: NDArray[Any], bins: int) -> NDArray[np.float64]:
    """Weighted histograms [n, bins] of values [n, h, w] in 0-1."""
    count = len(values)
    index = np.minimum((values * bins).astype(np.intp), bins - 1)
    index += bins * np.arange(count)[:, None, None]
    sums = np.bincount(index.ravel(), weight.ravel(), minlength=count * bins)
    return np.asarray(sums, np.float64).reshape(count, bins)
