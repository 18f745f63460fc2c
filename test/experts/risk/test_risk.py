# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgw_ros.core.types import Action, Contact, PhysicsResult, Reason, Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.expert import RiskConfig, RiskExpert
from test.experts.scenes import detections, frame, objects, stamp, track


@pytest.fixture
def risk():
    return RiskExpert(RiskConfig(model="rules"))


def ask(risk, index, *tracks, physics=None, depth_m=None, speed=None):
    seen = Upstream(visual=detections(index), memory=objects(index, *tracks), physics=physics)
    return risk.step(frame(index, depth_m, speed), seen)


def person(x=4.0, y=0.0, **kwargs):
    return track(position=(x, y, 0.9), name="person", extent=(0.5, 0.5, 1.7), **kwargs)


def consistent(result):
    for values in (
        result.assessment.risk_probabilities,
        result.assessment.reason_probabilities,
        result.advice.probabilities,
    ):
        assert sum(values) == pytest.approx(1.0)
        assert min(values) >= 0.0
    assert int(np.argmax(result.assessment.risk_probabilities)) == result.assessment.risk
    assert int(np.argmax(result.assessment.reason_probabilities)) == result.assessment.reason
    assert int(np.argmax(result.advice.probabilities)) == result.advice.action
    assert 0.0 <= result.assessment.confidence <= 1.0


def test_nothing_there_is_no_risk(risk):
    result = ask(risk, 0)
    consistent(result)
    assert (result.assessment.risk, result.assessment.reason) == (Risk.NONE, Reason.UNKNOWN)
    assert result.advice.action is Action.CONTINUE


def test_advice_holds_half_a_second(risk):
    result = ask(risk, 3)
    assert result.stamp_ns == result.advice.stamp_ns == stamp(3)
    assert result.advice.valid_until_ns == stamp(3) + 500_000_000


@pytest.mark.parametrize(("x", "level"), [(0.6, 3), (1.5, 2), (3.0, 1), (8.0, 1), (12.0, 0)])
def test_a_person_matters_by_distance(risk, x, level):
    result = ask(risk, 0, person(x))
    consistent(result)
    assert result.assessment.risk == level
    assert result.assessment.reason == (Reason.HUMAN if level else Reason.UNKNOWN)


def test_who_comes_fast_is_high_risk_though_far(risk):
    result = ask(risk, 0, person(4.0, velocity=(-2.5, 0.0, 0.0)))
    assert result.assessment.risk is Risk.HIGH
    assert result.advice.action is Action.STOP


def test_who_passes_by_is_not(risk):
    assert ask(risk, 0, person(4.0, 3.0, velocity=(-2.5, 0.0, 0.0))).assessment.risk is Risk.LOW


def test_a_speed_within_its_own_noise_is_no_approach(risk):
    unsure = person(4.0, velocity=(-1.5, 0.0, 0.0), sigma_mps=2.0)
    assert ask(risk, 0, unsure).assessment.risk is Risk.LOW


def test_an_obstacle_counts_in_the_way_only(risk):
    ahead = ask(risk, 0, track(position=(1.2, 0.0, 0.5)))
    assert ahead.assessment.risk >= Risk.LOW
    assert ahead.assessment.reason is Reason.OBSTACLE
    risk.reset()
    assert ask(risk, 1, track(position=(1.2, 1.5, 0.5))).assessment.risk is Risk.NONE
    assert ask(risk, 2, track(position=(-1.2, 0.0, 0.5))).assessment.risk is Risk.NONE


def test_contacts_that_physics_foresees_count(risk):
    foreseen = PhysicsResult(stamp(0), (), (Contact(0, 1, 0.9, 1.0),), ())
    assert ask(risk, 0, track(position=(3.0, 2.0, 0.5)), physics=foreseen).assessment.risk is Risk.HIGH
    risk.reset()
    unlikely = PhysicsResult(stamp(1), (), (Contact(0, 1, 0.2, 1.0),), ())
    assert ask(risk, 1, track(position=(3.0, 2.0, 0.5)), physics=unlikely).assessment.risk is Risk.NONE


def test_it_rises_at_once_and_falls_with_deliberation(risk):
    assert ask(risk, 0, person(4.0)).assessment.risk is Risk.LOW
    assert ask(risk, 1, person(0.5)).assessment.risk is Risk.HIGH
    held = ask(risk, 2, person(4.0))
    consistent(held)
    assert (held.assessment.risk, held.assessment.reason) == (Risk.HIGH, Reason.HUMAN)
    assert held.advice.action is Action.STOP
    assert ask(risk, 7, person(4.0)).assessment.risk is Risk.LOW
    assert ask(risk, 8).assessment.risk is Risk.NONE


def test_a_distance_that_trembles_at_a_border_does_not_flicker(risk):
    ask(risk, 0, person(1.9))
    levels = {int(ask(risk, i, person(2.0 + 0.05 * (-1) ** i)).assessment.risk) for i in range(1, 20)}
    assert levels == {2}


def test_a_person_out_of_sight_counts_for_a_moment(risk):
    assert ask(risk, 10, person(visible=False, seen=0)).assessment.risk is Risk.LOW
    assert ask(risk, 40, person(visible=False, seen=0)).assessment.risk is Risk.NONE


