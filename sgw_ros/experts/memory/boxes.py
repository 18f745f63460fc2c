# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Boxes (x0, y0, x1, y1) in pixels: overlap, cut-off sides, moving along with the background."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sgw_ros.core.types import Array

Box = tuple[float, float, float, float]

CUT_SHARE = 0.004
"""A box that comes this close to the picture's edge (share of the width) is cut off there."""
LEAVING_SHARE = 0.015
"""One that comes this close may be on its way out."""


class Cut(NamedTuple):
    """Sides at which the picture's edge cuts a box off."""

    left: bool
    top: bool
    right: bool
    bottom: bool

    @property
    def any(self) -> bool:
        """Whether any side is cut."""
        return self.left or self.top or self.right or self.bottom


def cut_sides(box: Box, width: int, height: int, share: float = CUT_SHARE) -> Cut:
    """Which sides of `box` come within `share` of the width to the edge of a `width` x `height` picture."""
    margin = max(1.5, share * width)
    return Cut(box[0] <= margin, box[1] <= margin, box[2] >= width - margin, box[3] >= height - margin)


def overlaps(first: Array, second: Array) -> Array:
    """Intersections [N, M] px^2 of boxes [N, 4] and [M, 4]."""
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    sides = np.clip(high - low, 0.0, None)
    area: Array = sides[..., 0] * sides[..., 1]
    return area


def areas(boxes: Array) -> Array:
    """Areas [N] px^2 of boxes [N, 4], at least one pixel."""
    area: Array = np.maximum((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), 1.0)
    return area


def ious(first: Array, second: Array) -> Array:
    """Intersection over union [N, M] of boxes [N, 4] and [M, 4]."""
    shared = overlaps(first, second)
    ratio: Array = shared / (areas(first)[:, None] + areas(second)[None, :] - shared)
    return ratio


def union(boxes: list[Box]) -> Box:
    """The smallest box around all of `boxes`."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def shift_around(box: Box, part: Box) -> Box:
    """The box moved as little as it takes to hold `part`, where it can."""
    moved = []
    for low, high, part_low, part_high in (
        (box[0], box[2], part[0], part[2]),
        (box[1], box[3], part[1], part[3]),
    ):
        shift = min(part_low - low, 0.0) or max(part_high - high, 0.0)
        moved.append((low + shift, high + shift))
    (x0, x1), (y0, y1) = moved
    return (x0, y0, x1, y1)


def carry(box: Box, homography: Array) -> Box:
    """The box where the background under its centre has moved to; its size follows the scale there."""
    u, v = 0.5 * (box[0] + box[2]), 0.5 * (box[1] + box[3])
    half_w, half_h = 0.5 * (box[2] - box[0]), 0.5 * (box[3] - box[1])
    points = homography @ np.array([[u, u - half_w, u], [v, v, v - half_h], [1.0, 1.0, 1.0]])
    if np.abs(points[2]).min() < 1e-6:
        return box
    (cu, lu, tu), (cv, lv, tv) = points[:2] / points[2]
    half_w, half_h = float(np.hypot(cu - lu, cv - lv)), float(np.hypot(cu - tu, cv - tv))
    moved = (float(cu - half_w), float(cv - half_h), float(cu + half_w), float(cv + half_h))
    return moved if bool(np.isfinite(moved).all()) else box
