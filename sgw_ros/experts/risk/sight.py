# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether anything looks at what is around; an empty scene and a dead detector are told apart here."""

from __future__ import annotations

import math

from sgw_ros.core.types import Detections, Objects, Reason
from sgw_ros.experts.risk.threat import Threat

PATIENCE_S = 1.0
"""So long may a start or a hiccup take; then going on, however slowly, is going on blindly."""
AT_FIRST, AFTER = 1.0, 3.0
"""Severity of blindness: low, which slows the robot down, then high, which stops it."""
CERTAINTY = 0.2


class Sight:
    """Follows when a detector looked last, and since when neither that nor depth told anything.

    The memory answers also without detectors: that it has no tracks means something only while somebody
    looks. A detector that skips frames on purpose is judged by its last look, as any other.
    """

    def __init__(self, fresh_s: float) -> None:
        self._fresh_ns = round(fresh_s * 1e9)
        self._looked_ns: int | None = None
        self._blind_ns: int | None = None

    def blindness(
        self, stamp_ns: int, visual: Detections | None, memory: Objects | None, depth: bool
    ) -> Threat | None:
        """The threat of not seeing at this frame, None while objects or depth are known.

        `visual` and `memory` are None where they are missing or too old to act on.
        """
        if visual is not None and (visual.detectors or visual.items):
            self._looked_ns = visual.stamp_ns
        looks = self._looked_ns is not None and stamp_ns - self._looked_ns <= self._fresh_ns
        if depth or (memory is not None and looks):
            self._blind_ns = None
            return None
        if self._blind_ns is None:
            self._blind_ns = stamp_ns
        blind_s = (stamp_ns - self._blind_ns) / 1e9
        severity = AFTER if blind_s >= PATIENCE_S else AT_FIRST
        text = f"neither objects nor depth are known for {blind_s:.1f} s"
        return Threat(severity, Reason.UNKNOWN, 0.0, math.inf, CERTAINTY, text, blind=True)
