# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which detection belongs to which track: overlap, place and appearance, settled all at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array
from sgw_ros.experts.memory.assignment import cheapest_pairs
from sgw_ros.experts.memory.boxes import areas, ious, overlaps

FORBIDDEN = 1e3
PLACE_GATE = 16.0
"""Squared Mahalanobis distance (3 degrees of freedom) from which places have nothing in common."""
ELSEWHERE = 50.0
"""Squared distance from which a box that fits badly shows something else: the wall behind."""
LIKENESS_FLOOR = 0.5
"""Appearances less alike than this never match after an occlusion."""
REACH_PER_S = 1.0
"""How many of its own sizes further a box may turn up per second out of sight."""
GROWS, SHRINKS, BREAKS = 6.0, 3.0, 6.0
"""How much a box's area may change from one look to the next: growing into the picture, shrinking, and
breaking up, which only things of a known class are followed through."""
PART_SHARE = 0.6
"""A box that lies inside another by this share is a part of the same thing."""


@dataclass(frozen=True, slots=True)
class Match:
    """A track's row, its detection's column and how much cheaper (0-1) it was than the next best."""

    track: int
    detection: int
    margin: float


def costs(
    track_boxes: Array,
    boxes: Array,
    places2: Array,
    likeness: Array,
    hidden_s: Array,
    same_class: NDArray[np.bool_],
    shrinks: Array,
) -> Array:
    """Cost [N, M] of every match, 0 perfect to 1 nothing in common, `FORBIDDEN` beyond the gates.

    Args:
        track_boxes: predicted boxes [N, 4] px.
        boxes: detected boxes [M, 4] px.
        places2: squared Mahalanobis distances [N, M] of positions.
        likeness: cosines [N, M] of appearances, NaN where unknown.
        hidden_s: time out of sight [N] s.
        same_class: [N, M] False where both are named and the names differ.
        shrinks: [N] factor by which a track's box may shrink, `SHRINKS` or `BREAKS`.
    """
    iou = ious(track_boxes, boxes)
    centres = 0.5 * (track_boxes[:, :2] + track_boxes[:, 2:])
    offsets = centres[:, None] - 0.5 * (boxes[:, :2] + boxes[:, 2:])[None]
    size = np.sqrt(np.maximum(areas(track_boxes)[:, None], areas(boxes)[None, :]))
    reach = 0.8 + REACH_PER_S * np.minimum(hidden_s, 1.0)[:, None]
    distance = np.hypot(offsets[..., 0], offsets[..., 1]) / (size * reach)
    looks = np.where(np.isfinite(likeness), 0.5 * (1.0 - likeness), 0.25)
    cost = (
        0.35 * (1.0 - iou)
        + 0.25 * np.minimum(distance, 1.0)
        + 0.2 * np.minimum(places2 / PLACE_GATE, 1.0)
        + 0.2 * np.minimum(2.0 * looks, 1.0)
    )
    stranger = (hidden_s[:, None] > 0.5) & (np.nan_to_num(likeness, nan=1.0) < LIKENESS_FLOOR)
    scale = areas(track_boxes)[:, None] / areas(boxes)[None, :]
    alike = (scale < shrinks[:, None]) & (scale > 1.0 / GROWS)
    elsewhere = (places2 > ELSEWHERE) & (iou < 0.5)
    allowed = ((iou > 0.05) | (distance < 1.0)) & same_class & alike & ~stranger & ~elsewhere
    gated: Array = np.where(allowed, cost, FORBIDDEN)
    return gated


def assign(cost: Array, limit: float) -> list[Match]:
    """The one-to-one matches up to `limit` that are cheapest together."""
    matches = []
    for row, column in cheapest_pairs(np.minimum(cost, FORBIDDEN)):
        price = float(cost[row, column])
        if price <= limit:
            rivals = np.concatenate([np.delete(cost[row], column), np.delete(cost[:, column], row)])
            rival = float(rivals.min()) if rivals.size else 1.0
            matches.append(Match(row, column, float(np.clip(rival - price, 0.0, 1.0))))
    return matches


def parts(boxes: Array, of: Array) -> NDArray[np.bool_]:
    """Whether each box [M] lies mostly inside each of the boxes `of` [K, 4]: [M, K]."""
    if len(of) == 0 or len(boxes) == 0:
        return np.zeros((len(boxes), len(of)), dtype=bool)
    return np.asarray(overlaps(boxes, of) / areas(boxes)[:, None] >= PART_SHARE)
