# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Work on the item after this one, in a thread, while this one is used."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

ItemT = TypeVar("ItemT")
MadeT = TypeVar("MadeT")


def one_ahead(
    items: Iterable[ItemT], work: Callable[[ItemT | None, ItemT], MadeT]
) -> Iterator[tuple[ItemT, Future[MadeT]]]:
    """Every item with what becomes of `work(the item before it, it)`, given when the next one has been taken.

    Work is done in order, in one thread. What `items` raises, Ctrl-C too, comes after the last one they gave.
    """
    before: ItemT | None = None
    waiting: deque[tuple[ItemT, Future[MadeT]]] = deque()
    with ThreadPoolExecutor(1, "ahead") as worker:
        try:
            for item in items:
                waiting.append((item, worker.submit(work, before, item)))
                before = item
                if len(waiting) > 1:
                    yield waiting.popleft()
        except (Exception, KeyboardInterrupt):
            yield from waiting
            raise
        yield from waiting
