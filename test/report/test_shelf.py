# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.report.shelf import Shelf

SIZE = 60


@given(st.integers(1, 700), st.sets(st.integers(0, 699), max_size=20))
def test_any_run_keeps_a_bounded_even_choice_and_the_critical_ones(count, critical):
    shelf = Shelf(SIZE)
    for i in range(count):
        if shelf.wants(i, i in critical):
            shelf.add(i, i, i in critical)
    kept = list(shelf.items)
    assert kept == sorted(shelf.items.values())
    assert len(kept) <= SIZE + len(critical)
    assert {i for i in critical if i < count} <= set(kept)
    common = [i for i in kept if i not in critical]
    assert len(common) >= min(count, SIZE // 2) - len(critical)
    stride = min(2**k for k in range(20) if -(-count // 2**k) <= SIZE + len(critical))
    assert all(i % stride == 0 for i in common)


def test_a_run_that_is_critical_all_along_is_bounded_too():
    shelf = Shelf(SIZE)
    for i in range(100 * SIZE):
        if shelf.wants(i, critical=True):
            shelf.add(i, i, critical=True)
    assert len(shelf.items) <= 2 * SIZE
    assert 100 * SIZE - 1 in shelf.items
    assert 0 in shelf.items
