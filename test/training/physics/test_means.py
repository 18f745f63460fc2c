# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest
import torch

from training.physics.checkpoints import KEY, describe, load_checkpoint, make_network
from training.physics.fitting import MONITORED
from training.physics.means import FOLDER, keep_widest
from training.physics.settings import NetworkSettings, Settings

SETTINGS = Settings(network=NetworkSettings(hidden=8, members=1))
NAME = "members.decode.0.weight"


class Fit:
    """What a run has: weights, and the best figures so far."""

    def __init__(self, best):
        self.network, self.best = make_network(SETTINGS), {MONITORED: best}


class Judge:
    """A trainer whose validation gives the figures that it is told, one after another."""

    def __init__(self, figures):
        self.left, self.seen = list(figures), []

    def validate(self, fit, verbose):
        figure = self.left.pop(0)
        self.seen.append(fit.network.state_dict()[NAME].mean().item())
        if figure < fit.best[MONITORED]:
            fit.best = {MONITORED: figure}


@pytest.fixture
def run(tmp_path):
    """Epochs whose weights are 0, 1, 2, 3 and 4; the best checkpoint's are as its seed has them."""
    (tmp_path / FOLDER).mkdir()
    state = make_network(SETTINGS).state_dict()
    for epoch in range(5):
        weights = {name: torch.full_like(value, float(epoch)) for name, value in state.items()}
        torch.save(weights, tmp_path / FOLDER / f"{epoch:05}.pt")
    about = describe(SETTINGS, {}, {MONITORED: 2.0}, 1.0)
    weights = {f"network.{name}": value for name, value in state.items()}
    torch.save({"state_dict": weights, KEY: about}, tmp_path / "best.ckpt")
    return tmp_path


def kept(run):
    found = load_checkpoint(run / "best.ckpt")
    return found.network.state_dict()[NAME].mean().item(), found.best[MONITORED]


def test_the_mean_that_validation_likes_best_is_kept(run):
    judge = Judge([1.7, 1.5])
    keep_widest(Fit(2.0), judge, run / "best.ckpt")
    assert judge.seen == pytest.approx([3.5, 2.5])
    assert kept(run) == pytest.approx((2.5, 1.5))


def test_what_is_no_better_than_the_best_epoch_is_not(run):
    before = kept(run)
    keep_widest(Fit(2.0), Judge([2.1, 2.0]), run / "best.ckpt")
    assert kept(run) == before
