# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.experts.base import Upstream
from sgw_ros.experts.physics.calibration import WORTH, Logistic, nats
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from test.experts.scenes import frame, objects, track

PLACE = (3.0, 0.0, 0.2)


def cup(i, y=0.0, vy=0.0, **kwargs):
    usual = {"name": "cup", "extent": (0.2, 0.2, 0.4), "sigma_m": 0.02, "at": i}
    return track(position=(PLACE[0], y, PLACE[2]), velocity=(0.0, vy, 0.0), **usual | kwargs)


def kinds(steps, model="ballistic"):
    physics = PhysicsExpert(PhysicsConfig(model=str(model)))
    found = []
    for i, tracks in enumerate(steps):
        seen = objects(i, *(tracks if isinstance(tracks, tuple) else (tracks,)))
        found += [v.kind for v in physics.step(frame(i), Upstream(memory=seen)).violations]
    return found


def moves_off(i, **kwargs):
    """At rest for a second, then it gains 4 m/s every second."""
    t = max(0.0, 0.1 * (i - 10))
    return cup(i, 2.0 * t * t, 4.0 * t, **kwargs)


def test_a_cup_that_moves_off_by_itself_defies_inertia_and_is_told_once():
    assert kinds(moves_off(i) for i in range(22)) == ["inertia"]


@pytest.mark.parametrize(
    "who",
    [
        {"name": "person", "position": (3.0, 0.0, 0.9), "extent": (0.5, 0.5, 1.8)},
        {"name": "object", "position": (3.2, 0.2, 0.2), "extent": (0.3, 0.3, 0.3)},
    ],
)
def test_whoever_stands_by_may_have_pushed_it(who):
    assert kinds((moves_off(i), track(2, at=i, **who)) for i in range(22)) == []


def test_the_robot_may_have_pushed_it():
    near = 0.6
    steps = []
    for i in range(22):
        each = moves_off(i)
        each.position[0] = near
        steps.append(each)
    assert kinds(steps) == []


@pytest.mark.parametrize("name", ["object", "person", "cat", "bird"])
def test_what_may_move_by_itself_may(name):
    assert kinds(moves_off(i, name=name) for i in range(22)) == []


def test_a_distance_that_is_not_measured_proves_nothing():
    assert kinds(moves_off(i, source="size") for i in range(22)) == []


@pytest.mark.parametrize("after_mps", [0.0, -1.0])
def test_a_wall_that_nobody_knows_of_may_stop_or_return_a_ball(after_mps):
    def ball(i):
        t = 0.1 * i
        before, after = min(t, 1.0), max(t - 1.0, 0.0)
        vy = 1.0 if t < 1.0 else after_mps
        return cup(i, before + after_mps * after, vy, name="sports ball")

    assert kinds(ball(i) for i in range(30)) == []


def test_noise_within_its_claim_raises_no_alarm():
    rng = np.random.default_rng(5)

    def still(i):
        seen = cup(i, sigma_m=0.05, sigma_mps=0.2)
        seen.position[:] += rng.normal(0.0, 0.05, 3)
        seen.velocity[:] += rng.normal(0.0, 0.2, 3)
        return seen

    assert kinds(still(i) for i in range(600)) == []


def hidden_then(y, until=20, **kwargs):
    yield from (cup(i, **kwargs) for i in range(10))
    yield from (cup(i, visible=False, seen=9, **kwargs) for i in range(10, until))
    yield from (cup(i, y, **kwargs) for i in range(until, until + 5))


def test_a_hidden_cup_that_comes_back_elsewhere_breaks_continuity():
    assert kinds(hidden_then(3.0)) == ["continuity"]


def test_a_hidden_cup_that_comes_back_where_it_was_does_not():
    assert kinds(hidden_then(0.05)) == []


def test_a_ball_that_rolled_on_while_it_was_hidden_is_where_it_should_be():
    """Memory lets it go on at full speed; it was braking when it was seen last."""

    def ball(i, visible=True):
        t, braking = 0.1 * i, 0.5 * 9.81
        slid = min(t, 3.0 / braking)
        vy = 3.0 - braking * slid
        place = 3.0 * slid - 0.5 * braking * slid**2
        if not visible:
            place, vy = 0.9 + 2.0 * (t - 0.3), 2.0
        return cup(i, place, vy, visible=visible, seen=i if visible else 3, name="sports ball")

    hidden = range(4, 25)
    assert kinds(ball(i, visible=i not in hidden) for i in range(35)) == []


def test_evidence_grows_with_deviation_and_so_does_the_probability():
    costs = [nats(squared) for squared in (0.0, 1.0, 9.0, 100.0)]
    assert costs[0] == 0.0
    assert costs == sorted(costs)
    told = [Logistic(2.0, 5.0).probability(cost) for cost in (-1e9, 5.0, 1e9)]
    assert told == pytest.approx([0.0, 0.5, 1.0])
    assert WORTH.probability(12.0) == pytest.approx(0.95, abs=0.01)
