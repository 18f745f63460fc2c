# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A persistent quadtree over x and y: which nodes stand near a place, kept up with every commit.

Positions are quantised to cells of 0.25 m; only a node that leaves its cell changes the tree. Leaves
split when they are crowded, so sparse halls and dense shelves are both searched in O(log n).
Beyond 32 km the outermost cells stand for everything further out, and searches stay exact because
the caller compares true positions.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator
from typing import Any

CELL_M = 0.25
LEVELS = 9
SPAN = 4**LEVELS
"""Cells along each axis: every level splits both axes in 4."""
LEAF_LIMIT = 16

Cell = tuple[int, int]
_Branch = Any  # list of 16 children | dict key -> cell | None


def cell_of(x: float, y: float) -> Cell:
    """The cell that a position (m) falls into."""
    half = SPAN // 2
    column = min(max(math.floor(x / CELL_M), -half), half - 1) + half
    row = min(max(math.floor(y / CELL_M), -half), half - 1) + half
    return column, row


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
            root = _remove(root, key, old, SPAN // 4)
        if new is not None:
            root = _insert(root, key, new, SPAN // 4)
        return Places(root)

    def within(self, low: tuple[float, float], high: tuple[float, float]) -> Iterator[str]:
        """Keys of all nodes whose cell touches the rectangle from `low` to `high` (x, y in m)."""
        found: list[dict[str, Cell]] = []
        (x0, y0), (x1, y1) = cell_of(*low), cell_of(*high)
        _collect(self._root, 0, 0, SPAN // 4, x0, y0, x1, y1, found)
        for leaf in found:
            for key, (x, y) in leaf.items():
                if x0 <= x <= x1 and y0 <= y <= y1:
                    yield key

    def nearest(
        self, x: float, y: float, distance: Callable[[str], float | None]
    ) -> Iterator[tuple[float, str]]:
        """(distance, key) in rising order; `distance` gives the true one, None leaves the node out."""
        here_x, here_y = x / CELL_M + SPAN / 2, y / CELL_M + SPAN / 2
        here_x, here_y = min(max(here_x, 0.0), float(SPAN)), min(max(here_y, 0.0), float(SPAN))
        queue: list[tuple[float, int, str, Any, int, int, int]] = []
        order = 0
        if self._root is not None:
            queue.append((0.0, 0, "", self._root, 0, 0, SPAN))
        while queue:
            bound, _, key, branch, x0, y0, size = heapq.heappop(queue)
            if key:
                yield bound, key
            elif type(branch) is dict:
                for name in branch:
                    true = distance(name)
                    if true is not None:
                        order += 1
                        heapq.heappush(queue, (true, order, name, None, 0, 0, 0))
            else:
                step = size // 4
                for index, child in enumerate(branch):
                    if child is not None:
                        cx, cy = x0 + (index >> 2) * step, y0 + (index & 3) * step
                        dx = max(cx - here_x, 0.0, here_x - cx - step)
                        dy = max(cy - here_y, 0.0, here_y - cy - step)
                        order += 1
                        heapq.heappush(queue, (math.hypot(dx, dy) * CELL_M, order, "", child, cx, cy, step))


def _index(cell: Cell, step: int) -> int:
    return ((cell[0] // step) & 3) << 2 | ((cell[1] // step) & 3)


def _insert(branch: _Branch, key: str, cell: Cell, step: int) -> _Branch:
    if branch is None:
        return {key: cell}
    if type(branch) is list:
        copy = branch.copy()
        index = _index(cell, step)
        copy[index] = _insert(branch[index], key, cell, step // 4)
        return copy
    leaf = {**branch, key: cell}
    if len(leaf) <= LEAF_LIMIT or step == 0:
        return leaf
    children: list[Any] = [None] * 16
    for name, place in leaf.items():
        index = _index(place, step)
        if children[index] is None:
            children[index] = {}
        children[index][name] = place
    return children


def _remove(branch: _Branch, key: str, cell: Cell, step: int) -> _Branch:
    if type(branch) is list:
        copy = branch.copy()
        index = _index(cell, step)
        copy[index] = _remove(branch[index], key, cell, step // 4)
        return copy if any(c is not None for c in copy) else None
    rest = {k: c for k, c in branch.items() if k != key}
    return rest or None


def _collect(
    branch: _Branch,
    x: int,
    y: int,
    step: int,
    x0: int,
    y0: int,
    x1: int,
    y1: int,
    found: list[dict[str, Cell]],
) -> None:
    """Gather leaves that touch cells x0..x1, y0..y1 below a branch at (x, y) with children `step` wide."""
    if type(branch) is dict:
        found.append(branch)
    elif branch is not None:
        for i in range(max((x0 - x) // step, 0), min((x1 - x) // step, 3) + 1):
            for j in range(max((y0 - y) // step, 0), min((y1 - y) // step, 3) + 1):
                child = branch[i << 2 | j]
                if child is not None:
                    _collect(child, x + i * step, y + j * step, step // 4, x0, y0, x1, y1, found)
