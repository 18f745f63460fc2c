# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is close is told from what is about to touch."""

import pytest

from sgw_ros.core.types import Action, Contact, PhysicsResult, Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.expert import RiskConfig
from sgw_ros.experts.risk.imminent import REACTION_S, time_to_rest_s
from sgw_ros.experts.risk.rules import RiskRules
from test.experts.scenes import detections, frame, objects, stamp, track


def verdict(*tracks, speed=None, depth_m=None, physics=None, rules=None, index=0):
    seen = Upstream(visual=detections(index), memory=objects(index, *tracks), physics=physics)
    return (rules or RiskRules(RiskConfig())).step(frame(index, depth_m, speed), seen)


def person(x, y=0.0, vx=0.0):
    return track(position=(x, y, 0.9), velocity=(vx, 0.0, 0.0), name="person", extent=(0.5, 0.5, 1.7))


def level(given):
    return given.result.assessment.risk


@pytest.mark.parametrize("near", [person(0.7), track(position=(0.6, 0.0, 0.5))])
def test_what_stands_beside_a_robot_that_stands_is_close_and_no_more(near):
    assert level(verdict(near, speed=0.0)) is Risk.MEDIUM
    assert level(verdict(near, speed=0.3)) is Risk.HIGH
    assert level(verdict(near)) is Risk.HIGH  # without odometry it may be moving


@pytest.mark.parametrize("near", [person(0.7), track(position=(0.6, 0.0, 0.5))])
def test_but_it_goes_on_standing(near):
    assert verdict(near, speed=0.0).result.advice.action is Action.STOP
    assert verdict(near, speed=0.0, depth_m=0.5).result.advice.action is Action.STOP
    assert verdict(person(1.6), speed=0.0).result.advice.action is Action.SLOW


def test_neither_is_free_space_that_ends_close_ahead():
    assert level(verdict(speed=0.0, depth_m=0.5)) is Risk.MEDIUM
    assert level(verdict(speed=0.3, depth_m=0.5)) is Risk.HIGH


def test_a_high_risk_does_not_outlive_its_hold_by_mere_closeness():
    rules = RiskRules(RiskConfig(hold_s=0.5))
    assert level(verdict(person(0.7), speed=0.3, rules=rules)) is Risk.HIGH
    later = [verdict(person(0.7), speed=0.0, rules=rules, index=index) for index in range(1, 9)]
    assert [level(one) for one in later][-1] is Risk.MEDIUM


def test_who_walks_into_a_robot_that_stands_is_a_high_risk():
    assert level(verdict(person(1.5, vx=-1.0), speed=0.0)) is Risk.HIGH


def test_a_contact_that_is_there_already_is_closeness():
    touching = PhysicsResult(stamp(0), (), (Contact(0, 1, 0.9, 0.0),), ())
    coming = PhysicsResult(stamp(0), (), (Contact(0, 1, 0.9, 0.15),), ())
    assert level(verdict(track(position=(0.6, 0.0, 0.5)), speed=0.0, physics=touching)) is Risk.MEDIUM
    assert verdict(track(position=(2.0, 0.0, 0.5)), speed=0.0, physics=coming).imminent


def test_who_passes_close_by_is_a_medium_risk_and_who_is_met_a_high_one():
    assert level(verdict(person(2.0, 0.8, vx=-1.5), speed=0.0)) is Risk.MEDIUM
    assert level(verdict(person(2.0, 0.3, vx=-1.5), speed=0.0)) is Risk.HIGH


@pytest.mark.parametrize(
    ("speed", "braking", "gap_m", "imminent"),
    [
        (0.8, 1.6, 0.55, True),  # 0.69 s to the touch, 0.7 s to a stand
        (0.8, 1.6, 0.57, False),
        (0.8, 3.2, 0.35, True),
        (0.8, 3.2, 0.37, False),
        (0.2, 1.6, 0.06, True),
        (0.2, 1.6, 0.07, False),
    ],
)
def test_imminent_is_what_touches_before_the_robot_can_stand(speed, braking, gap_m, imminent):
    rules = RiskRules(RiskConfig(robot_width_m=0.5, braking_mps2=braking))
    thing = track(position=(0.25 + 0.2 + gap_m, 0.0, 0.5))
    given = verdict(thing, speed=speed, rules=rules)
    assert (level(given), given.imminent, given.blind) == (Risk.HIGH, imminent, False)


@pytest.mark.parametrize(
    ("gap_m", "risk", "imminent"),
    [(0.05, Risk.MEDIUM, False), (0.15, Risk.HIGH, True), (0.25, Risk.HIGH, False)],
)
def test_for_a_robot_that_stands_it_is_what_touches_before_the_next_decision_counts(gap_m, risk, imminent):
    given = verdict(person(0.3 + 0.25 + gap_m, vx=-1.0), speed=0.0)
    assert (level(given), given.imminent) == (risk, imminent)
    assert given.result.advice.action in (Action.STOP, Action.REVERSE)


def test_who_has_come_to_a_robot_that_stands_is_close_and_no_collision():
    at_it = person(0.5, vx=-0.5)
    assert level(verdict(at_it, speed=0.0)) is Risk.MEDIUM
    assert (level(verdict(at_it, speed=0.3)), level(verdict(at_it))) == (Risk.HIGH, Risk.HIGH)


@pytest.mark.parametrize("speed", [0.0, 0.3, 1.0, -1.0])
def test_braking_from_the_next_decision_on_takes_no_longer_than_is_allowed_for_it(speed):
    """Standing still ahead of a robot that decides every tenth of a second and brakes a tenth later."""
    braking, at_s, way_m, v = 1.5, 0.0, 0.0, abs(speed)
    while v > 0.0:
        at_s += 0.001
        v = max(v - 0.001 * braking, 0.0) if at_s > REACTION_S else v
        way_m += 0.001 * v
    limit_s = time_to_rest_s(speed, braking)
    assert at_s <= limit_s + 0.002
    assert way_m <= abs(speed) * limit_s


@pytest.mark.parametrize("y", [0.25, -0.25])
def test_a_model_does_not_turn_at_what_is_imminent(y):
    found = verdict(person(1.2, y, vx=-1.5), speed=0.5)
    assert found.imminent
    assert (found.taken.left, found.taken.right) == (y > 0, y < 0)
    # Far off in distance, not in time.
    fast = verdict(person(3.4, y, vx=-6.0), speed=0.5)
    assert fast.imminent
    assert (fast.taken.left, fast.taken.right) == (y > 0, y < 0)


def test_seeing_nothing_is_not_imminent_but_blind():
    rules = RiskRules(RiskConfig())
    for index in range(20):
        given = rules.step(frame(index, speed=0.3), Upstream())
    assert (level(given), given.imminent, given.blind) == (Risk.HIGH, False, True)
