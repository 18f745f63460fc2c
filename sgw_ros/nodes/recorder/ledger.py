# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Counts which frames were answered: none, once, or more often than they should be."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.nodes.recorder.recent import Recent

OPEN_FRAMES = 2048
"""A risk that comes a minute late at 30 fps still finds its frame."""


@dataclass(slots=True)
class _Frame:
    handed_on: bool = False
    risks: int = 0
    run: int = 0


class FrameLedger:
    """Frames that ingest handed on, and the risk messages for them, in bounded memory."""

    def __init__(self) -> None:
        self._recent = Recent(OPEN_FRAMES, _Frame, self._settle)
        self._order, self._run = StampOrder(), 0
        self._once = self._missing = 0
        self.frames = 0

    def on_frame(self, stamp_ns: int) -> None:
        """A frame was handed on; the same stamp again is another one: the input started again."""
        self._run += self._order.step(stamp_ns) is StampStep.RESTART
        if self._recent[stamp_ns].handed_on:
            self._recent.close(stamp_ns)
        frame = self._recent[stamp_ns]
        frame.handed_on, frame.run = True, self._run
        self.frames += 1

    def on_risk(self, stamp_ns: int) -> None:
        """A risk is here; it may overtake the report on its frame, also when the input starts again."""
        frame = self._recent[stamp_ns]
        again = frame.run < self._run or self._order.is_ahead_of(stamp_ns)
        if frame.handed_on and frame.risks and again:
            self._recent.close(stamp_ns)
        self._recent[stamp_ns].risks += 1

    @property
    def answered_once(self) -> int:
        """Frames with exactly one risk message."""
        return self._once + sum(f.handed_on and f.risks == 1 for f in self._recent.values())

    @property
    def missing(self) -> int:
        """Frames without any."""
        return self._missing + self.waiting

    @property
    def waiting(self) -> int:
        """Frames without any so far that may still get one."""
        return sum(f.handed_on and not f.risks for f in self._recent.values())

    def _settle(self, _: int, frame: _Frame) -> None:
        self._once += frame.handed_on and frame.risks == 1
        self._missing += frame.handed_on and not frame.risks
