# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How many readers hear a writer, without asking Cyclone at every message.

Asking gives the interpreter lock away, because a writer that waits for a slow reader does not answer. A
thread that asks for six topics at every frame is then in the way of whoever got the frame.
"""

from __future__ import annotations

import time

from embedded_ros.dds import native

SETTLING_NS = 100_000_000
"""Discovery tells of a reader a moment before the writers match it: so long after, Cyclone is asked."""

RECHECK_NS = 1_000_000_000
"""A thread of Cyclone that was held up longer than that is made up for by then."""


class Arrivals:
    """When a reader last came or went: in this process, or in another that its participants hear of."""

    def __init__(self) -> None:
        self.last_ns = time.monotonic_ns()

    def note(self) -> None:
        """Note that one came or went just now. Safe from any thread."""
        self.last_ns = time.monotonic_ns()


READERS = Arrivals()
"""Of this process, whose participants may share a domain."""


class Audience:
    """The readers that one writer matches."""

    def __init__(self, writer: int) -> None:
        self._writer = writer
        self._count = 0
        self._counted_ns = 0

    def count(self) -> int:
        """Return how many there are."""
        now_ns = time.monotonic_ns()
        settled = self._counted_ns > READERS.last_ns + SETTLING_NS
        if not settled or now_ns > self._counted_ns + RECHECK_NS:
            self._count = max(0, int(native.matched_subscriptions(self._writer, None, 0)))
            self._counted_ns = now_ns
        return self._count
