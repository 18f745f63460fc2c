# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Results of an older stamp are carried on to the frame that is judged."""

import numpy as np
import pytest
from hypothesis import given as sampled
from hypothesis import settings
from hypothesis import strategies as st

from sgw_ros.core.types import CameraMotion, Contact, FlowField, FlowResult, PhysicsResult, Pose, Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.carry import carried
from sgw_ros.experts.risk.expert import RiskConfig, RiskExpert
from test.experts.scenes import MOUNT, detections, frame, objects, stamp, track

SOURCES = ["depth", "size", "ground", "assumed", "?"]


def judge(index, *tracks, physics=None, flow=None, **kwargs):
    seen = Upstream(visual=detections(0), memory=objects(0, *tracks), physics=physics, flow=flow)
    return RiskExpert(RiskConfig(model="rules")).step(frame(index, **kwargs), seen).assessment


def walker(**kwargs):
    return track(position=(4.0, 0.0, 0.9), velocity=(-1.0, 0.0, 0.0), name="person", **kwargs)


def test_a_track_is_carried_with_growing_uncertainty():
    later = carried(walker(sigma_m=0.1, sigma_mps=0.2), 0.5)
    assert later.position.tolist() == [3.5, 0.0, 0.9]
    assert np.diag(later.covariance)[0] == pytest.approx(0.1**2 + (0.5 * 0.2) ** 2 + 0.25**2)
    assert np.diag(later.covariance)[3] == pytest.approx(0.2**2)  # the look that gave the speed stands
    assert carried(walker(), 0.0).position.tolist() == [4.0, 0.0, 0.9]


def test_positions_of_an_older_stamp_are_not_taken_for_those_of_now():
    fresh, late = judge(0, walker()), judge(10, walker())
    assert (fresh.risk, late.risk) == (Risk.LOW, Risk.MEDIUM)
    assert "2.8 m away" in fresh.rationale or "meets the robot in 3.5 s" in fresh.rationale
    assert "meets the robot in 2.5 s" in late.rationale
    assert late.confidence < fresh.confidence


def test_contacts_of_an_older_stamp_are_nearer_by_its_age():
    foreseen = PhysicsResult(stamp(0), (), (Contact(0, 1, 0.9, 3.4),), ())
    aside = track(position=(6.0, 3.0, 0.5))
    assert judge(0, aside, physics=foreseen).risk is Risk.LOW
    assert judge(5, aside, physics=foreseen).risk is Risk.MEDIUM


def test_the_camera_itself_is_carried_on_by_its_own_motion():
    motion = CameraMotion(
        stamp(10),
        stamp(9),
        Pose((0.0, 0.0, 0.2)),
        np.array([0.0, 0.0, 2.0, 0.0, 0.0, 0.0]),
        np.eye(6),
        np.eye(3),
        50,
        True,
        True,
    )
    flow = FlowResult(
        stamp(10),
        FlowField(stamp(10), stamp(9), np.zeros((1, 1, 2), np.float32), np.zeros((1, 1), np.uint8), 1),
        motion,
    )
    ahead = track(position=(4.0, 0.0, 0.5))
    assert judge(10, ahead, flow=flow, T_base_cam=MOUNT).risk is Risk.HIGH  # 2 m/s for a second: 2 m left


number = st.floats(allow_nan=True, allow_infinity=True)


@settings(max_examples=80)
@sampled(
    number, number, st.floats(0.0, 1e6), number, st.integers(0, 25), st.sampled_from(SOURCES), st.booleans()
)
def test_whatever_is_carried_on_something_sound_comes_out(x, vx, sigma, side, age, source, mounted):
    odd = track(
        position=(x, 0.1, 0.5),
        velocity=(vx, 0.0, 0.0),
        sigma_mps=sigma,
        source=source,
        where=(10.0, 20.0, side, 120.0),
    )
    motion = CameraMotion(
        stamp(age), stamp(age), Pose(), np.full(6, vx), np.eye(6), np.eye(3), 50, True, True
    )
    field = FlowField(stamp(age), stamp(age), np.zeros((1, 1, 2)), np.zeros((1, 1)), 1)
    expert, given = RiskExpert(RiskConfig(model="rules")), {} if mounted else {"T_base_cam": None}
    for index in range(age, age + 5):
        seen = Upstream(
            memory=objects(age if index == age else 0, odd), flow=FlowResult(stamp(age), field, motion)
        )
        assessment = expert.step(frame(index, **given), seen).assessment
    assert sum(assessment.risk_probabilities) == pytest.approx(1.0)
    assert int(np.argmax(assessment.risk_probabilities)) == assessment.risk
    assert 0.0 <= assessment.confidence <= 1.0
