# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is known of the newest stamps only: a camera may run for weeks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")


class Recent(Generic[ItemT]):
    """The items of the newest `size` stamps, in order of their arrival; `settle` is told those that go."""

    def __init__(
        self, size: int, make: Callable[[], ItemT], settle: Callable[[int, ItemT], None] | None = None
    ) -> None:
        self._items: OrderedDict[int, ItemT] = OrderedDict()
        self._size, self._make, self._settle = size, make, settle

    def __getitem__(self, stamp_ns: int) -> ItemT:
        """The item of a stamp, a new one where there is none."""
        if stamp_ns not in self._items:
            self._items[stamp_ns] = self._make()
            if len(self._items) > self._size:
                self.close(next(iter(self._items)))
        return self._items[stamp_ns]

    def get(self, stamp_ns: int) -> ItemT | None:
        """The item of a stamp, None where there is none."""
        return self._items.get(stamp_ns)

    def close(self, stamp_ns: int) -> None:
        """Let go of a stamp, if it is there."""
        item = self._items.pop(stamp_ns, None)
        if item is not None and self._settle is not None:
            self._settle(stamp_ns, item)

    def close_all(self) -> None:
        """Let go of every stamp."""
        for stamp_ns in tuple(self._items):
            self.close(stamp_ns)

    def values(self) -> tuple[ItemT, ...]:
        """Every item, in order of arrival."""
        return tuple(self._items.values())
