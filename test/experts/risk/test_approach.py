# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Collision courses: what is known of the robot counts, what is noise of the track does not."""

import pytest

from sgw_ros.core.types import Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.expert import RiskConfig, RiskExpert
from test.experts.scenes import frame, objects, track


def level(*tracks, speed):
    risk = RiskExpert(RiskConfig())
    return risk.step(frame(0, speed=speed), Upstream(memory=objects(0, *tracks))).assessment.risk


def test_driving_at_a_thing_is_dangerous_though_its_own_speed_is_not_known_yet():
    new = track(position=(1.6, 0.0, 0.5), velocity=(0.4, 0.3, 0.0), sigma_mps=1.0)
    assert level(new, speed=0.0) is Risk.LOW  # it is in the way
    assert level(new, speed=0.9) is Risk.HIGH


def test_what_surely_moves_away_as_fast_as_the_robot_comes_is_not_met():
    fleeing = track(position=(2.4, 0.0, 0.5), velocity=(1.0, 0.0, 0.0))
    assert level(fleeing, speed=0.9) is Risk.NONE


def test_what_surely_crosses_is_passed_and_what_may_only_seem_to_is_not():
    assert level(track(position=(3.0, 0.0, 0.5), velocity=(0.0, 2.0, 0.0)), speed=0.9) is Risk.NONE
    unsure = track(position=(3.0, 0.0, 0.5), velocity=(0.0, 0.9, 0.0), sigma_mps=1.0)
    assert level(unsure, speed=1.0) >= Risk.MEDIUM


@pytest.mark.parametrize("speed", [-0.5, 0.0])
def test_who_does_not_drive_meets_nothing_that_stands(speed):
    assert level(track(position=(2.6, 0.0, 0.5), sigma_mps=1.0), speed=speed) is Risk.NONE
