# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np
import pytest

from sgw_ros.core.types import FLOOR_ID
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from test.experts.physics.small_model import SD_PER_S, write_model
from test.experts.scenes import frame, objects, stamp, track


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def physics(folder):
    return PhysicsExpert(PhysicsConfig(model=str(folder)))


def ask(physics, index, *tracks, **kwargs):
    return physics.step(frame(index, **kwargs), Upstream(memory=objects(index, *tracks)))


def box(track_id=1, **kwargs):
    return track(
        track_id, **{"position": (3.0, 0.0, 0.2), "extent": (0.4, 0.4, 0.4), "sigma_m": 0.01} | kwargs
    )


def test_the_network_says_where_things_will_be(physics):
    (prediction,) = ask(physics, 0, box(velocity=(0.0, 1.0, 0.0))).predictions
    assert prediction.horizons_s == (1.0, 3.0, 5.0)
    assert prediction.position_mean[:, 1] == pytest.approx([1.0, 3.0, 5.0], abs=1e-5)
    assert prediction.velocity_mean[:, 1] == pytest.approx([1.0, 1.0, 1.0])


def test_its_doubt_is_added_to_that_of_the_present_alone(physics):
    sigma_m, sigma_mps = 0.1, 1e-3
    (prediction,) = ask(physics, 0, box(sigma_m=sigma_m, sigma_mps=sigma_mps)).predictions
    own = np.square([SD_PER_S, 3 * SD_PER_S, 5 * SD_PER_S])
    assert prediction.position_variance[:, 1] == pytest.approx(sigma_m**2 + own, rel=1e-3)
    flying = box(position=(3.0, 0.0, 9.0), velocity=(0.0, 1.0, 0.0), sigma_m=sigma_m, sigma_mps=0.2)
    prediction, _ = ask(physics, 1, flying, box(2, position=(3.0, 1.0, 9.0))).predictions
    assert prediction.velocity_variance[:, 1] == pytest.approx([0.2**2 + SD_PER_S**2] * 3, rel=1e-3)
    carried = sigma_m**2 + np.square([0.2, 3 * 0.2, 5 * 0.2])
    assert prediction.position_variance[:, 1] == pytest.approx(carried + own, rel=1e-3)


def test_nothing_ends_in_the_floor(physics):
    falling = box(position=(3.0, 0.0, 2.0), velocity=(0.0, 0.0, -1.0))
    prediction, _ = ask(physics, 0, falling, box(2, position=(3.0, 1.0, 2.0))).predictions
    assert prediction.position_mean[:, 2] == pytest.approx([1.0, 0.2, 0.2], abs=1e-5)
    assert prediction.velocity_mean[:, 2] == pytest.approx([-1.0, 0.0, 0.0], abs=1e-5)


def test_what_is_seen_off_the_floor_by_a_little_is_forecast_from_where_it_is_seen(physics):
    (prediction,) = ask(physics, 0, box(position=(3.0, 0.0, 0.25))).predictions
    assert prediction.position_mean[:, 2] == pytest.approx([0.25] * 3, abs=1e-5)


def test_who_moves_by_itself_is_no_matter_for_the_network(physics):
    person = box(velocity=(0.0, 1.0, 0.0), name="person")
    horse = box(2, velocity=(0.0, 1.0, 0.0), name="horse")
    alone = PhysicsExpert(PhysicsConfig(model="ballistic")).step(
        frame(0), Upstream(memory=objects(0, person, horse))
    )
    for with_it, without in zip(ask(physics, 0, person, horse).predictions, alone.predictions, strict=True):
        assert (with_it.position_variance == without.position_variance).all()
        assert (with_it.position_mean == without.position_mean).all()


def test_nor_is_what_nobody_named_and_what_keeps_its_speed(physics):
    for i in range(8):
        walker = box(1, position=(3.0, 0.1 * i, 0.2), velocity=(0.0, 1.0, 0.0), at=i)
        ball = box(2, position=(5.0, 0.1 * i, 0.2), velocity=(0.0, 1.0, 0.0), at=i, name="sports ball")
        first, second = ask(physics, i, walker, ball).predictions
    fast = 1.0 - 1e-3
    assert first.velocity_mean[2, 1] > fast  # straight on, for nothing has braked it
    assert first.position_variance[0, 0] > second.position_variance[0, 0]
    assert second.velocity_mean[2, 1] > fast  # straight on, as this network has it


def test_the_network_is_asked_ten_times_a_second(physics, monkeypatch):
    asked = []
    network = physics._forecaster._network
    run = network.run
    monkeypatch.setattr(network, "run", lambda graph: asked.append(len(graph.position)) or run(graph))

    def see(ms, *things):
        stamp_ns = stamp(0) + ms * 10**6
        memory = replace(objects(0, *things), stamp_ns=stamp_ns)
        return physics.step(replace(frame(0), stamp_ns=stamp_ns), Upstream(memory=memory))

    moving = {"velocity": (0.0, 1.0, 0.0)}
    for ms in range(0, 300, 20):
        (prediction,) = see(ms, box(position=(3.0, ms / 1000, 0.2), **moving)).predictions
        assert prediction.position_mean[:2, 1] == pytest.approx([ms / 1000 + 1.0, ms / 1000 + 3.0], abs=1e-5)
    assert asked == [2, 2, 2]
    come, gone = see(290, box(**moving), box(2, position=(3.0, 2.0, 0.2), **moving)), see(300)
    assert [p.velocity_mean[0, 1] < 0.5 for p in come.predictions] == [False, True]  # it slides, for now
    assert gone.predictions == ()
    assert asked == [2, 2, 2]
    see(310, box(), box(2, position=(3.0, 2.0, 0.2)))
    assert asked == [2, 2, 2, 3]


