# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The linear assignment problem, solved exactly: SciPy's solver brings all of its optimisers into memory."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Array


def cheapest_pairs(cost: Array) -> list[tuple[int, int]]:
    """One-to-one pairs (row, column) of least total cost, as many as the shorter side of `cost` [N, M] has.

    Rows are added one by one, each by the shortest path to a free column in the reduced costs, which the
    potentials of rows and columns keep from being negative.
    Source: Jonker and Volgenant 1987, as told for rectangles by Crouse 2016, "On implementing 2D rectangular
    assignment algorithms".
    """
    rows, columns = cost.shape
    if rows > columns:
        return sorted((row, column) for column, row in cheapest_pairs(cost.T))
    of_rows, of_columns = np.zeros(rows), np.zeros(columns)
    row_of, column_of = np.full(columns, -1), np.full(rows, -1)
    for row in range(rows):
        distance, before = np.full(columns, np.inf), np.full(columns, -1)
        left, settled = np.full(columns, np.inf), np.zeros(columns, dtype=bool)
        at, column, length = row, -1, 0.0
        while at >= 0:
            through = length + cost[at] - of_rows[at] - of_columns
            closer = ~settled & (through < distance)
            distance[closer] = left[closer] = through[closer]
            before[closer] = at
            column = int(left.argmin())
            length, left[column], settled[column] = distance[column], np.inf, True
            at = row_of[column]
        passed = settled & (row_of >= 0)
        of_rows[row] += length
        of_rows[row_of[passed]] += length - distance[passed]
        of_columns[settled] -= length - distance[settled]
        while at != row:
            at = row_of[column] = before[column]
            column, column_of[at] = column_of[at], column
    return list(enumerate(column_of.tolist()))
