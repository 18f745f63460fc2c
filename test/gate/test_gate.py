# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Motion needs a fresh command, a fresh advice that allows it and a living supervisor."""

import math
from dataclasses import astuple, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.core.types import Action, ActionAdvice
from sgw_ros.gate.config import GateConfig
from sgw_ros.gate.gate import Gate, Now, Way
from sgw_ros.gate.velocity import STANDSTILL, Velocity

MS = 1_000_000
START = Now(ros_ns=10_000 * MS, steady_ns=500 * MS)
CONFIG = GateConfig()


def later(ms, ros_ms=None):
    return Now(START.ros_ns + (ms if ros_ms is None else ros_ms) * MS, START.steady_ns + ms * MS)


def advice(action, stamp_ns=START.ros_ns, valid_ms=500):
    return ActionAdvice(stamp_ns, action, (0.0,) * 6, 0.9, stamp_ns + valid_ms * MS)


def gate(action=Action.CONTINUE, command=None, config=CONFIG):
    made = Gate(config, START)
    made.hear_supervisor(True, START)
    made.hear_advice(advice(action), START)
    made.hear_command(command or Velocity(x=1.0, yaw=0.5), START)
    return made


def test_a_command_passes_as_it_is_under_continue():
    verdict = gate().decide(later(10))
    assert (verdict.velocity, verdict.way) == (Velocity(x=1.0, yaw=0.5), Way.PASSED)


@pytest.mark.parametrize(
    ("action", "command", "out"),
    [
        (Action.CONTINUE, Velocity(x=3.0, yaw=1.0), Velocity(x=1.5, yaw=0.5)),
        (Action.SLOW, Velocity(x=1.2, yaw=0.4), Velocity(x=0.3, yaw=0.1)),
        (Action.SLOW, Velocity(yaw=-1.0), Velocity(yaw=-0.5)),
        (Action.STOP, Velocity(x=1.0), STANDSTILL),
        (Action.STOP, Velocity(x=-1.0), STANDSTILL),
        (Action.REVERSE, Velocity(x=0.2), STANDSTILL),
        (Action.REVERSE, Velocity(yaw=0.2), STANDSTILL),
        (Action.REVERSE, Velocity(x=-0.6, yaw=0.2), Velocity(x=-0.3, yaw=0.1)),
        (Action.TURN_LEFT, Velocity(x=0.2, yaw=0.2), Velocity(x=0.2, yaw=0.2)),
        (Action.TURN_LEFT, Velocity(x=0.2, yaw=-0.2), Velocity(x=0.2)),
        (Action.TURN_RIGHT, Velocity(x=0.6, yaw=0.2), Velocity(x=0.3)),
        (Action.TURN_RIGHT, Velocity(x=-0.1, yaw=0.2), Velocity(x=-0.1, yaw=0.2)),
    ],
)
def test_what_each_action_leaves_of_a_command(action, command, out):
    assert astuple(gate(action, command).decide(later(10)).velocity) == pytest.approx(astuple(out))


def test_why_it_was_limited_or_stopped_is_said():
    assert gate(Action.SLOW).decide(later(1)).reason == "advice: slow"
    assert gate(Action.STOP).decide(later(1)).reason == "advice: stop"
    assert gate(Action.STOP).decide(later(1)).healthy
    fast = gate(command=Velocity(x=3.0)).decide(later(1))
    assert (fast.way, fast.reason) == (Way.LIMITED, "top speed")


def test_who_stands_anyway_is_told_to_stop_all_the_same():
    verdict = gate(Action.STOP, STANDSTILL).decide(later(1))
    assert (verdict.velocity, verdict.way, verdict.reason) == (STANDSTILL, Way.STOPPED, "advice: stop")
    assert gate(Action.SLOW, STANDSTILL).decide(later(1)).way is Way.PASSED


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_command_that_is_no_number_stops_until_a_good_one_comes(bad):
    made = gate(command=Velocity(x=0.1, pitch=bad))
    verdict = made.decide(later(1))
    assert (verdict.velocity, verdict.healthy) == (STANDSTILL, False)
    assert "not a number" in verdict.reason
    made.hear_command(Velocity(x=0.1), later(2))
    assert made.decide(later(3)).way is Way.PASSED


def test_nothing_moves_before_everything_was_heard():
    made = Gate(CONFIG, START)
    made.hear_command(Velocity(x=1.0), START)
    assert "supervisor" in made.decide(START).reason
    made.hear_supervisor(True, START)
    assert "no advice" in made.decide(START).reason


def test_advice_that_stops_coming_stops_the_robot_also_while_the_clock_stands_still():
    made = gate()
    assert made.decide(later(499, ros_ms=0)).way is Way.PASSED
    made.hear_command(Velocity(x=1.0), later(501))
    verdict = made.decide(later(501, ros_ms=0))
    assert (verdict.velocity, verdict.healthy) == (STANDSTILL, False)
    assert "no new advice" in verdict.reason


def test_advice_repeated_about_one_picture_is_not_new():
    made = gate()
    made.hear_advice(advice(Action.CONTINUE), later(400, ros_ms=0))
    made.hear_command(Velocity(x=1.0), later(501))
    assert "no new advice" in made.decide(later(501, ros_ms=0)).reason