def test_depth_shows_what_nobody_tracks(risk):
    result = ask(risk, 0, depth_m=1.2)
    assert result.assessment.risk >= Risk.LOW
    assert result.assessment.reason is Reason.OBSTACLE
    risk.reset()
    assert ask(risk, 1, depth_m=0.9, speed=1.0).assessment.risk is Risk.HIGH
    assert (
        RiskExpert(RiskConfig(model="rules")).step(frame(2, 8.0), Upstream(memory=objects(2))).assessment.risk
        is Risk.NONE
    )


def test_a_person_that_depth_shows_too_is_a_person(risk):
    assert ask(risk, 0, person(1.2), depth_m=1.2).assessment.reason is Reason.HUMAN


def test_a_narrow_corridor_is_a_tight_space(risk):
    columns = np.full((240, 320), 6.0, np.float32)
    rays = np.abs(np.arange(320) - 160) / 300.0
    walls = 0.35 / np.maximum(rays, 0.01)  # walls 0.35 m to the left and right
    depth = np.minimum(columns, walls[None, :].astype(np.float32))
    result = ask(risk, 0, depth_m=depth)
    assert result.assessment.reason is Reason.TIGHT_SPACE
    assert result.assessment.risk >= Risk.LOW
    assert result.advice.action is Action.SLOW


def test_objects_on_both_sides_make_a_gap(risk):
    left, right = track(1, position=(2.0, 0.55, 0.5)), track(2, position=(2.0, -0.55, 0.5))
    assert Reason.TIGHT_SPACE in {ask(risk, 0, left, right).assessment.reason}


def test_it_turns_to_the_free_side(risk):
    aside = ask(risk, 0, person(1.5, 0.5))
    assert aside.assessment.risk is Risk.MEDIUM
    assert aside.advice.action is Action.TURN_RIGHT
    risk.reset()
    assert ask(risk, 1, person(1.5, -0.5)).advice.action is Action.TURN_LEFT


def test_with_nothing_at_all_it_answers_and_says_how_little_it_knows(risk):
    result = risk.step(frame(0, T_base_cam=None), Upstream(stale=("memory", "visual")))
    consistent(result)
    assert result.assessment.reason is Reason.UNKNOWN
    assert result.assessment.confidence < 0.2
    assert set(result.assessment.stale_inputs) == {"flow", "visual", "memory", "physics"}
    assert result.advice.action is Action.SLOW


def test_stale_inputs_lower_the_confidence(risk):
    sure = ask(risk, 0, person())
    unsure = risk.step(
        frame(1), Upstream(visual=detections(1), memory=objects(1, person()), stale=("memory",))
    )
    assert unsure.assessment.confidence < sure.assessment.confidence
    assert unsure.assessment.stale_inputs[0] == "memory"


def test_objects_of_long_ago_say_nothing(risk):
    old = risk.step(frame(50), Upstream(memory=objects(0, person())))
    assert old.assessment.reason is Reason.UNKNOWN
    assert old.assessment.confidence < 0.2


def test_growth_alone_warns(risk):
    levels = []
    for i in range(12):
        half = 10.0 * 1.12**i
        growing = track(
            position=(5.0, 0.0, 1.0),
            source="assumed",
            at=i,
            where=(160 - half, 120 - half, 160 + half, 120 + half),
        )
        levels.append(int(ask(risk, i, growing).assessment.risk))
    assert levels[0] == 0
    assert max(levels) == 3


def test_risk_is_told_not_remembered(risk):
    assert risk.propose(ask(risk, 0)) is None


number = st.floats(allow_nan=True, allow_infinity=True)


@settings(max_examples=60)
@given(number, number, number, number, st.sampled_from([None, 0.0, math.nan, 1.0]))
def test_whatever_comes_in_something_sound_comes_out(x, y, vx, extent, depth_m):
    odd = track(position=(x, y, 0.5), velocity=(vx, 0.0, 0.0), extent=(extent, extent, extent), name="person")
    consistent(ask(RiskExpert(RiskConfig(model="rules")), 0, odd, depth_m=depth_m))


def _wall(depth, ahead_m, left_m, right_m):
    """Let a wall `ahead_m` away fill what lies between `right_m` and `left_m` of the middle."""
    columns = np.arange(320)
    left = (160 - columns) / 300.0 * ahead_m
    depth[:, (left < left_m) & (left > right_m)] = ahead_m
    return depth


@pytest.mark.parametrize("beside_m", [1.0, 1.6, 2.2])
def test_it_does_not_turn_into_what_stands_beside_or_behind_the_thing_in_the_way(risk, beside_m):
    open_space = np.full((240, 320), 8.0, np.float32)
    alone = _wall(open_space.copy(), 1.0, 0.35, 0.1)
    assert ask(risk, 0, depth_m=alone).advice.action is Action.TURN_RIGHT
    risk.reset()
    taken = _wall(_wall(open_space.copy(), beside_m, -0.1, -3.0), 1.0, 0.35, 0.1)
    assert ask(risk, 1, depth_m=taken).advice.action is Action.SLOW
