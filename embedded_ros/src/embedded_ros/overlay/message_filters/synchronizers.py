# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages of several topics that belong together by their stamps."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from rclpy.duration import Duration
from rclpy.time import Time

from message_filters.simple_filter import SimpleFilter
from message_filters.stamps import stamp_of

Queue = dict[int, Any]  # messages of one input by their stamp in ns


class TimeSynchronizer(SimpleFilter):
    """Passes on one message of each filter in `fs` when their stamps are equal.

    Each input keeps `queue_size` messages; the oldest stamp goes first. Callbacks run one at a time.
    """

    def __init__(self, fs: Sequence[SimpleFilter], queue_size: int) -> None:
        super().__init__()
        self.queue_size = queue_size
        self.lock = threading.RLock()  # a callback may feed another message
        self.connectInput(fs)

    def connectInput(self, fs: Sequence[SimpleFilter]) -> None:  # noqa: N802  ROS 2's name
        """Take the messages of `fs`, with empty queues."""
        self.queues: list[Queue] = [{} for _ in fs]
        self.input_connections = [
            source.registerCallback(self.add, queue, index)
            for index, (source, queue) in enumerate(zip(fs, self.queues, strict=True))
        ]

    def add(self, msg: Any, my_queue: Queue, my_queue_index: int | None = None) -> None:
        """Take a message of one input and pass on what it completes."""
        with self.lock:
            self._keep(msg, my_queue, Time.from_msg(msg.header.stamp).nanoseconds)
            for stamp in sorted(set.intersection(*map(set, self.queues))):
                self._emit([stamp] * len(self.queues))

    def _keep(self, msg: Any, queue: Queue, stamp_ns: int) -> None:
        queue[stamp_ns] = msg
        while len(queue) > self.queue_size:
            del queue[min(queue)]

    def _emit(self, stamps_ns: Sequence[int]) -> None:
        self.signalMessage(*[queue.pop(stamp) for queue, stamp in zip(self.queues, stamps_ns, strict=True)])


class ApproximateTimeSynchronizer(TimeSynchronizer):
    """Passes on one message of each filter in `fs` when all their stamps lie within less than `slop` seconds.

    A new message looks for partners at once: the closest of each input, or else the next closest, where the
    last input varies first. `allow_headerless` takes messages without a stamp, at the time they arrive.
    """

    def __init__(
        self, fs: Sequence[SimpleFilter], queue_size: int, slop: float, allow_headerless: bool = False
    ) -> None:
        self.slop = Duration(seconds=slop)
        self.allow_headerless = allow_headerless
        super().__init__(fs, queue_size)

    def add(self, msg: Any, my_queue: Queue, my_queue_index: int | None = None) -> None:
        """Take a message of one input and pass on the set it completes."""
        time = stamp_of(msg, self.allow_headerless, "message_filters_approx")
        if time is None:
            return
        stamp, slop = time.nanoseconds, self.slop.nanoseconds
        with self.lock:
            self._keep(msg, my_queue, stamp)
            if stamp not in my_queue:
                return  # older than a full queue
            candidates = []
            for queue in self.queues:
                near = (
                    [stamp] if queue is my_queue else [other for other in queue if abs(other - stamp) <= slop]
                )
                candidates.append(sorted(near, key=lambda other: abs(other - stamp)))
            chosen = _first_within(candidates, slop, stamp)
            if chosen is not None:
                self._emit(chosen)


def _first_within(candidates: Sequence[Sequence[int]], slop: int, stamp: int) -> list[int] | None:
    """Return the first choice, one stamp per input, that spans less than `slop`; None without one.

    The order is that of trying all combinations. A beginning that spans too much is not continued, and one
    that failed is not tried again with other stamps of the same span, so the time is polynomial.
    """
    failed: set[tuple[int, int, int]] = set()

    def complete(index: int, low: int, high: int) -> list[int] | None:
        if high - low >= slop or (index, low, high) in failed:
            return None
        if index == len(candidates):
            return []
        for other in candidates[index]:
            rest = complete(index + 1, min(low, other), max(high, other))
            if rest is not None:
                return [other, *rest]
        failed.add((index, low, high))
        return None

    return complete(0, stamp, stamp)
