# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From severity to a level that rises at once and falls with deliberation."""

from __future__ import annotations

from sgw_ros.core.types import Risk
from sgw_ros.experts.risk.threat import HIGHEST

BAND = 0.15
"""How far severity must fall below a level before the level is left."""


class Level:
    """The risk level over time.

    Medium and high are held for `hold_s` after their cause has gone; low ends at once, because the
    memory already bridges the detectors' misses.
    """

    def __init__(self, hold_s: float) -> None:
        self._hold_ns = round(hold_s * 1e9)
        self._level = 0
        self._backed_ns = 0

    def step(self, stamp_ns: int, severity: float) -> tuple[Risk, float]:
        """The level for this severity (0-4) and the severity brought into that level's range."""
        wanted = int(min(max(severity, 0.0), HIGHEST))
        backed = wanted >= self._level or severity >= self._level - BAND
        if backed:
            self._level = max(self._level, wanted)
            self._backed_ns = stamp_ns
        elif self._level < Risk.MEDIUM or stamp_ns - self._backed_ns >= self._hold_ns:
            self._level = wanted
            self._backed_ns = stamp_ns
        return Risk(self._level), min(max(severity, float(self._level)), self._level + 0.999)
