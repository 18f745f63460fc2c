# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The last samples of one sensor stream, found by stamp."""

from __future__ import annotations

from collections import deque
from typing import Generic, Protocol, TypeVar

LIVE_NS = 1_000_000_000
"""A stream that said nothing for this long is not waited for any more."""
EXACT_NS = 1_000_000
"""Stamps this close mean the same exposure: cameras that round theirs to milliseconds."""


class Stamped(Protocol):
    """Anything with a sensor stamp."""

    @property
    def stamp_ns(self) -> int:
        """The sensor's stamp."""
        ...


SampleT = TypeVar("SampleT", bound=Stamped)


class SampleBuffer(Generic[SampleT]):
    """The last samples of one sensor, and whether it is worth waiting for its next one.

    `expected` says that the sensor is known to be there before it said anything.
    """

    def __init__(self, size: int, expected: bool) -> None:
        self._samples: deque[SampleT] = deque(maxlen=size)
        self._expected = expected

    def add(self, sample: SampleT) -> None:
        """Take the newest sample; the oldest falls out when the buffer is full."""
        self._samples.append(sample)

    @property
    def newest(self) -> SampleT | None:
        """What was said last."""
        return self._samples[-1] if self._samples else None

    def nearest(self, stamp_ns: int, tolerance_ns: int) -> SampleT | None:
        """The sample nearest in time, None where none is within the tolerance."""
        best = min(self._samples, key=lambda s: abs(s.stamp_ns - stamp_ns), default=None)
        if best is None or abs(best.stamp_ns - stamp_ns) > tolerance_ns:
            return None
        return best

    def settled(self, stamp_ns: int) -> bool:
        """Whether nothing that may still come can be nearer to this stamp, or nothing will come."""
        if not self._samples:
            return not self._expected
        newest_ns = self._samples[-1].stamp_ns
        return newest_ns >= stamp_ns - EXACT_NS or stamp_ns - newest_ns > LIVE_NS
