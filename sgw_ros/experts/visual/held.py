# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What stood there when the camera came to rest: part of the scene it learns, yet known to be a thing.

A still camera's background is what it sees first, so that somebody who stopped with the robot would be
gone from one frame to the next. His picture tells that he is still there: it does not change.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from sgw_ros.experts.visual.background import Mask
from sgw_ros.experts.visual.blobs import Blob
from sgw_ros.experts.visual.found import Box, clipped, overlap

RECENT_S = 0.6
"""How long before the stop a thing counts as seen."""
SIGHTINGS, SAME = 3, 0.3
"""Sightings in that time, each overlapping the last one by so much, that make it more than a flicker."""
CHANGED_SHARE = 0.2
"""Share of its place that looks different once the thing moves or is gone."""


class HeldBodies:
    """Boxes on the still scene's grid that are held until their picture changes."""

    def __init__(self) -> None:
        self._seen: deque[tuple[int, list[Box]]] = deque()
        self._held: list[Box] = []
        self._since_ns = 0

    def see_moving(self, stamp_ns: int, boxes: list[Box]) -> None:
        """Note the boxes (full pixels) of one look while the camera moves; what was held is let go."""
        self._held = []
        self._seen.append((stamp_ns, boxes))
        self._forget(stamp_ns)

    def stop(self, stamp_ns: int, downscale: int, shape: tuple[int, ...]) -> None:
        """The camera has come to rest over a grid of `shape`: hold what was seen just before."""
        self._forget(stamp_ns)
        last = self._seen[-1][1] if self._seen else []
        steady = [b for b in last if self._sightings(b) >= SIGHTINGS]
        on_grid = [clipped(_scaled(b, 1.0 / downscale), shape[1], shape[0]) for b in steady]
        self._held, self._since_ns = on_grid, stamp_ns
        self._seen.clear()

    def look(self, stamp_ns: int, differs: Mask, found: list[Blob], longest_s: float) -> list[Blob]:
        """Those that are still there: nothing differs [h, w] in their place, and no body was found in it."""
        if not 0 <= stamp_ns - self._since_ns < longest_s * 1e9:
            self._held = []
        self._held = [
            box
            for box in self._held
            if _share(differs, box) < CHANGED_SHARE and all(overlap(box, b.box) < SAME for b in found)
        ]
        return [Blob(_whole(box), _full(box)) for box in self._held]

    def _sightings(self, box: Box) -> int:
        return sum(any(overlap(box, other) >= SAME for other in boxes) for _, boxes in self._seen)

    def _forget(self, stamp_ns: int) -> None:
        while self._seen and not 0 <= stamp_ns - self._seen[0][0] <= RECENT_S * 1e9:
            self._seen.popleft()


def _scaled(box: Box, scale: float) -> Box:
    return box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale


def _whole(box: Box) -> tuple[int, int, int, int]:
    x0, y0 = int(box[0]), int(box[1])
    return x0, y0, max(round(box[2]), x0 + 1), max(round(box[3]), y0 + 1)


def _share(differs: Mask, box: Box) -> float:
    x0, y0, x1, y1 = _whole(box)
    patch = differs[y0:y1, x0:x1]
    return float(np.count_nonzero(patch)) / patch.size if patch.size else 1.0


def _full(box: Box) -> Mask:
    x0, y0, x1, y1 = _whole(box)
    return np.full((y1 - y0, x1 - x0), 255, np.uint8)
