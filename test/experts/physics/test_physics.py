# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.core.graph import NodeUpdate, Proposal
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.physics.contacts import touch_probability
from sgw_ros.experts.physics.expert import PhysicsConfig, PhysicsExpert
from sgw_ros.workspace.workspace import Workspace
from test.experts.scenes import frame, objects, stamp, track


@pytest.fixture
def physics():
    return PhysicsExpert(PhysicsConfig(model="ballistic"))


def ask(physics, index, *tracks, **kwargs):
    return physics.step(frame(index, **kwargs), Upstream(memory=objects(index, *tracks)))


def test_predictions_for_one_three_and_five_seconds(physics):
    (prediction,) = ask(physics, 0, track(velocity=(0.0, 1.0, 0.0), name="person")).predictions
    assert prediction.horizons_s == (1.0, 3.0, 5.0)
    assert prediction.position_mean[:, 1] == pytest.approx([1.0, 3.0, 5.0])  # people walk on
    assert (np.diff(prediction.position_variance[:, 0]) > 0).all()
    assert np.isfinite(prediction.velocity_variance).all()


def test_a_pushed_thing_slides_and_stops(physics):
    (prediction,) = ask(physics, 0, track(velocity=(0.0, 2.0, 0.0))).predictions
    assert prediction.position_mean[:, 1] == pytest.approx([4.0 / 9.81] * 3, abs=1e-6)
    assert prediction.position_variance[2, 1] < 0.9  # friction ends the spread, too


def test_a_thing_that_keeps_rolling_is_believed_to_roll_on(physics):
    for i in range(12):
        result = ask(physics, i, track(position=(3.0, 0.1 * i, 0.5), velocity=(0.0, 1.0, 0.0), at=i))
    assert result.predictions[0].position_mean[0, 1] == pytest.approx(1.1 + 1.0, abs=0.05)


def test_only_what_is_surely_in_the_air_falls(physics):
    high = ask(physics, 0, track(position=(3.0, 0.0, 2.0)))
    assert high.predictions[0].position_mean[2, 2] == pytest.approx(0.5, abs=0.05)
    assert [(c.first_id, c.second_id) for c in high.contacts] == [(-1, 1)]
    unsure = ask(physics, 1, track(position=(3.0, 0.0, 2.0), sigma_m=0.6))
    assert unsure.predictions[0].position_mean[:, 2] == pytest.approx([2.0] * 3)
    person = ask(physics, 2, track(position=(3.0, 0.0, 2.0), name="person"))
    assert person.contacts == ()


def test_who_comes_straight_at_the_robot_touches_it(physics):
    (contact,) = ask(physics, 0, track(velocity=(-1.0, 0.0, 0.0), name="person")).contacts
    assert (contact.first_id, contact.second_id) == (0, 1)
    assert contact.probability > 0.6
    assert contact.time_to_contact_s == pytest.approx(3.0 - 0.35 - 0.2, abs=0.05)


def test_who_walks_past_does_not(physics):
    assert (
        ask(physics, 0, track(position=(3.0, 2.0, 0.5), velocity=(-1.0, 0.0, 0.0), name="person")).contacts
        == ()
    )
    assert ask(physics, 1, track(velocity=(1.0, 0.0, 0.0), name="person")).contacts == ()


def test_the_robot_may_be_the_one_that_moves(physics):
    (contact,) = ask(physics, 0, track(), speed=1.0).contacts
    assert (contact.first_id, contact.second_id) == (0, 1)


def test_touch_probability_is_a_probability_and_falls_with_distance():
    gaps = np.linspace(0.0, 5.0, 20)
    probability = touch_probability(gaps, np.full(20, 0.5), np.full(20, 0.3))
    assert ((probability >= 0) & (probability <= 1)).all()
    assert (np.diff(probability) <= 0).all()


def test_no_objects_one_object_a_hundred(physics):
    assert ask(physics, 0).predictions == ()
    assert physics.step(frame(1), Upstream()).predictions == ()
    crowd = [track(k, position=(2.0 + k % 10, k // 10 - 5.0, 0.5)) for k in range(1, 101)]
    assert len(ask(physics, 2, *crowd).predictions) == 100


def test_nan_never_comes_out(physics):
    broken = track(1, position=(np.nan, 0.0, 0.5))
    result = ask(physics, 0, broken, track(2))
    assert [p.object_id for p in result.predictions] == [2]
    assert all(np.isfinite(p.position_mean).all() for p in result.predictions)


def test_an_older_result_is_carried_on_to_the_frame(physics):
    moving = track(velocity=(0.0, 1.0, 0.0), name="person")
    late = physics.step(frame(5), Upstream(memory=objects(0, moving)))
    assert late.stamp_ns == stamp(5)
    assert late.predictions[0].position_mean[0, 1] == pytest.approx(1.5)


def test_proposals_fit_the_scene_and_old_contacts_leave(physics):
    workspace = Workspace()
    state = {"position": (3.0, 0.0, 0.5)}
    workspace.propose_update(
        Proposal(
            "memory",
            stamp(0),
            (
                NodeUpdate("object/1", "state", state, 0.1, stamp(0)),
                NodeUpdate("robot/self", "state", {"position": (0.0, 0.0, 0.0)}, 0.1, stamp(0)),
            ),
        )
    )
    coming = ask(physics, 0, track(velocity=(-1.0, 0.0, 0.0), name="person"))
    assert workspace.propose_update(physics.propose(coming)).status == "committed"
    assert set(workspace.head.edges) == {"contact:robot/self>object/1"}
    assert workspace.head.item("object/1", "prediction").update.attributes["horizons"] == (1.0, 3.0, 5.0)
    leaving = ask(physics, 1, track(velocity=(1.0, 0.0, 0.0), name="person"))
    assert workspace.propose_update(physics.propose(leaving)).status == "committed"
    assert set(workspace.head.edges) == set()


def test_a_contact_does_not_wait_for_the_return_of_an_object_that_left(physics):
    near = track(velocity=(-1.0, 0.0, 0.0), name="person")
    assert physics.propose(ask(physics, 0, near)).edges
    (edge,) = physics.propose(ask(physics, 1)).edges
    assert edge.remove
    assert edge.target == "object/1"
