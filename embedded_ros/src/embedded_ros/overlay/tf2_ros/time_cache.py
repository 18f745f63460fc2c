# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The history of one frame: its transforms to its parent, by time."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from tf2_ros.exceptions import ExtrapolationException
from tf2_ros.rigid import Rigid

LATEST = 0  # as a time: the newest there is


class Sample(NamedTuple):
    """The frame's pose in its parent."""

    stamp_ns: int
    parent: str
    transform: Rigid


class TimeCache:
    """Samples of the last `length_ns`, in order of time; between two it interpolates."""

    def __init__(self, length_ns: int) -> None:
        self._length_ns = length_ns
        self._samples: list[Sample] = []

    def insert(self, sample: Sample) -> bool:
        """Store `sample`; return False, and store nothing, if it is older than the history may be."""
        if self._samples:
            oldest = self._samples[-1].stamp_ns - self._length_ns
            if sample.stamp_ns < oldest:
                return False
            keep_from = bisect_right(self._samples, oldest - 1, key=_stamp)
            del self._samples[:keep_from]
        position = bisect_right(self._samples, sample.stamp_ns, key=_stamp)
        if sample not in self._samples[self._first_at(sample.stamp_ns) : position]:
            self._samples.insert(position, sample)
        return True

    def _first_at(self, stamp_ns: int) -> int:
        return bisect_right(self._samples, stamp_ns - 1, key=_stamp)

    def clear(self) -> None:
        """Forget all samples."""
        self._samples.clear()

    @property
    def newest(self) -> Sample | None:
        """The newest sample; None without one."""
        return self._samples[-1] if self._samples else None

    @property
    def newest_ns(self) -> int | None:
        """The newest time; None for a transform that holds at any time."""
        return self._samples[-1].stamp_ns if self._samples else None

    def at(self, stamp_ns: int) -> Sample:
        """Return the sample at `stamp_ns`, interpolated if need be; the newest for LATEST.

        Raises:
            ExtrapolationException: nothing is stored, or it is all older or all newer.
        """
        samples = self._samples
        if not samples:
            raise ExtrapolationException("no transform is stored for this frame")
        first, last = samples[0].stamp_ns, samples[-1].stamp_ns
        if stamp_ns in (LATEST, last):
            return samples[-1]
        if stamp_ns > last or stamp_ns < first:
            where, edge = ("the future", last) if stamp_ns > last else ("the past", first)
            raise ExtrapolationException(
                f"Lookup would require extrapolation into {where}. Requested time {seconds(stamp_ns)}, "
                f"but what is stored ends at time {seconds(edge)}"
            )
        after = bisect_right(samples, stamp_ns, key=_stamp)
        one, two = samples[after - 1], samples[after]
        if one.parent != two.parent or one.stamp_ns == stamp_ns:
            return one
        ratio = (stamp_ns - one.stamp_ns) / (two.stamp_ns - one.stamp_ns)
        return Sample(stamp_ns, one.parent, one.transform.towards(two.transform, ratio))


class StaticCache(TimeCache):
    """One transform that holds at any time."""

    def __init__(self) -> None:
        super().__init__(0)

    def insert(self, sample: Sample) -> bool:
        """Replace what was stored."""
        self._samples = [sample]
        return True

    @property
    def newest_ns(self) -> int | None:
        """None: it has no time."""
        return None

    def at(self, stamp_ns: int) -> Sample:
        """Return the transform, whatever the time."""
        return super().at(LATEST)


def _stamp(sample: Sample) -> int:
    return sample.stamp_ns


def seconds(stamp_ns: int) -> str:
    """Return a time for a message to people."""
    return f"{stamp_ns // 10**9}.{stamp_ns % 10**9 // 1000:06d}"
