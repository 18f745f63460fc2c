# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Time to collision from growth alone: what grows in the picture comes closer, whatever its distance."""

from __future__ import annotations

import math
from collections import deque

from sgw_ros.core.types import Track

WINDOW_S = 0.6
LEAST_GROWTH = 1.1
"""Growth over the window below which it is noise of the box."""
EDGE_PX = 3.0
LEAST_SPAN_S = 0.3
"""Shorter looks tell nothing about growth."""
BENEFIT, LONGEST_S = 0.5, 5.0
"""Growth is measured roughly: contact may come in this share of the time that it tells, and is never put
off for longer than so many seconds."""


class Looming:
    """Box sizes of each track over the last moments, each side NaN where the picture's edge cuts it."""

    def __init__(self) -> None:
        self._sizes: dict[int, deque[tuple[int, float, float]]] = {}

    def see(self, tracks: tuple[Track, ...], stamp_ns: int, width: int, height: int) -> None:
        """Note the boxes of this moment; cut-off sides grow by entering and do not count."""
        self._sizes = {t.id: self._sizes.get(t.id, deque()) for t in tracks}
        for track in tracks:
            sizes = self._sizes[track.id]
            if not track.visible:
                sizes.clear()
                continue
            x0, y0, x1, y1 = track.box
            across = x0 >= EDGE_PX and x1 <= width - EDGE_PX
            upright = y0 >= EDGE_PX and y1 <= height - EDGE_PX
            wide, tall = max(x1 - x0, 1.0) if across else math.nan, max(y1 - y0, 1.0) if upright else math.nan
            sizes.append((stamp_ns, wide, tall))
            while len(sizes) > 2 and stamp_ns - sizes[1][0] >= WINDOW_S * 1e9:
                sizes.popleft()

    def time_to_collision_s(self, track_id: int, stamp_ns: int) -> float:
        """Seconds from `stamp_ns` to contact at constant speed, inf for what does not grow steadily.

        Source: Lee 1976, "A theory of visual control of braking": tau = size / growth rate.
        """
        sizes = self._since_cut(track_id, 1, 2)
        if len(sizes) < 4:
            return math.inf
        first, middle, last = sizes[0], sizes[len(sizes) // 2], sizes[-1]
        elapsed_s = (last[0] - first[0]) / 1e9
        # What comes closer grows in both directions; arms that rise or parts that join grow in one.
        growth = min(last[1] / first[1], last[2] / first[2])
        steady = first[1] < middle[1] < last[1] and first[2] < middle[2] < last[2]
        if elapsed_s < 0.8 * WINDOW_S or growth < LEAST_GROWTH or not steady:
            return math.inf
        return max(elapsed_s / (growth - 1.0) - (stamp_ns - last[0]) / 1e9, 0.0)

    def soonest_s(self, track_id: int) -> float:
        """The soonest contact, s, that the growth of either side allows; 0 where it is not known.

        Everything that comes closer grows, so that a distance that shrinks faster than this is wrong.
        """
        return max(self._allowed_s(track_id, side) for side in (1, 2))

    def _allowed_s(self, track_id: int, side: int) -> float:
        sizes = self._since_cut(track_id, side)
        if not sizes or sizes[-1][0] - sizes[0][0] < LEAST_SPAN_S * 1e9:
            return 0.0
        growth = sizes[-1][side] / sizes[0][side]
        elapsed_s = (sizes[-1][0] - sizes[0][0]) / 1e9
        return min(BENEFIT * elapsed_s / max(growth - 1.0, 1e-6), LONGEST_S)

    def _since_cut(self, track_id: int, *sides: int) -> list[tuple[int, float, float]]:
        """The newest sizes, oldest first, of which the wanted sides are whole."""
        whole: list[tuple[int, float, float]] = []
        for size in reversed(self._sizes.get(track_id, ())):
            if any(math.isnan(size[side]) for side in sides):
                break
            whole.append(size)
        return whole[::-1]
