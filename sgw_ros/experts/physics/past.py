# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How fast every track was a moment ago, for forecasters that look back."""

from __future__ import annotations

from collections import deque

import numpy as np

from sgw_ros.core.types import Array, Track
from sgw_ros.experts.physics.scene_graph import HISTORY_S

Speeds = deque[tuple[int, Array]]


class Past:
    """Velocities of the last moments, at whatever steps the frames came."""

    def __init__(self) -> None:
        self._speeds: dict[int, Speeds] = {}

    def see(self, tracks: tuple[Track, ...], stamp_ns: int) -> None:
        """Note this frame's velocities; tracks that are gone are forgotten."""
        self._speeds = {t.id: self._speeds.get(t.id, deque()) for t in tracks}
        for track in tracks:
            speeds = self._speeds[track.id]
            speeds.append((stamp_ns, track.velocity))
            while len(speeds) > 2 and stamp_ns - speeds[1][0] >= HISTORY_S[-1] * 1e9:
                speeds.popleft()

    def velocities(self, tracks: tuple[Track, ...]) -> Array:
        """[N, 4, 3] m/s at `HISTORY_S`, by straight lines between frames; level before the first."""
        return np.array([_sampled(self._speeds[t.id]) for t in tracks]).reshape(-1, len(HISTORY_S), 3)


def _sampled(speeds: Speeds) -> Array:
    now_ns = speeds[-1][0]
    ago_s = np.array([(now_ns - stamp_ns) / 1e9 for stamp_ns, _ in speeds])[::-1]
    values = np.array([velocity for _, velocity in speeds])[::-1]
    return np.stack([np.interp(HISTORY_S, ago_s, values[:, axis]) for axis in range(3)], axis=1)
