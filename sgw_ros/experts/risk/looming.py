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


class Looming:
    """Box sizes of each track over the last moments."""

    def __init__(self) -> None:
        self._sizes: dict[int, deque[tuple[int, float, float]]] = {}

    def see(self, tracks: tuple[Track, ...], stamp_ns: int, width: int, height: int) -> None:
        """Note the boxes of this moment; cut-off boxes grow by entering and do not count."""
        self._sizes = {t.id: self._sizes.get(t.id, deque()) for t in tracks}
        for track in tracks:
            sizes = self._sizes[track.id]
            x0, y0, x1, y1 = track.box
            cut = x0 < EDGE_PX or y0 < EDGE_PX or x1 > width - EDGE_PX or y1 > height - EDGE_PX
            if cut or not track.visible:
                sizes.clear()
                continue
            sizes.append((stamp_ns, max(x1 - x0, 1.0), max(y1 - y0, 1.0)))
            while len(sizes) > 2 and stamp_ns - sizes[1][0] >= WINDOW_S * 1e9:
                sizes.popleft()

    def time_to_collision_s(self, track_id: int, stamp_ns: int) -> float:
        """Seconds from `stamp_ns` to contact at constant speed, inf for what does not grow steadily.

        Source: Lee 1976, "A theory of visual control of braking": tau = size / growth rate.
        """
        sizes = self._sizes.get(track_id)
        if not sizes or len(sizes) < 4:
            return math.inf
        first, middle, last = sizes[0], sizes[len(sizes) // 2], sizes[-1]
        elapsed_s = (last[0] - first[0]) / 1e9
        # What comes closer grows in both directions; arms that rise or parts that join grow in one.
        growth = min(last[1] / first[1], last[2] / first[2])
        steady = first[1] < middle[1] < last[1] and first[2] < middle[2] < last[2]
        if elapsed_s < 0.8 * WINDOW_S or growth < LEAST_GROWTH or not steady:
            return math.inf
        return max(elapsed_s / (growth - 1.0) - (stamp_ns - last[0]) / 1e9, 0.0)
