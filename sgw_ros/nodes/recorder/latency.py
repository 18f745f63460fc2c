# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From sensor stamp to risk message, whatever clock the stamps are on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.nodes.recorder.recent import Recent
from sgw_ros.report.totals import Sample

RECENT_FRAMES = 256
"""Frames whose own latency can still be asked for."""


class Latency(NamedTuple):
    """A frame's latency short of the correction of its run: of one time that the input was played."""

    raw_ms: float
    run: int


@dataclass(slots=True)
class _Times:
    reported_ns: int | None = None
    latency: Latency | None = None


class LatencyMeter:
    """Maps stamps to this machine's time and measures against it.

    Recorded input: `/clock` tells the input's time, and the fastest of its messages the offset. That is
    known for sure only at the end, so latencies are kept raw, and `corrected_ms` puts them right. A clock
    that jumps back begins a run with an offset of its own: a bag that is played in a loop.
    Unthrottled input (`rate` 0) has no such line: it is measured from ingest's report on the frame.
    Live input: stamps are wall time.
    """

    def __init__(self, rate: float, wall_ns: Callable[[], int] = time.time_ns) -> None:
        self._rate = rate
        self._wall_ns = wall_ns
        self._clock = StampOrder()
        self._offsets_ns: list[float | None] = [None]
        self._recent = Recent(RECENT_FRAMES, _Times)
        self._raw_ms = Sample()

    def on_clock(self, clock_ns: int) -> None:
        """A `/clock` message is here."""
        if self._rate <= 0:
            return
        if self._clock.step(clock_ns) is StampStep.RESTART:
            self._offsets_ns.append(None)
        offset_ns, known_ns = self._wall_ns() - clock_ns / self._rate, self._offsets_ns[-1]
        self._offsets_ns[-1] = offset_ns if known_ns is None else min(known_ns, offset_ns)

    def on_report(self, stamp_ns: int) -> None:
        """Ingest's report on a frame is here; the same stamp again is another frame."""
        self._recent.close(stamp_ns)
        self._recent[stamp_ns].reported_ns = self._wall_ns()

    def on_risk(self, stamp_ns: int) -> None:
        """The risk of a frame is here; only the first one counts."""
        times, run = self._recent[stamp_ns], self._run_of(stamp_ns)
        since_ns = stamp_ns / self._rate if self._rate > 0 else times.reported_ns
        if (times.latency is None or times.latency.run < run) and since_ns is not None:
            times.latency = Latency((self._wall_ns() - since_ns) / 1e6, run)
            self._raw_ms.add(*times.latency)

    def latency(self, stamp_ns: int) -> Latency | None:
        """A recent frame's latency; None without a risk or a way to tell."""
        times = self._recent.get(stamp_ns)
        return times.latency if times else None

    def corrected_ms(self, latency: Latency) -> float:
        """What a latency is, as far as is known by now."""
        return latency.raw_ms + self._corrections_ms[latency.run]

    def percentiles(self) -> dict[str, float]:
        """`{p50, p99}` of every frame's latency in ms; empty where none could be measured."""
        return self._raw_ms.percentiles(self._corrections_ms)

    @property
    def _corrections_ms(self) -> list[float]:
        """What is to be added to the raw latencies of each run."""
        return [0.0 if offset_ns is None else -offset_ns / 1e6 for offset_ns in self._offsets_ns]

    def _run_of(self, stamp_ns: int) -> int:
        """The last run, or the one before where the clock is not that far yet."""
        late = self._clock.is_behind(stamp_ns) and len(self._offsets_ns) > 1
        return len(self._offsets_ns) - 1 - late
