# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who sees nothing is not told to go on: no detector looks, and no depth shows the way."""

import pytest

from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.expert import RiskConfig, RiskExpert
from test.experts.scenes import detections, frame, objects, track

FRESH = round(10 * RiskConfig().fresh_s)
"""The last frame, at 10 Hz, for which a look at frame 0 counts."""


@pytest.fixture
def risk():
    return RiskExpert(RiskConfig(model="rules"))


def drive(risk, indices, seen=None, *, depth_m=None, memory=True, stale=("visual",)):
    """Frames at 0.8 m/s past nothing at all, with the same old word of the detectors; every answer."""
    results = []
    for i in indices:
        upstream = Upstream(visual=seen, memory=objects(i) if memory else None, stale=stale)
        results.append(risk.step(frame(i, depth_m, 0.8), upstream))
    return results


def test_a_detector_that_never_answers_stops_the_robot_though_the_memory_does(risk):
    results = drive(risk, range(12))
    assert {r.advice.action for r in results[:10]} == {Action.SLOW}
    last = results[-1].assessment
    assert (last.risk, last.reason) == (Risk.HIGH, Reason.UNKNOWN)
    assert "1.1 s" in last.rationale
    assert results[-1].advice.action is Action.STOP


def test_a_detector_that_dies_stops_the_robot(risk):
    results = drive(risk, range(FRESH + 12), detections(0))
    assert {r.advice.action for r in results[: FRESH + 1]} == {Action.CONTINUE}
    assert results[FRESH + 1].advice.action is Action.SLOW
    assert results[-1].advice.action is Action.STOP


def test_nothing_known_at_all_is_not_slow_for_ever(risk):
    assert drive(risk, range(12), memory=False)[-1].advice.action is Action.STOP


def test_a_detector_that_answers_without_having_looked_is_as_good_as_none(risk):
    results = [drive(risk, [i], detections(i, detectors=()))[0] for i in range(12)]
    assert results[-1].advice.action is Action.STOP


def test_one_look_is_enough_to_go_on_again(risk):
    drive(risk, range(12))
    results = drive(risk, range(12, 20), detections(12))
    assert results[0].advice.action is Action.STOP  # held for a moment, as every high risk
    assert results[-1].advice.action is Action.CONTINUE


def test_a_throttled_detector_is_not_missed(risk):
    """Skipping is an answer: the look before it counts for as long as any."""
    results = [drive(risk, [i], detections(i - i % 10), stale=())[0] for i in range(40)]
    assert {r.advice.action for r in results} == {Action.CONTINUE}


def test_depth_is_sight(risk):
    assert {r.advice.action for r in drive(risk, range(30), depth_m=8.0)} == {Action.CONTINUE}


def test_what_is_known_to_be_worse_than_blindness_stands(risk):
    near = track(position=(0.5, 0.0, 0.9), name="person", extent=(0.5, 0.5, 1.7))
    result = risk.step(frame(0, speed=0.8), Upstream(memory=objects(0, near)))
    assert (result.assessment.risk, result.assessment.reason) == (Risk.HIGH, Reason.HUMAN)


def test_a_new_pass_begins_with_patience(risk):
    drive(risk, range(12))
    risk.reset()
    assert drive(risk, [0])[0].advice.action is Action.SLOW
