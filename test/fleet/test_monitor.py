# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a fleet looks like after what its robots said, and did not say."""

from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.fleet.monitor import FleetMonitor, RobotState

UNHEARD = {"risk": Risk.HIGH, "reason": Reason.UNKNOWN, "action": Action.STOP, "silent": True}


def fleet():
    return FleetMonitor(("robot_0", "robot_1"), silent_s=2.0, now_s=100.0)


def test_who_was_never_heard_is_not_taken_for_safe():
    assert fleet().states(103.0) == (
        RobotState("robot_0", **UNHEARD, age_s=3.0),
        RobotState("robot_1", **UNHEARD, age_s=3.0),
    )


def test_the_last_word_of_each_counts():
    monitor = fleet()
    monitor.on_risk("robot_1", Risk.LOW, Reason.HUMAN, 101.0)
    monitor.on_action("robot_1", Action.SLOW)
    monitor.on_risk("robot_1", Risk.MEDIUM, Reason.OBSTACLE, 101.5)
    unheard, heard = monitor.states(102.0)
    assert unheard.silent
    assert heard == RobotState(
        "robot_1", Risk.MEDIUM, Reason.OBSTACLE, Action.SLOW, 0.5, silent=False, heard=True
    )


def test_silence_keeps_the_last_word_and_ends_with_the_next():
    monitor = fleet()
    monitor.on_risk("robot_0", Risk.NONE, Reason.UNKNOWN, 101.0)
    assert not monitor.states(103.0)[0].silent
    late = monitor.states(103.5)[0]
    assert late.silent
    assert (late.risk, late.age_s) == (Risk.NONE, 2.5)
    monitor.on_risk("robot_0", Risk.NONE, Reason.UNKNOWN, 104.0)
    assert not monitor.states(104.0)[0].silent
