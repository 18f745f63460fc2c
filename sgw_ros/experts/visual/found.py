# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What one detector found in one picture, and the geometry of boxes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Detection

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 px; x1 and y1 lie just outside."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Detections of one look; `labels` [H, W] uint16 holds their `instance` ids, or is None."""

    items: tuple[Detection, ...]
    labels: NDArray[np.uint16] | None = None


def area(box: Box) -> float:
    """Area in px^2."""
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def intersection(a: Box, b: Box) -> float:
    """Area that both boxes cover, px^2."""
    return area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))


def overlap(a: Box, b: Box) -> float:
    """Intersection over union, 0-1."""
    common = intersection(a, b)
    return common / max(area(a) + area(b) - common, 1e-9)


def inside(a: Box, b: Box) -> float:
    """The share of `a` that lies in `b`, 0-1."""
    return intersection(a, b) / max(area(a), 1e-9)


def union(a: Box, b: Box) -> Box:
    """The smallest box around both."""
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def clipped(box: Box, width: int, height: int) -> Box:
    """The part of the box inside the picture."""
    return (
        min(max(box[0], 0.0), width),
        min(max(box[1], 0.0), height),
        min(max(box[2], 0.0), width),
        min(max(box[3], 0.0), height),
    )
