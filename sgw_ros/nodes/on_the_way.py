# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which frames the graph has not answered yet."""

from __future__ import annotations

import threading
from collections import deque


class OnTheWay:
    """Stamps of the newest frames without an answer; frames are handed on in one thread, answered in another.

    Experts answer in order, so an answer stands for the frames before it, too: one that is lost holds
    nothing up. Beyond `size` the oldest are given up.
    """

    def __init__(self, size: int) -> None:
        self._lock = threading.Lock()
        self._stamps: deque[int] = deque(maxlen=size)

    def __len__(self) -> int:
        return len(self._stamps)

    def add(self, stamp_ns: int) -> None:
        """A frame is handed on."""
        with self._lock:
            self._stamps.append(stamp_ns)

    def answer(self, stamp_ns: int) -> None:
        """A frame is judged, or left out."""
        with self._lock:
            while stamp_ns in self._stamps:
                self._stamps.popleft()

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._stamps.clear()
