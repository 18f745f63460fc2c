# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.core.types import Action, Reason, Risk
from test.training.episodes.made import trajectory, view
from training.episodes.episode import Episode
from training.exporting.truth import (
    Sightings,
    things,
    true_detections,
    true_objects,
    true_risk,
    true_violation,
)


def scene(**more):
    """Rows: a floor, a two-part body of 1 and 3 kg, a ball."""
    made = trajectory(
        rows=4,
        shape=("box", "box", "box", "sphere"),
        body=np.array([0, 5, 5, 7]),
        extent=np.array([[9, 9, 0.1], [0.2, 0.4, 0.6], [0.2, 0.4, 0.6], [0.3, 0.3, 0.3]]),
        mass=np.array([0.0, 1.0, 3.0, 2.0]),
        is_static=np.array([True, False, False, False]),
        **more,
    )
    eye = view()
    masks = np.zeros((4, 12, 16), np.uint8)
    masks[:, 2:4, 3:6], masks[:, 4:6, 5:9] = 2, 3
    masks[1:3, 8:11, 10:14] = 4
    masks[:, 11] = 1
    eye = type(eye)(**{**vars(eye), "masks": masks})
    signals = {
        "risk": np.array([0, 1, 3, 2]),
        "reason": np.array([3, 0, 0, 1]),
        "action": np.array([0, 1, 2, 4]),
    }
    return Episode(made, {"main": eye}, signals, {"classes": ["floor", "person", "person", "ball"]})


def follow(episode):
    known, sightings, eye = things(episode), Sightings(), episode.views["main"]
    found = []
    for t in range(episode.frames):
        seen = true_detections(known, eye, t, 1000 + t)
        found.append((seen, true_objects(episode, known, seen, sightings, eye, t)))
    return found


def test_rows_of_one_body_are_one_object_and_the_floor_is_none():
    assert [(thing.id, thing.class_name, thing.rows) for thing in things(scene())] == [
        (2, "person", (1, 2)),
        (4, "ball", (3,)),
    ]


def test_boxes_go_around_what_is_seen():
    seen, _ = follow(scene())[1]
    assert [(d.class_name, d.instance, d.box) for d in seen.items] == [
        ("person", 2, (3.0, 2.0, 9.0, 6.0)),
        ("ball", 4, (10.0, 8.0, 14.0, 11.0)),
    ]
    assert set(np.unique(seen.masks)) == {0, 2, 4}


def test_objects_are_there_whether_seen_or_not():
    frames = follow(scene())
    balls = [objects.tracks[1] for _, objects in frames]
    assert [ball.visible for ball in balls] == [False, True, True, False]
    assert [(ball.first_seen_ns, ball.last_seen_ns) for ball in balls] == [
        (0, 0),
        (1001, 1001),
        (1001, 1002),
        (1001, 1002),
    ]
    assert balls[3].box == (10.0, 8.0, 14.0, 11.0)
    person = frames[0][1].tracks[0]
    np.testing.assert_allclose(person.position, [1.75, 0, 5])  # rows at x = 1 and 2, by mass
    assert person.mass.mean == 4.0
    np.testing.assert_allclose(person.extent, [1.2, 0.4, 0.6], atol=1e-6)


def test_what_has_left_the_scene_is_no_object():
    present = np.ones((4, 4), bool)
    present[2:, 3] = False
    assert [len(objects.tracks) for _, objects in follow(scene(present=present))] == [2, 2, 1, 1]


def test_a_broken_law_is_told_once_with_who_broke_it():
    present = np.ones((4, 4), bool)
    present[2:, 3] = False
    broken = {"violation": "permanence", "t_violation": 0.2}
    made = scene(present=present, **broken)
    told = [true_violation(made, things(made), t) for t in range(4)]
    assert [v is None for v in told] == [True, True, False, True]
    assert (told[2].object_id, told[2].kind, told[2].score) == (4, "permanence", 1.0)
    np.testing.assert_allclose(told[2].expected[:3], made.trajectory.position[1, 3])
    named = Episode(scene(**broken).trajectory, meta={"violator": 2})
    assert true_violation(named, things(named), 2).object_id == things(named)[0].id
    unknown = Episode(scene(**broken).trajectory)
    assert true_violation(unknown, things(unknown), 2).object_id == 0


def test_risk_is_as_labelled():
    made = scene()
    result = true_risk(made, 2, 1000, 2000)
    assert (result.assessment.risk, result.assessment.reason) == (Risk.HIGH, Reason.HUMAN)
    assert result.assessment.risk_probabilities == (0, 0, 0, 1)
    assert (result.advice.action, result.advice.valid_until_ns) == (Action.STOP, 2000)
    assert sum(result.advice.probabilities) == pytest.approx(1)
    assert true_risk(Episode(made.trajectory, made.views), 2, 1000, 2000) is None