def test_a_crowd_is_asked_about_less_often(physics, monkeypatch):
    asked = []
    network = physics._forecaster._network
    run = network.run
    monkeypatch.setattr(network, "run", lambda graph: asked.append(len(graph.position)) or run(graph))
    crowd = [box(k, position=(2.0 + k % 10, k / 10, 0.2)) for k in range(1, 101)]
    for i in range(11):
        assert len(ask(physics, i, *crowd).predictions) == 100
    assert asked == [65, 65]  # 64 and the floor, every 0.6 s at 10 Hz


def test_a_contact_comes_nearer_between_the_questions(physics):
    def when(ms):
        stamp_ns = stamp(0) + ms * 10**6
        things = box(1), box(2, position=(3.0, 0.6, 0.2))
        memory = replace(objects(0, *things), stamp_ns=stamp_ns)
        result = physics.step(replace(frame(0), stamp_ns=stamp_ns), Upstream(memory=memory))
        return next(c.time_to_contact_s for c in result.contacts if c.second_id == 2)

    assert [when(0), when(50)] == pytest.approx([1.5, 1.45], abs=1e-6)


def test_a_contact_begins_when_it_has_become_likely(physics):
    result = ask(physics, 0, box(1), box(2, position=(3.0, 0.6, 0.2)))
    (contact,) = (c for c in result.contacts if c.first_id == 1)
    assert contact.second_id == 2
    assert contact.probability == pytest.approx(1.0)
    assert contact.time_to_contact_s == pytest.approx(1.5, abs=1e-6)  # 0.2 a second, told from 0.3 on


def test_what_falls_lands_when_the_network_says_so(physics):
    result = ask(physics, 0, box(position=(3.0, 0.0, 2.0)), box(2, position=(3.0, 1.0, 2.0)))
    landings = [c for c in result.contacts if c.first_id == FLOOR_ID]
    assert [c.second_id for c in landings] == [1, 2]
    assert [c.time_to_contact_s for c in landings] == pytest.approx([1.5, 1.5], abs=1e-6)


def test_what_falls_with_nothing_around_falls_by_gravity_alone(physics):
    result = ask(physics, 0, box(position=(3.0, 0.0, 2.0)), box(2, position=(3.0, 4.0, 0.2)))
    (landing,) = (c for c in result.contacts if c.first_id == FLOOR_ID)
    assert landing.time_to_contact_s == pytest.approx(np.sqrt(2 * 1.8 / 9.81))


def test_what_stands_does_not_land(physics):
    assert ask(physics, 0, box()).contacts == ()


def test_the_robot_meets_what_comes_by_its_path(physics):
    (contact,) = ask(physics, 0, box(velocity=(-1.0, 0.0, 0.0))).contacts
    assert (contact.first_id, contact.second_id) == (0, 1)
    assert contact.time_to_contact_s == pytest.approx(3.0 - 0.35 - 0.2, abs=0.05)


@pytest.mark.parametrize("second", [{"sigma_m": 1.0}, {"position": (3.0, 0.05, 0.2)}])
def test_two_whose_distance_is_unknown_or_impossible_push_nobody(physics, second):
    where = {"position": (3.0, 3.0, 0.2)} | second
    result = ask(physics, 0, box(1), box(2, **where))
    assert all(c.time_to_contact_s != pytest.approx(1.5, abs=0.01) for c in result.contacts)


def test_an_older_result_is_carried_on_to_the_frame(physics):
    moving = box(velocity=(0.0, 1.0, 0.0))
    late = physics.step(frame(5), Upstream(memory=objects(0, moving)))
    assert late.predictions[0].position_mean[0, 1] == pytest.approx(1.5, abs=1e-5)


def test_hundreds_are_forecast_the_nearest_by_the_network(physics):
    def far(k):
        return box(k, position=(2.0 + k / 10, 0.0, 0.2), velocity=(0.0, 1.0, 0.0), sigma_mps=0.01)

    predictions = ask(physics, 0, *(far(k) for k in range(1, 301))).predictions
    assert len(predictions) == 300
    along = [p.position_mean[2, 1] for p in predictions]
    assert along[:64] == pytest.approx([5.0] * 64, abs=1e-4)  # straight on, as this network has it
    assert max(along[64:]) < 1.0  # friction


def test_a_network_without_sense_is_not_believed(tmp_path):
    for scale in (np.nan, np.inf, 1e30):
        model = write_model(tmp_path / str(scale), scale=scale)
        physics, alone = (
            PhysicsExpert(PhysicsConfig(model=str(model))),
            PhysicsExpert(PhysicsConfig(model="ballistic")),
        )
        moving = box(velocity=(0.0, 1.0, 0.0))
        (said,), (built_in,) = ask(physics, 0, moving).predictions, ask(alone, 0, moving).predictions
        assert (said.position_mean == built_in.position_mean).all()
        assert (said.position_variance == built_in.position_variance).all()


def test_the_same_frames_give_the_same_answers_to_the_last_bit(folder):
    def answers():
        physics = PhysicsExpert(PhysicsConfig(model=str(folder)))
        for i in range(20):
            moving = box(velocity=(0.3, 1.0, 0.0), position=(3.0, 0.1 * i, 0.2))
            yield ask(physics, i, moving, box(2, position=(3.0, 2.0, 0.2))).predictions

    for first, second in zip(answers(), answers(), strict=True):
        for one, other in zip(first, second, strict=True):
            assert one.position_mean.tobytes() == other.position_mean.tobytes()
            assert one.position_variance.tobytes() == other.position_variance.tobytes()
