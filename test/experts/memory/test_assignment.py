# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from sgw_ros.experts.memory.assignment import cheapest_pairs
from sgw_ros.experts.memory.association import FORBIDDEN

PRICES = st.one_of(st.floats(-2.0, 2.0), st.sampled_from([0.0, 0.5, FORBIDDEN]))  # with many alike


@st.composite
def costs(draw):
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    values = draw(st.lists(PRICES, min_size=rows * columns, max_size=rows * columns))
    return np.array(values).reshape(rows, columns)


@given(costs())
def test_no_pairing_is_cheaper(cost):
    pairs = cheapest_pairs(cost)
    rows, columns = zip(*pairs, strict=True)
    assert len(pairs) == len(set(rows)) == len(set(columns)) == min(cost.shape)
    assert cost[rows, columns].sum() == pytest.approx(cost[linear_sum_assignment(cost)].sum(), abs=1e-9)


def test_the_one_best_pairing_of_a_crowd_is_found():
    rng = np.random.default_rng(3)
    cost = rng.random((50, 60))
    rows, columns = linear_sum_assignment(cost)
    assert cheapest_pairs(cost) == list(zip(rows.tolist(), columns.tolist(), strict=True))
    assert cheapest_pairs(cost.T) == sorted(zip(columns.tolist(), rows.tolist(), strict=True))


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_nothing_to_pair(shape):
    assert cheapest_pairs(np.zeros(shape)) == []
