# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What edges tell is the same whether it is scattered, as in training, or listed, as in what is exported."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from training.physics.receivers import Scattered, listed


@given(st.data())
def test_scattered_and_listed_hear_the_same(data):
    rows = data.draw(st.integers(1, 6))
    index = torch.tensor(data.draw(st.lists(st.integers(0, rows - 1), max_size=12)), dtype=torch.int64)
    torch.manual_seed(data.draw(st.integers(0, 99)))
    told = torch.randn(2, len(index), 3)
    scattered, dense = Scattered(index, rows), listed(index, rows)
    torch.testing.assert_close(scattered.sum(told), dense.sum(told))
    greatest = scattered.greatest(told[..., :1], -1.0)
    assert greatest.shape == (2, rows, 1)
    torch.testing.assert_close(greatest, dense.greatest(told[..., :1], -1.0))


@pytest.mark.parametrize("of", [Scattered(torch.tensor([1]), 2), listed(torch.tensor([1]), 2)])
def test_who_is_told_nothing_hears_nothing_and_the_greatest_has_no_gradient(of):
    told = torch.tensor([[[0.5]]], requires_grad=True)
    assert of.sum(told).flatten().tolist() == [0.0, 0.5]
    greatest = of.greatest(told, -1.0)
    assert greatest.flatten().tolist() == [-1.0, 0.5]
    assert not greatest.requires_grad
