# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether a camera shows anything: a covered, blinded or stuck one still sends pictures."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Frame

EVERY = 4
"""Of this many rows and columns one is looked at."""
LEAST_CONTRAST = 4.0
"""Standard deviation, in grey levels of 255, below which a picture shows nothing."""
STUCK_NS = 500_000_000
"""So long the same to the last bit: no camera's noise allows that."""


class Eyes:
    """Follows a camera's pictures."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the pictures."""
        self._shown = b""
        self._since_ns = 0

    def see(self, frame: Frame) -> bool:
        """Whether this frame's picture shows something, and has changed of late."""
        seen = np.ascontiguousarray(frame.image[::EVERY, ::EVERY])
        shown = seen.tobytes()
        if shown != self._shown or frame.stamp_ns < self._since_ns:
            self._shown, self._since_ns = shown, frame.stamp_ns
        stuck = frame.stamp_ns - self._since_ns >= STUCK_NS
        return not stuck and bool(seen.std(axis=(0, 1)).max() >= LEAST_CONTRAST)
