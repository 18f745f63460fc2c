# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
import torch

from training.means import mean_of


def state(weight, count=0):
    return {"weight": torch.full((3,), weight), "count": torch.tensor(count)}


def test_weights_are_averaged_and_counts_are_the_last_ones():
    mean = mean_of(state(weight, count) for weight, count in ((1.0, 1), (2.0, 5), (6.0, 3)))
    assert mean["weight"].tolist() == pytest.approx([3.0] * 3)
    assert mean["count"] == 3


def test_one_alone_is_its_own_mean():
    assert mean_of([state(0.1)])["weight"].tolist() == state(0.1)["weight"].tolist()


def test_what_is_alike_in_all_stays_to_the_last_bit():
    value = torch.rand(1000)
    assert torch.equal(mean_of({"frozen": value.clone()} for _ in range(5))["frozen"], value)
