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
    rows = [_embedding(image, item.box, item.instance, labels) for item in items]
    return np.stack(rows) if rows else np.empty((0, SIZE), np.float32)


def _embedding(
    image: NDArray[np.uint8], box: Box, instance: int, labels: NDArray[np.uint16] | None
) -> NDArray[np.float32]:
    height, width = image.shape[:2]
    x0, y0, x1, y1 = (round(v) for v in clipped(box, width, height))
    window = slice(min(y0, height - 1), max(y1, y0 + 1)), slice(min(x0, width - 1), max(x1, x0 + 1))
    patch = np.asarray(cv2.resize(image[window], PATCH, interpolation=cv2.INTER_AREA), np.uint8)
    weight = np.ones(PATCH[::-1], np.float32)
    if labels is not None and instance > 0:
        own = np.asarray(labels[window] == instance, np.uint8)
        weight = cv2.resize(own, PATCH, interpolation=cv2.INTER_NEAREST).astype(np.float32) + 0.02
    half = PATCH[1] // 2
    features = np.concatenate(
        [_histogram(patch[:half], weight[:half]), _histogram(patch[half:], weight[half:])]
    )
    # The square root makes the dot product of two histograms their Bhattacharyya coefficient.
    root = np.sqrt(features)
    return np.asarray(root / max(float(np.linalg.norm(root)), 1e-9), np.float32)


def _histogram(patch: NDArray[np.uint8], weight: NDArray[np.float32]) -> NDArray[np.float64]:
    """Hue where there is colour, brightness where there is none, edge directions where there are edges."""
    hue, saturation, value = cv2.split(cv2.cvtColor(patch, cv2.COLOR_BGR2HSV))
    # In the dark hue is noise.
    colourful = (saturation / 255.0) * np.minimum(value / 64.0, 1.0)
    colours = _binned(hue / 180.0, weight * colourful, HUES)
    greys = _binned(value / 256.0, weight * (1.0 - colourful), GREYS)
    gray = value.astype(np.float32)
    dx, dy = cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)
    directions = _binned(np.arctan2(dy, dx) / np.pi % 1.0, weight * cv2.magnitude(dx, dy), DIRECTIONS)
    colour_mass = max(float(colours.sum() + greys.sum()), 1e-9)
    edge_mass = max(float(directions.sum()), 1e-9)
    return np.concatenate([colours / colour_mass, greys / colour_mass, 0.3 * directions / edge_mass])


def _binned(values: NDArray[Any], weight: NDArray[Any], bins: int) -> NDArray[np.float64]:
    """Weighted histogram of values in 0-1."""
    index = np.minimum((values * bins).astype(np.intp), bins - 1)
    return np.asarray(np.bincount(index.ravel(), weight.ravel(), minlength=bins), np.float64)
