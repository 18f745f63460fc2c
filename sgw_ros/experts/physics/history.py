# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The last second of one object, as the memory told it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array, Track

KEPT_S = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One track at one stamp."""

    stamp_ns: int
    track: Track

    @property
    def state(self) -> Array:
        """Position and velocity [6]."""
        return np.concatenate([self.track.position, self.track.velocity])


class History:
    """Moments of one object, oldest first, and how it looked when it was last seen."""

    def __init__(self) -> None:
        self.moments: deque[Moment] = deque()
        self.look: NDArray[np.float32] | None = None

    def add(self, moment: Moment) -> None:
        """Add the newest moment and drop what is older than `KEPT_S`."""
        self.moments.append(moment)
        while moment.stamp_ns - self.moments[0].stamp_ns > KEPT_S * 1e9:
            self.moments.popleft()

    @property
    def now(self) -> Moment:
        """The newest moment."""
        return self.moments[-1]

    @property
    def before(self) -> Moment | None:
        """The one before the newest."""
        return self.moments[-2] if len(self.moments) > 1 else None

    def ago(self, seconds: float) -> Moment | None:
        """The newest moment at least `seconds` back, or None."""
        limit_ns = self.now.stamp_ns - seconds * 1e9
        older = [m for m in self.moments if m.stamp_ns <= limit_ns]
        return older[-1] if older else None
