# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A persistent tree over x and y: which nodes stand near a place, kept up with every commit.

Positions are quantised to cells of 1 m; only a node that leaves its cell changes the tree. Each level
splits both axes in 8, and leaves split when they are crowded, so sparse halls and dense shelves are
both searched in O(log n). Beyond 2 km the outermost cells stand for everything further out; searches
stay exact, because the caller compares true positions.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from typing import Any

CELL_M = 1.0
BITS = 3
LEVELS = 4
SPAN_BITS = BITS * LEVELS
SPAN = 1 << SPAN_BITS
"""Cells along each axis."""
HALF = SPAN // 2
WAYS = 1 << BITS
MASK = WAYS - 1
LEAF_LIMIT = 16

Cell = tuple[int, int]
_Branch = Any  # list of 64 children | dict key -> cell | None


def cell_of(x: float, y: float) -> Cell:
    """The cell that a position (m) falls into."""
    column, row = math.floor(x / CELL_M) + HALF, math.floor(y / CELL_M) + HALF
    if 0 <= column < SPAN and 0 <= row < SPAN:
        return column, row
    return min(max(column, 0), SPAN - 1), min(max(row, 0), SPAN - 1)


class Places:
    """An immutable index from cells to node keys."""

    __slots__ = ("_root",)

    def __init__(self, root: _Branch = None) -> None:
        self._root = root

    def move(self, key: str, old: Cell | None, new: Cell | None) -> Places:
        """An index in which `key` stands in cell `new` instead of `old`; None is nowhere."""
        if old == new:
            return self
        root = self._root
        if old is not None:
            root = _remove(root, key, old, SPAN_BITS - BITS)
        if new is not None:
            root = _insert(root, key, new, SPAN_BITS - BITS)
        return Places(root)

    def within(self, low: tuple[float, float], high: tuple[float, float]) -> Iterator[str]:
        """Keys of all nodes whose cell touches the rectangle from `low` to `high` (x, y in m)."""
        found: list[dict[str, Cell]] = []
        (x0, y0), (x1, y1) = cell_of(*low), cell_of(*high)
        _collect(self._root, 0, 0, SPAN_BITS - BITS, (x0, y0, x1, y1), found)
        for leaf in found:
            for key, (x, y) in leaf.items():
                if x0 <= x <= x1 and y0 <= y <= y1:
                    yield key

    def nearest(
        self, x: float, y: float, distance: Callable[[str], float | None]
    ) -> Iterator[tuple[float, str]]:
        """(distance, key) in rising order; `distance` gives the true one, None leaves the node out."""
        here_x = min(max(x / CELL_M + SPAN / 2, 0.0), float(SPAN))
        here_y = min(max(y / CELL_M + SPAN / 2, 0.0), float(SPAN))
        # Entries are (bound, key of a node or "", tie-breaker, branch, its corner and size in cells).
        queue: list[tuple[float, str, int, Any, int, int, int]] = [(0.0, "", 0, self._root, 0, 0, SPAN)]
        order = 0
        while queue:
            bound, key, _, branch, x0, y0, size = heapq.heappop(queue)
            if key:
                yield bound, key
            elif type(branch) is dict:
                for name in branch:
                    true = distance(name)
                    if true is not None:
                        heapq.heappush(queue, (true, name, 0, None, 0, 0, 0))
            elif branch is not None:
                step = size // WAYS
                for index, child in enumerate(branch):
                    if child is not None:
                        cx, cy = x0 + (index >> BITS) * step, y0 + (index & MASK) * step
                        dx = max(cx - here_x, 0.0, here_x - cx - step)
                        dy = max(cy - here_y, 0.0, here_y - cy - step)
                        order += 1
                        bound = math.hypot(dx, dy) * CELL_M
                        heapq.heappush(queue, (bound, "", order, child, cx, cy, step))


def _index(cell: Cell, shift: int) -> int:
    return ((cell[0] >> shift) & MASK) << BITS | ((cell[1] >> shift) & MASK)


def _insert(branch: _Branch, key: str, cell: Cell, shift: int) -> _Branch:
    if branch is None:
        return {key: cell}
    if type(branch) is list:
        copy = branch.copy()
        index = _index(cell, shift)
        copy[index] = _insert(branch[index], key, cell, shift - BITS)
        return copy
    leaf = {**branch, key: cell}
    if len(leaf) <= LEAF_LIMIT or shift < 0:
        return leaf
    children: list[Any] = [None] * (WAYS * WAYS)
    for name, place in leaf.items():
        index = _index(place, shift)
        if children[index] is None:
            children[index] = {}
        children[index][name] = place
    return children


def _remove(branch: _Branch, key: str, cell: Cell, shift: int) -> _Branch:
    if type(branch) is list:
        index = _index(cell, shift)
        child = _remove(branch[index], key, cell, shift - BITS)
        copy = branch.copy()
        copy[index] = child
        return copy if child is not None or any(copy) else None
    return {k: c for k, c in branch.items() if k != key} or None


def _collect(
    branch: _Branch,
    x: int,
    y: int,
    shift: int,
    bounds: tuple[int, int, int, int],
    found: list[dict[str, Cell]],
) -> None:
    """Gather the leaves that touch cells x0, y0 to x1, y1, below a branch whose corner is (x, y)."""
    if type(branch) is dict:
        found.append(branch)
    elif branch is not None:
        x0, y0, x1, y1 = bounds
        for i in range(max((x0 - x) >> shift, 0), min((x1 - x) >> shift, MASK) + 1):
            for j in range(max((y0 - y) >> shift, 0), min((y1 - y) >> shift, MASK) + 1):
                child = branch[i << BITS | j]
                if child is not None:
                    _collect(child, x + (i << shift), y + (j << shift), shift - BITS, bounds, found)
