# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From sensor stamp to risk message, whatever clock the stamps are on."""

from __future__ import annotations

import time
from collections.abc import Callable


class LatencyMeter:
    """Maps stamps to this machine's time and measures against it.

    Recorded input: `/clock` tells the input's time, and the fastest of its messages the offset.
    Unthrottled input (`rate` 0) has no such line: it is measured from ingest's report on the frame.
    Live input: stamps are wall time.
    """

    def __init__(self, rate: float, wall_ns: Callable[[], int] = time.time_ns) -> None:
        self._rate = rate
        self._wall_ns = wall_ns
        self._offset_ns: float | None = None
        self._reported_ns: dict[int, int] = {}
        self._risk_ns: dict[int, int] = {}

    def on_clock(self, clock_ns: int) -> None:
        """A `/clock` message is here."""
        if self._rate > 0:
            offset_ns = self._wall_ns() - clock_ns / self._rate
            self._offset_ns = offset_ns if self._offset_ns is None else min(self._offset_ns, offset_ns)

    def on_report(self, stamp_ns: int) -> None:
        """Ingest's report on a frame is here."""
        self._reported_ns.setdefault(stamp_ns, self._wall_ns())

    def on_risk(self, stamp_ns: int) -> None:
        """The risk of a frame is here."""
        self._risk_ns.setdefault(stamp_ns, self._wall_ns())

    def latency_ms(self, stamp_ns: int) -> float | None:
        """Milliseconds from stamp to risk, None where there is no risk or no way to tell."""
        arrived_ns = self._risk_ns.get(stamp_ns)
        if arrived_ns is None:
            return None
        if self._rate <= 0:
            reported_ns = self._reported_ns.get(stamp_ns)
            return None if reported_ns is None else (arrived_ns - reported_ns) / 1e6
        sensed_ns = stamp_ns if self._offset_ns is None else self._offset_ns + stamp_ns / self._rate
        return (arrived_ns - sensed_ns) / 1e6

    def latencies_ms(self) -> list[float]:
        """Every frame's latency that is known, in order of arrival."""
        values = (self.latency_ms(stamp_ns) for stamp_ns in self._risk_ns)
        return [value for value in values if value is not None]
