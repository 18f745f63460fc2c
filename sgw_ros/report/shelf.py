# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which parts of a run of any length are kept: a bounded number, spread evenly, and the critical ones."""

from __future__ import annotations

from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")


class Shelf(Generic[ItemT]):
    """Items by frame index; when it is full, every other common one goes, and so with the critical ones.

    So a run keeps items at a steady pace in bounded memory, without knowing its length before. Of more
    critical ones than there is room for, those long ago get sparse first.

    Args:
        size: the most common items kept, and as many critical ones beside them.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._items: dict[int, ItemT] = {}
        self._critical: list[int] = []
        self._stride = 1

    @property
    def items(self) -> dict[int, ItemT]:
        """What is kept, in order of the frames."""
        return dict(sorted(self._items.items()))

    def wants(self, index: int, critical: bool) -> bool:
        """Whether the item of this frame would be kept."""
        return critical or index % self._stride == 0

    def add(self, index: int, item: ItemT, critical: bool) -> None:
        """Keep an item."""
        self._items[index] = item
        if critical:
            self._critical.append(index)
        if len(self._critical) > self._size:
            kept = set(self._critical[::2])
            self._drop({i for i in self._critical if i not in kept and i % self._stride})
            self._critical = self._critical[::2]
        while len(self._items) - len(self._critical) > self._size:
            self._stride *= 2
            self._drop({i for i in self._items if i % self._stride} - set(self._critical))

    def _drop(self, indices: set[int]) -> None:
        self._items = {i: item for i, item in self._items.items() if i not in indices}
