# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From severity to a level that rises at once and falls with deliberation."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.types import Risk
from sgw_ros.experts.risk.threat import HIGHEST, Threat

BAND = 0.15
"""How far severity must fall below a level before the level is left."""
INSIDE = 0.05
"""Distance from a level's borders that is left, so that the level itself is always the likeliest."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The level, the severity within it, and the threat it comes from."""

    risk: Risk
    severity: float
    cause: Threat | None


class Level:
    """The risk level over time, with its cause.

    Medium and high are held for `hold_s` after their cause has gone; low ends at once, because the
    memory already bridges the detectors' misses.
    """

    def __init__(self, hold_s: float) -> None:
        self._hold_ns = round(hold_s * 1e9)
        self._level = 0
        self._cause: Threat | None = None
        self._backed_ns = 0

    def step(self, stamp_ns: int, severity: float, cause: Threat | None) -> Judgement:
        """The judgement for this severity (0-4) and its cause."""
        wanted = int(min(max(severity, 0.0), HIGHEST))
        backed = wanted >= self._level or severity >= self._level - BAND
        held = self._level >= Risk.MEDIUM and stamp_ns - self._backed_ns < self._hold_ns
        if backed or not held:
            self._level = max(self._level, wanted) if backed else wanted
            self._cause = cause if self._level > 0 else None
            self._backed_ns = stamp_ns
        within = min(max(severity, self._level + INSIDE), self._level + 1.0 - INSIDE)
        return Judgement(Risk(self._level), within, self._cause)
