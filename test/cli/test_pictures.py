# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.cli.pictures import FULL, PictureShelf


@given(st.integers(1, 5000), st.sets(st.integers(0, 4999), max_size=20))
def test_any_run_keeps_a_bounded_even_choice_and_the_critical_ones(count, critical):
    shelf = PictureShelf()
    for i in range(count):
        if shelf.wants(i, i in critical):
            shelf.add(i, b"", i in critical)
    kept = set(shelf.pictures)
    assert len(kept) <= FULL + len(critical)
    assert {i for i in critical if i < count} <= kept
    assert 0 in kept
    common = sorted(kept - critical)
    if count > 50:
        assert len(kept) >= min(count, FULL // 2) - len(critical)
    assert all(i % shelf._stride == 0 for i in common)
