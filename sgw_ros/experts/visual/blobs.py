# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Gathers the pixels that differ from the scene into bodies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.visual.background import Mask, busy_part
from sgw_ros.experts.visual.found import Box, area, union

SMALLEST_PART_PX = 12
MOST_PARTS = 40
"""More parts than this are rain, leaves or noise; the largest are kept."""
TOUCH_SHARE = 0.015
"""Parts closer than this share of the picture's width belong together."""
GAP_SHARE = 0.8
"""Parts above one another belong together over a gap of this share of the taller one's height,
provided that something differs in between: a grey shirt may look like a shadow on a white wall."""
COLUMN_SHARE = 0.3
"""How much of the narrower one's width two parts above one another must share."""

_SPECK = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
_CRACK = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))


@dataclass(frozen=True, slots=True, eq=False)
class Blob:
    """One body: `box` on the grid, `mask` [y1 - y0, x1 - x0] uint8 inside it."""

    box: tuple[int, int, int, int]
    mask: Mask

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the box."""
        x0, y0, x1, y1 = self.box
        return slice(y0, y1), slice(x0, x1)


@dataclass(frozen=True, slots=True)
class _Part:
    box: Box
    bodies: frozenset[int]


def blobs_of(differs: Mask, clear: Mask, smallest_px: float) -> list[Blob]:
    """Bodies of which something is `clear`, with what `differs` around it as their mask.

    Args:
        differs: [h, w] where the picture is not the empty scene, shadows included.
        clear: [h, w] the part of it that no shadow explains.
        smallest_px: Area of the smallest box that counts.
    """
    rows, columns = busy_part(differs)
    left, top, touch_px = columns.start, rows.start, TOUCH_SHARE * differs.shape[1]
    differs, clear = differs[rows, columns], clear[rows, columns]
    if not clear.any():
        return []
    clean = cv2.morphologyEx(cv2.morphologyEx(clear, cv2.MORPH_OPEN, _SPECK), cv2.MORPH_CLOSE, _CRACK)
    parts = _parts(np.asarray(clean, np.uint8), cv2.connectedComponents(cv2.dilate(differs, _CRACK))[1])
    whole = cv2.morphologyEx(cv2.max(differs, clean), cv2.MORPH_CLOSE, _CRACK)
    found = []
    for part in _joined(parts, touch_px):
        if area(part.box) < smallest_px:
            continue
        x0, y0, x1, y1 = (int(v) for v in part.box)
        mask = np.asarray(whole[y0:y1, x0:x1], np.uint8)
        found.append(Blob((left + x0, top + y0, left + x1, top + y1), mask))
    return found


def _parts(clean: Mask, bodies: NDArray[Any]) -> list[_Part]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(clean)
    order = sorted(range(1, count), key=lambda i: -int(stats[i, cv2.CC_STAT_AREA]))[:MOST_PARTS]
    parts = []
    for i in order:
        x, y, width, height, pixels = (int(v) for v in stats[i])
        if pixels < SMALLEST_PART_PX:
            break
        window = slice(y, y + height), slice(x, x + width)
        touched = np.unique(bodies[window][labels[window] == i])
        parts.append(_Part((x, y, x + width, y + height), frozenset(touched.tolist()) - {0}))
    return parts


def _joined(parts: list[_Part], touch_px: float) -> list[_Part]:
    """Merge parts until no two belong together."""
    joined: list[_Part] = []
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        for i, other in enumerate(joined):
            if _belong_together(part, other, touch_px):
                del joined[i]
                waiting.append(_Part(union(part.box, other.box), part.bodies | other.bodies))
                break
        else:
            joined.append(part)
    return joined


def _belong_together(a: _Part, b: _Part, touch_px: float) -> bool:
    gap_x = max(a.box[0], b.box[0]) - min(a.box[2], b.box[2])
    gap_y = max(a.box[1], b.box[1]) - min(a.box[3], b.box[3])
    if gap_x <= touch_px and gap_y <= touch_px:
        return True
    narrower = min(a.box[2] - a.box[0], b.box[2] - b.box[0])
    taller = max(a.box[3] - a.box[1], b.box[3] - b.box[1])
    above = -gap_x >= COLUMN_SHARE * narrower and gap_y <= GAP_SHARE * taller
    return above and bool(a.bodies & b.bodies)
