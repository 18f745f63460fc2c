# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.core.types import ExpertRoute, Risk
from sgw_ros.supervisor.config import SupervisorConfig
from sgw_ros.supervisor.supervisor import Supervisor

from .moments import FRAME_NS, contact, objects, physics, risk, track


def rates(routing):
    return {route.expert: route.rate_hz for route in routing.routes}


def watch(supervisor, activities, start=1):
    """One observation per activity at 10 fps; returns the routing decisions by frame number."""
    decisions = {}
    for number, activity in enumerate(activities, start):
        routing = supervisor.observe(number * FRAME_NS, activity).routing
        if routing is not None:
            decisions[number] = routing
    return decisions


def test_a_still_scene_slows_the_experts_down_and_motion_wakes_all_at_once():
    decisions = watch(Supervisor(), [0.2] * 5 + [0.0] * 30 + [0.1])
    assert sorted(decisions) == [1, 16, 36]
    assert set(rates(decisions[1]).values()) == {0.0}
    assert rates(decisions[16]) == {"flow": 1.0, "visual": 2.0, "memory": 2.0, "physics": 2.0, "risk": 0.0}
    assert set(rates(decisions[36]).values()) == {0.0}
    assert "10.0%" in decisions[36].rationale


def test_between_the_thresholds_nothing_changes():
    config = SupervisorConfig(wake_activity=0.01, calm_activity=0.002)
    assert sorted(watch(Supervisor(config), [0.005] * 50)) == [1]
    calm = Supervisor(config)
    assert sorted(watch(calm, [0.0] * 12 + [0.005] * 30)) == [1, 11]


def test_a_calm_rate_never_raises_what_the_user_set():
    awake = [
        ExpertRoute("flow", True, 0.5),
        ExpertRoute("visual", False, 10.0),
        ExpertRoute("risk", True, 0.0),
    ]
    decisions = watch(Supervisor(awake=awake), [0.0] * 20)
    assert decisions[11].routes == (
        ExpertRoute("flow", True, 0.5),
        ExpertRoute("visual", False, 2.0),
        ExpertRoute("risk", True, 0.0),
    )


def test_without_throttling_experts_keep_their_rates():
    assert sorted(watch(Supervisor(SupervisorConfig(throttle=False)), [0.0] * 50)) == [1]


def test_danger_keeps_everybody_awake():
    supervisor = Supervisor()
    for number in range(1, 40):
        stamp = number * FRAME_NS
        supervisor.observe(stamp, 0.0, risk=risk(stamp, Risk.HIGH))
        assert not supervisor.calm
    watch(supervisor, [0.0] * 20, start=40)
    assert supervisor.calm
    assert supervisor.observe(70 * FRAME_NS, 0.0, physics=physics(70 * FRAME_NS, [contact()])).routing
    assert not supervisor.calm


def test_something_small_that_surely_moves_keeps_everybody_awake():
    supervisor = Supervisor()
    for number in range(1, 40):
        stamp = number * FRAME_NS
        supervisor.observe(stamp, 0.0, memory=objects(stamp, track(speed_mps=1.0)))
    assert not supervisor.calm
    for number in range(40, 60):
        stamp = number * FRAME_NS
        supervisor.observe(stamp, 0.0, memory=objects(stamp, track(speed_mps=1.0, deviation_m=1.0)))
    assert supervisor.calm


def test_a_new_beginning_starts_awake():
    supervisor = Supervisor()
    watch(supervisor, [0.0] * 30)
    supervisor.reset()
    assert sorted(watch(supervisor, [0.0])) == [1]
    assert not supervisor.calm


@given(st.lists(st.floats(0.0, 1.0), max_size=80))
def test_motion_is_never_met_asleep_and_risk_is_never_throttled(activities):
    supervisor = Supervisor()
    for number, activity in enumerate(activities, 1):
        output = supervisor.observe(number * FRAME_NS, activity)
        if activity >= supervisor.config.wake_activity:
            assert not supervisor.calm
        if output.routing is not None:
            assert rates(output.routing)["risk"] == 0.0
