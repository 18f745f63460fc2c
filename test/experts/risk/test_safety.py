# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Advice that must never be given: towards somebody, backwards into something, on from blindness."""

import math

import pytest

from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.experts.risk.advice import advise
from sgw_ros.experts.risk.corridor import OPEN
from sgw_ros.experts.risk.level import Judgement
from sgw_ros.experts.risk.threat import Threat


def threat(severity, bearing, *, reason=Reason.OBSTACLE, distance_m=1.2, approaching=False):
    return Threat(severity, reason, bearing, distance_m, 0.95, "", approaching)


def advice(cause, others=(), risk=Risk.MEDIUM, ahead_speed=0.3):
    judgement = Judgement(risk, cause.severity, cause)
    return advise(judgement, [cause, *others], OPEN, ahead_speed, Action.CONTINUE)


def test_turns_to_the_free_side_only():
    left = threat(2.5, 0.4)
    assert advice(left) is Action.TURN_RIGHT
    assert advice(left, [threat(1.2, -0.7, reason=Reason.HUMAN)]) is Action.SLOW
    assert advice(threat(2.5, -0.4), [threat(1.5, 0.9)]) is Action.SLOW


def test_backs_up_only_from_what_is_in_front_and_into_nothing():
    close = threat(3.5, 0.1, distance_m=0.3, approaching=True)
    assert advice(close, risk=Risk.HIGH, ahead_speed=0.0) is Action.REVERSE
    assert advice(close, risk=Risk.HIGH, ahead_speed=-0.2) is Action.REVERSE  # no flip once it backs up
    assert advice(close, risk=Risk.HIGH, ahead_speed=0.3) is Action.STOP
    assert advice(close, [threat(1.5, 3.0)], risk=Risk.HIGH, ahead_speed=0.0) is Action.STOP
    behind = threat(3.5, math.pi - 0.1, distance_m=0.3, approaching=True)
    assert advice(behind, risk=Risk.HIGH, ahead_speed=0.0) is Action.STOP


@pytest.mark.parametrize("speed", [-0.3, 0.0, 0.3])
def test_high_risk_never_goes_on(speed):
    for bearing in (-3.0, -1.0, 0.0, 1.0, 3.0):
        assert advice(threat(3.5, bearing), risk=Risk.HIGH, ahead_speed=speed) in (
            Action.STOP,
            Action.REVERSE,
        )
