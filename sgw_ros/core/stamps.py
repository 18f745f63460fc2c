# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a stream of stamps may do: go forward, stutter, or start again."""

from __future__ import annotations

from enum import Enum

RESTART_NS = 1_000_000_000
"""A jump back of more than this is a looping bag or a reset clock, not a late frame."""


class StampStep(Enum):
    """What a stamp says about its frame: use it, leave it out, or forget the past and use it."""

    FORWARD = "forward"
    BACKWARD = "backward"
    RESTART = "restart"


class StampOrder:
    """Watches the stamps of one stream."""

    def __init__(self) -> None:
        self.last_ns: int | None = None

    def step(self, stamp_ns: int) -> StampStep:
        """Judge the next stamp; a backward one does not move the stream's time."""
        last_ns = self.last_ns
        if last_ns is None or stamp_ns > last_ns:
            self.last_ns = stamp_ns
            return StampStep.FORWARD
        if self.is_ahead_of(stamp_ns):
            self.last_ns = stamp_ns
            return StampStep.RESTART
        return StampStep.BACKWARD

    def is_ahead_of(self, stamp_ns: int) -> bool:
        """Whether a step to this stamp would start the stream again."""
        return self.last_ns is not None and self.last_ns - stamp_ns > RESTART_NS

    def is_behind(self, stamp_ns: int) -> bool:
        """Whether a stream at this stamp would start again by a step to where this one is."""
        return self.last_ns is not None and stamp_ns - self.last_ns > RESTART_NS
