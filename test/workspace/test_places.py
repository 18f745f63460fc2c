# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import math

from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.workspace.places import Places, cell_of

COORDINATE = st.floats(-1e4, 1e4)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), max_size=80)


def index_of(points):
    places = Places()
    for number, point in enumerate(points):
        places = places.move(str(number), None, cell_of(*point))
    return places


@given(POINTS, st.tuples(COORDINATE, COORDINATE), st.floats(0, 5e3))
def test_within_finds_everything_inside(points, low, size):
    high = (low[0] + size, low[1] + size)
    inside = {str(n) for n, (x, y) in enumerate(points) if low[0] <= x <= high[0] and low[1] <= y <= high[1]}
    found = list(index_of(points).within(low, high))
    assert inside <= set(found)
    assert len(found) == len(set(found))


@given(POINTS, st.tuples(COORDINATE, COORDINATE))
def test_nearest_comes_in_order_of_true_distance(points, here):
    distances = [d for d, _ in index_of(points).nearest(*here, lambda key: math.dist(points[int(key)], here))]
    assert distances == sorted(math.dist(p, here) for p in points)


@given(POINTS, POINTS)
def test_moving_leaves_nothing_behind(points, others):
    places = index_of(points)
    everything = ((-1e9, -1e9), (1e9, 1e9))
    before = sorted(places.within(*everything))
    moved = places
    for number, (old, new) in enumerate(zip(points, others, strict=False)):
        moved = moved.move(str(number), cell_of(*old), cell_of(*new))
    assert sorted(moved.within(*everything)) == before == sorted(places.within(*everything))
    empty = moved
    for number, point in enumerate([*others[: len(points)], *points[len(others) :]]):
        empty = empty.move(str(number), cell_of(*point), None)
    assert list(empty.within(*everything)) == []
