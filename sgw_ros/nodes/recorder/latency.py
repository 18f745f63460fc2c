# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From sensor stamp to risk message, whatever clock the stamps are on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sgw_ros.nodes.recorder.recent import Recent
from sgw_ros.report.totals import Sample

RECENT_FRAMES = 256
"""Frames whose own latency can still be asked for."""


@dataclass(slots=True)
class _Times:
    reported_ns: int | None = None
    raw_ms: float | None = None


class LatencyMeter:
    """Maps stamps to this machine's time and measures against it.

    Recorded input: `/clock` tells the input's time, and the fastest of its messages the offset. That is
    known for sure only at the end, so latencies are kept raw, and `correction_ms` puts all of them right.
    Unthrottled input (`rate` 0) has no such line: it is measured from ingest's report on the frame.
    Live input: stamps are wall time.
    """

    def __init__(self, rate: float, wall_ns: Callable[[], int] = time.time_ns) -> None:
        self._rate = rate
        self._wall_ns = wall_ns
        self._offset_ns: float | None = None
        self._recent = Recent(RECENT_FRAMES, _Times)
        self._raw_ms = Sample()

    def on_clock(self, clock_ns: int) -> None:
        """A `/clock` message is here."""
        if self._rate > 0:
            offset_ns = self._wall_ns() - clock_ns / self._rate
            self._offset_ns = offset_ns if self._offset_ns is None else min(self._offset_ns, offset_ns)

    def on_report(self, stamp_ns: int) -> None:
        """Ingest's report on a frame is here; the same stamp again is another frame."""
        self._recent.close(stamp_ns)
        self._recent[stamp_ns].reported_ns = self._wall_ns()

    def on_risk(self, stamp_ns: int) -> None:
        """The risk of a frame is here; only the first one counts."""
        times = self._recent[stamp_ns]
        since_ns = stamp_ns / self._rate if self._rate > 0 else times.reported_ns
        if times.raw_ms is None and since_ns is not None:
            times.raw_ms = (self._wall_ns() - since_ns) / 1e6
            self._raw_ms.add(times.raw_ms)

    def raw_ms(self, stamp_ns: int) -> float | None:
        """A recent frame's latency short of the correction; None without a risk or a way to tell."""
        times = self._recent.get(stamp_ns)
        return times.raw_ms if times else None

    @property
    def correction_ms(self) -> float:
        """What is to be added to raw latencies."""
        return 0.0 if self._offset_ns is None else -self._offset_ns / 1e6

    def percentiles(self) -> dict[str, float]:
        """`{p50, p99}` of every frame's latency in ms; empty where none could be measured."""
        return self._raw_ms.percentiles(self.correction_ms)
