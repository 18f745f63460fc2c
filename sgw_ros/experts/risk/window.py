# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which frames of a stream make the window that a moment is judged by: eight, a tenth of a second apart.

Cameras are faster or slower than that: each instant of the grid takes the frame nearest to it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

FRAMES, TOKENS = 8, 4
"""Frames F of a window, and the tokens K that they are pooled to."""
INTERVAL_NS = 100_000_000
NEAR_NS = 60_000_000
"""A stream that began no later than this after the window's first instant has filled it."""
FAR_NS = 150_000_000
"""Where no frame is this close to an instant, something is missing."""
TIE_NS = 5_000_000
"""Of two frames about as near, the older is compared with: a camera's jitter must not choose."""

ItemT = TypeVar("ItemT")


def choose(stamps_ns: Sequence[int] | NDArray[np.int64], at_ns: int) -> NDArray[np.intp] | None:
    """Indices [F] of the frames that make the window ending at `at_ns`, oldest first.

    Args:
        stamps_ns: increasing stamps; later ones than `at_ns` do not count.
        at_ns: the stamp of the frame that is judged.

    Returns:
        For each instant the index of the nearest frame, so that those of a fast camera are thinned and
        those of a slow one repeated; None while the window fills, or where there is a gap in it.
    """
    stamps = np.asarray(stamps_ns, np.int64)
    stamps = stamps[: np.searchsorted(stamps, at_ns, side="right")]
    grid = at_ns - INTERVAL_NS * np.arange(FRAMES - 1, -1, -1, dtype=np.int64)
    if not len(stamps) or stamps[0] > grid[0] + NEAR_NS:
        return None
    apart = np.abs(grid[:, None] - stamps)
    nearest = apart.argmin(axis=1)
    complete = apart[np.arange(FRAMES), nearest].max() <= FAR_NS
    return nearest if complete else None


def before(stamps_ns: Sequence[int] | NDArray[np.int64], at_ns: int) -> int | None:
    """Index of the earlier frame nearest to one interval before `at_ns`, None where none is near it."""
    stamps = np.asarray(stamps_ns, np.int64)
    stamps = stamps[: np.searchsorted(stamps, at_ns)]
    if not len(stamps):
        return None
    apart = np.abs(stamps - (at_ns - INTERVAL_NS))
    nearest = int(np.argmax(apart <= apart.min() + TIE_NS))
    return nearest if apart[nearest] <= FAR_NS else None


class Window(Generic[ItemT]):
    """What was made of the last frames, for as long as a window reaches back."""

    def __init__(self) -> None:
        self._stamps_ns: deque[int] = deque()
        self._items: deque[ItemT] = deque()

    def add(self, stamp_ns: int, item: ItemT) -> None:
        """Take the newest; where the clock jumped back, what came before it is of another time."""
        if self._stamps_ns and stamp_ns <= self._stamps_ns[-1]:
            self.clear()
        self._stamps_ns.append(stamp_ns)
        self._items.append(item)
        reach_ns = (FRAMES - 1) * INTERVAL_NS + FAR_NS
        # One that is out of reach stays: it tells that the stream did not begin within the window.
        while len(self._stamps_ns) > 1 and self._stamps_ns[1] < stamp_ns - reach_ns:
            self._stamps_ns.popleft()
            self._items.popleft()

    def full(self) -> list[ItemT] | None:
        """The F items of the window that ends with the newest, None where it is not complete."""
        chosen = choose(self._stamps_ns, self._stamps_ns[-1]) if self._stamps_ns else None
        return None if chosen is None else [self._items[i] for i in chosen]

    def before(self, stamp_ns: int) -> ItemT | None:
        """What was made of the frame about one interval before a stamp, None where there is none."""
        index = before(self._stamps_ns, stamp_ns)
        return None if index is None else self._items[index]

    def clear(self) -> None:
        """Forget all of it."""
        self._stamps_ns.clear()
        self._items.clear()
