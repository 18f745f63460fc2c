# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import pytest

from sgw_ros.experts.base import Upstream
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from test.experts.scenes import frame, objects, track


def run(*steps):
    """The last predictions of a run at 10 Hz."""
    physics = PhysicsExpert(PhysicsConfig(model="ballistic"))
    for index, tracks in enumerate(steps):
        result = physics.step(frame(index), Upstream(memory=objects(index, *tracks)))
    return result.predictions


def ball(i, visible=True, **kwargs):
    """One that rolls, and that memory, once it is hidden, carries straight on at full speed."""
    given = {"position": (3.0, 0.2 * i, 0.1), "velocity": (0.0, 2.0, 0.0), "extent": (0.2, 0.2, 0.2)}
    return (track(visible=visible, at=i, seen=i if visible else 4, **given | kwargs),)


def test_a_hidden_thing_is_where_it_should_have_come_to():
    seen = [ball(i) for i in range(5)]
    (before,) = run(*seen)
    (after,) = run(*seen, *(ball(i, visible=False) for i in range(5, 15)))
    # The forecast of 3 s, made when it was seen last, holds a second later for 2 s.
    assert after.position_mean[2, 1] == pytest.approx(before.position_mean[2, 1], abs=0.05)
    assert after.position_mean[0, 1] < 0.2 * 14 + 2.0


def test_what_moves_by_itself_is_where_memory_has_it():
    seen = [ball(i, name="person") for i in range(5)]
    (after,) = run(*seen, *(ball(i, visible=False, name="person") for i in range(5, 15)))
    assert after.position_mean[0, 1] == pytest.approx(0.2 * 14 + 2.0)


def test_a_hidden_thing_grows_less_certain():
    (seen,) = run(*(ball(i) for i in range(5)))
    (hidden,) = run(*(ball(i) for i in range(5)), *(ball(i, visible=False) for i in range(5, 15)))
    assert (hidden.position_variance >= seen.position_variance).all()


def test_what_comes_back_is_where_it_is_seen():
    steps = [ball(i) for i in range(5)] + [ball(i, visible=False) for i in range(5, 10)]
    (back,) = run(*steps, ball(10, position=(3.0, 7.0, 0.1), velocity=(0.0, 0.0, 0.0)))
    assert back.position_mean[0, 1] == pytest.approx(7.0, abs=0.01)


def test_what_was_hidden_for_longer_than_a_forecast_reaches_is_where_memory_has_it():
    steps = [ball(i) for i in range(5)] + [ball(i, visible=False) for i in range(5, 56)]
    (late,) = run(*steps)
    assert late.position_mean[0, 1] >= 0.2 * 55
