# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The demo's scene is what samples/README.md says."""

import numpy as np
import pytest

from sgw_ros.core.types import Action, Risk
from training.simulation.draw import start_draw
from training.simulation.scenarios import demo


@pytest.fixture(scope="module")
def episode():
    [made] = demo.make(start_draw("demo", 0))
    return made


def rows(episode, class_name):
    return np.flatnonzero(np.array(episode.meta["classes"]) == class_name)


def test_the_crate_vanishes_at_eight_seconds(episode):
    truth = episode.trajectory
    crate = rows(episode, "crate")
    assert truth.present[79, crate].all()
    assert not truth.present[80:, crate].any()
    assert (truth.violation, truth.t_violation) == ("permanence", 8.0)


def test_the_ball_is_held_falls_freely_and_bounces(episode):
    truth = episode.trajectory
    [ball] = rows(episode, "ball")
    height = truth.position[:, ball, 2]
    assert height[:31] == pytest.approx(2.5)
    assert height[35] == pytest.approx(2.5 - 0.5 * 9.81 * 0.5**2, abs=0.01)
    low = 37 + int(height[37:45].argmin())
    assert height[low:].max() > 0.5
    assert height[-1] == pytest.approx(0.13, abs=0.01)


def test_the_rover_meets_risk_and_advice(episode):
    assert episode.signals["risk"].max() >= Risk.MEDIUM
    assert {Action.CONTINUE, Action.SLOW} <= set(episode.signals["action"].tolist())
    assert len(episode.meta["narration"]) == 14
