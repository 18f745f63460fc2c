# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who stands too close to be measured is still there."""

import math

import numpy as np
import pytest

from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.expert import RiskConfig
from sgw_ros.experts.risk.rules import RiskRules
from test.experts.scenes import HEIGHT, WIDTH, detections, frame, objects, track

FAR_M = 6.0


def depth(*, near_m=None, hidden=False):
    """A wall far away; something near ahead, or a hole from the middle of the picture down."""
    picture = np.full((HEIGHT, WIDTH), FAR_M, np.float32)
    if near_m is not None:
        picture[HEIGHT // 4 :, WIDTH // 3 : 2 * WIDTH // 3] = near_m
    if hidden:
        picture[HEIGHT // 3 :, WIDTH // 6 : 5 * WIDTH // 6] = math.nan
    return picture


def play(*pictures, speed=0.0, person=False, rules=None):
    """What the rules say of the last of several pictures."""
    rules = rules or RiskRules(RiskConfig(robot_width_m=0.5, hold_s=0.0))
    for index, picture in enumerate(pictures):
        at = track(position=(0.5 + speed * index / 10, 0.0, 0.9), name="person", extent=(0.4, 0.4, 1.7))
        seen = Upstream(visual=detections(index), memory=objects(index, *([at] if person else [])))
        given = rules.step(frame(index, picture, speed), seen)
    return given


def said(given):
    return given.result.assessment.risk, given.result.assessment.reason


def test_what_came_to_a_robot_that_stands_and_hides_the_way_may_touch_it():
    given = play(depth(near_m=0.5), depth(hidden=True), depth(hidden=True))
    assert said(given) == (Risk.HIGH, Reason.HUMAN)
    assert given.imminent
    assert given.result.advice.action is Action.REVERSE
    assert "too close to be measured" in given.result.assessment.rationale


@pytest.mark.parametrize(("person", "reason"), [(True, Reason.HUMAN), (False, Reason.OBSTACLE)])
def test_so_may_what_a_robot_drives_up_to(person, reason):
    given = play(depth(near_m=0.5), depth(hidden=True), speed=0.3, person=person)
    assert said(given) == (Risk.HIGH, reason)
    assert given.result.advice.action is Action.STOP


def test_a_wall_that_a_robot_has_driven_up_to_is_close_and_no_more():
    rules = RiskRules(RiskConfig(robot_width_m=0.5, hold_s=0.0))
    play(depth(near_m=0.5), depth(hidden=True), speed=0.3, rules=rules)
    seen = Upstream(visual=detections(9), memory=objects(9))
    later = rules.step(frame(9, depth(hidden=True), 0.0), seen)
    assert said(later) == (Risk.MEDIUM, Reason.OBSTACLE)
    assert later.result.advice.action is Action.STOP


def test_a_hole_where_nothing_was_near_is_a_hole():
    assert said(play(depth(), depth(hidden=True)))[0] is Risk.NONE
    assert said(play(depth(near_m=1.5), depth(hidden=True)))[0] is Risk.NONE


def test_it_ends_when_the_way_is_seen_again():
    shown = depth(near_m=0.5), depth(hidden=True), depth()
    assert said(play(*shown))[0] is Risk.NONE
    assert said(play(*shown, depth(hidden=True)))[0] is Risk.NONE


def test_a_late_depth_picture_changes_nothing_and_reset_forgets():
    rules = RiskRules(RiskConfig(robot_width_m=0.5, hold_s=0.0))
    shown = depth(near_m=0.5), depth(hidden=True), None, depth(hidden=True)
    assert said(play(*shown, rules=rules))[0] is Risk.HIGH
    rules.reset()
    assert said(play(depth(hidden=True), rules=rules))[0] is not Risk.HIGH
