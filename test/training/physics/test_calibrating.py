# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
import torch
from scipy.special import ndtri

from training.physics.calibrating import HELD, LEVEL, fit_spread, fit_touch
from training.physics.ensemble import Calibration, Ensemble


def test_a_spread_that_is_wrong_by_a_power_of_time_is_put_right():
    torch.manual_seed(0)
    elapsed = torch.tensor([0.1, 0.5, 1.0, 2.0, 5.0])[:, None, None].expand(-1, 20_000, 1)
    off = torch.randn(5, 20_000, 6).abs() * 2.0 * elapsed**0.5
    found = fit_spread(torch.cat([off, elapsed, torch.ones_like(elapsed)], dim=-1))
    wider = 2.0 * float(ndtri(0.5 + HELD / 2) / ndtri(0.5 + LEVEL / 2))
    torch.testing.assert_close(found[0].exp(), torch.full((4,), wider), rtol=0.03, atol=0)
    torch.testing.assert_close(found[1], torch.full((4,), 0.5), rtol=0, atol=0.02)


def test_what_does_not_count_calibrates_nothing():
    assert fit_spread(torch.zeros(5, 100, 8)).tolist() == torch.zeros(2, 4).tolist()
    never = fit_touch(torch.zeros(2, 10), torch.zeros(10))
    torch.testing.assert_close(never, Calibration().touch)


def test_probabilities_of_touch_become_the_shares_that_touch():
    torch.manual_seed(0)
    logit = 3.0 * torch.randn(1, 20_000)
    touched = torch.bernoulli(torch.sigmoid(0.5 * (logit[0] - 1.0)))
    found = fit_touch(logit, touched)
    assert found.tolist() == pytest.approx([-1.0, 0.5], abs=0.1)


def test_a_calibration_widens_the_spread_and_moves_nothing():
    from training.physics.learned import in_torch
    from training.physics.made_up import made_up_scene

    net = Ensemble(hidden=8, rounds=1, members=2)
    graph, step_s = made_up_scene(4, 0)
    before = in_torch(net)(graph, step_s)
    net.calibration.spread[0] = torch.log(torch.tensor(3.0))
    after = in_torch(net)(graph, step_s)
    torch.testing.assert_close(after["position_sd"], 3 * before["position_sd"])
    torch.testing.assert_close(after["position_mean"], before["position_mean"], rtol=0, atol=0)
