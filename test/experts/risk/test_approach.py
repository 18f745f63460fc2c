# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Collision courses: what is known of the robot counts, what is noise of the track does not."""

import pytest

from sgw_ros.core.types import Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.expert import RiskConfig, RiskExpert
from test.experts.scenes import detections, frame, objects, track


def level(*tracks, speed):
    risk = RiskExpert(RiskConfig(model="rules"))
    upstream = Upstream(visual=detections(0), memory=objects(0, *tracks))
    return risk.step(frame(0, speed=speed), upstream).assessment.risk


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


def seen(width_px, index, *, source, x=3.7, speed=-9.0, **kwargs):
    """A thing straight ahead that is said to come fast."""
    half = width_px / 2
    return track(
        position=(x, 0.0, 0.5),
        velocity=(speed, 0.0, 0.0),
        source=source,
        at=index,
        where=(160 - half, 120 - half, 160 + half, 120 + half),
        **kwargs,
    )


def levels(widths, source, **given):
    risk = RiskExpert(RiskConfig(model="rules"))
    return [
        risk.step(
            frame(i, **given),
            Upstream(visual=detections(i), memory=objects(i, seen(w, i, source=source))),
        ).assessment
        for i, w in enumerate(widths)
    ]


STEADY = [100.0] * 10
GROWING = [100.0 * 1.08**i for i in range(10)]
"""Contact in about a second."""


@pytest.mark.parametrize("source", ["ground", "assumed"])
def test_what_does_not_grow_does_not_come_whatever_the_floor_says(source):
    judged = levels(STEADY, source, T_base_cam=None)
    assert max(a.risk for a in judged) <= Risk.MEDIUM
    assert judged[-1].confidence < 0.5
    assert max(a.risk for a in levels(STEADY, source)) is Risk.HIGH  # a known mount is believed


@pytest.mark.parametrize("source", ["ground", "assumed"])
def test_what_grows_as_fast_as_it_is_said_to_come_is_dangerous(source):
    assert levels(GROWING, source, T_base_cam=None)[-1].risk is Risk.HIGH


def test_a_measured_distance_needs_no_growth():
    assert levels(STEADY, "depth", T_base_cam=None)[-1].risk is Risk.HIGH


@pytest.mark.parametrize("sigma", [float("nan"), float("inf")])
def test_a_speed_of_unknown_certainty_counts_as_it_is_told(sigma):
    coming = track(position=(4.0, 0.0, 0.5), velocity=(-2.5, 0.0, 0.0), sigma_mps=sigma)
    assert level(coming, speed=0.0) is Risk.HIGH