def test_advice_about_an_old_picture_stops_the_robot_however_fresh_it_came():
    made = Gate(CONFIG, START)
    made.hear_supervisor(True, START)
    made.hear_command(Velocity(x=1.0), START)
    made.hear_advice(advice(Action.CONTINUE, START.ros_ns - 501 * MS, valid_ms=5000), START)
    assert "older than" in made.decide(START).reason


def test_an_older_advice_that_comes_late_changes_nothing():
    made = gate(Action.STOP)
    made.hear_advice(advice(Action.CONTINUE, START.ros_ns - 100 * MS), later(5))
    assert made.decide(later(6)).reason == "advice: stop"


def test_advice_is_not_followed_after_it_became_invalid():
    made = gate()
    made.hear_advice(advice(Action.CONTINUE, START.ros_ns + MS, valid_ms=20), START)
    assert made.decide(later(20)).way is Way.PASSED
    assert "no longer valid" in made.decide(later(22)).reason


def test_advice_from_the_future_is_not_believed():
    made = gate()
    made.hear_advice(advice(Action.CONTINUE, START.ros_ns + 300 * MS), START)
    assert "ahead of the clock" in made.decide(later(1)).reason


def test_a_clock_set_back_forgets_advice_and_command():
    made = gate()
    made.decide(later(10))
    assert "no advice" in made.decide(later(20, ros_ms=-5000)).reason
    made.hear_advice(advice(Action.CONTINUE, START.ros_ns - 5000 * MS), later(21, ros_ms=-5000))
    assert "no command" in made.decide(later(22, ros_ms=-4999)).reason


def test_a_silent_or_inactive_supervisor_stops_the_robot():
    made = gate(config=replace(CONFIG, advice_timeout_s=9.0, command_timeout_s=9.0))
    made.hear_advice(advice(Action.CONTINUE, START.ros_ns + MS, valid_ms=9000), START)
    assert made.decide(later(2500)).way is Way.PASSED
    assert "supervisor" in made.decide(later(2501)).reason
    made.hear_supervisor(True, later(2502))
    assert made.decide(later(2503)).way is Way.PASSED
    made.hear_supervisor(False, later(2504))
    assert "supervisor" in made.decide(later(2505)).reason


def test_it_does_without_a_supervisor_when_told_to():
    made = Gate(replace(CONFIG, supervisor_timeout_s=0.0), START)
    made.hear_advice(advice(Action.CONTINUE), START)
    made.hear_command(Velocity(x=0.5), START)
    assert made.decide(later(1)).way is Way.PASSED


def test_a_command_that_is_not_renewed_runs_out():
    made = gate()
    made.hear_advice(advice(Action.CONTINUE, START.ros_ns + 500 * MS), later(450))
    verdict = made.decide(later(501))
    assert (verdict.velocity, verdict.healthy) == (STANDSTILL, True)
    assert verdict.reason == "no command for 0.5 s"


def test_a_command_stamped_long_ago_is_no_command():
    made = gate()
    made.hear_command(Velocity(x=0.2), later(10), stamp_ns=START.ros_ns - 600 * MS)
    assert made.decide(later(11)).velocity == Velocity(x=1.0, yaw=0.5)


numbers = st.floats(allow_nan=True, allow_infinity=True, width=32)
velocities = st.builds(Velocity, numbers, numbers, numbers, numbers, numbers, numbers)
events = st.lists(
    st.tuples(
        st.sampled_from(["command", "advice", "alive", "gone", "nothing"]),
        st.integers(0, 700),
        st.sampled_from(Action),
        velocities,
        st.integers(-800, 400),
    ),
    max_size=30,
)


@given(events)
def test_no_schedule_of_events_makes_it_move_without_reason(schedule):
    made, ms, told = Gate(CONFIG, START), 0, {}
    for kind, wait_ms, action, velocity, skew_ms in schedule:
        ms += wait_ms
        now = later(ms)
        if kind == "command":
            made.hear_command(velocity, now)
            told["command"] = (velocity, now)
        elif kind == "advice":
            said = advice(action, now.ros_ns + skew_ms * MS)
            made.hear_advice(said, now)
            told["advice"] = now
        elif kind in ("alive", "gone"):
            made.hear_supervisor(kind == "alive", now)
            told["alive"] = now if kind == "alive" else None
        out = made.decide(now).velocity
        assert out.is_finite()
        if out == STANDSTILL:
            continue
        asked, since = told["command"]
        assert now.steady_ns - since.steady_ns <= CONFIG.command_timeout_s * 1e9
        assert now.steady_ns - told["advice"].steady_ns <= CONFIG.advice_timeout_s * 1e9
        assert now.steady_ns - told["alive"].steady_ns <= CONFIG.supervisor_timeout_s * 1e9
        assert out.speed <= CONFIG.max_m_s * (1 + 1e-6)
        for given_out, given_in in zip(astuple(out), astuple(asked), strict=True):
            assert abs(given_out) <= abs(given_in)
            assert given_out * given_in >= 0.0


@given(velocities, st.sampled_from([Action.STOP, Action.REVERSE]))
def test_nothing_goes_forward_while_the_advice_is_against_it(velocity, action):
    out = gate(action, velocity).decide(later(1)).velocity
    assert out.x <= 0.0
    if action is Action.STOP:
        assert out == STANDSTILL
