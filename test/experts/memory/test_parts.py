# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.experts.memory.association import FORBIDDEN, assign
from sgw_ros.experts.memory.boxes import carry, cut_sides, ious, shift_around, union
from sgw_ros.experts.memory.identity import Identity
from sgw_ros.experts.memory.kalman import Kalman
from sgw_ros.experts.memory.presence import Presence


@given(st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8), st.floats(0.1, 10.0))
def test_the_covariance_stays_positive(steps_s, acceleration):
    kalman = Kalman(np.zeros(3), np.eye(3) * 0.01)
    for dt_s in steps_s:
        kalman.predict(dt_s, acceleration)
        kalman.update(np.array([1.0, 2.0, 3.0]), np.eye(3) * 0.01)
        assert np.linalg.eigvalsh(kalman.covariance).min() > -1e-9
        assert kalman.covariance == pytest.approx(kalman.covariance.T)


def test_prediction_is_the_textbook_one():
    kalman = Kalman(np.array([1.0, 0.0, 0.0]), np.eye(3) * 0.04)
    kalman.mean[3:] = [2.0, 0.0, -1.0]
    kalman.predict(0.5, 2.0)
    assert kalman.mean == pytest.approx([2.0, 0.0, -0.5, 2.0, 0.0, -1.0])
    assert kalman.covariance[0, 0] == pytest.approx(0.04 + 0.25 + 4.0 * 0.5**4 / 4)
    assert kalman.covariance[0, 3] == pytest.approx(0.5 + 4.0 * 0.5**3 / 2)


def test_no_time_is_no_change():
    kalman = Kalman(np.ones(3), np.eye(3))
    before = kalman.covariance.copy()
    kalman.predict(0.0, 2.0)
    assert (kalman.covariance == before).all()


def test_presence_weighs_a_miss_by_how_often_the_detector_hits():
    sure, unsure = Presence(), Presence()
    for _ in range(20):
        sure.hit("motion", 0)
    unsure.hit("motion", 0)
    sure.miss(["motion"], 1)
    unsure.miss(["motion"], 1)
    assert not sure.visible
    assert unsure.visible


def test_a_detector_that_never_found_it_cannot_miss_it():
    presence = Presence()
    presence.hit("person", 0)
    for _ in range(20):
        presence.miss(["motion"], 1)
    assert presence.visible


def test_names_of_class_agnostic_detectors_are_no_votes():
    identity = Identity()
    identity.vote("motion", 1.0)
    identity.vote("object", 1.0)
    assert identity.class_name == "object"
    identity.vote("person", 0.5)
    assert identity.class_name == "person"
    for _ in range(30):
        identity.vote("dog", 0.9)
    assert identity.class_name == "dog"


def test_assignment_takes_the_cheapest_whole_and_no_forbidden_pair():
    cost = np.array([[0.1, 0.2], [0.15, FORBIDDEN]])
    assert sorted((m.track, m.detection) for m in assign(cost, 0.7)) == [(0, 1), (1, 0)]
    assert assign(np.array([[FORBIDDEN]]), 0.7) == []
    assert assign(np.zeros((0, 3)), 0.7) == []


def test_boxes():
    assert ious(np.array([[0, 0, 2, 2.0]]), np.array([[1, 0, 3, 2.0]]))[0, 0] == pytest.approx(1 / 3)
    assert union([(0, 0, 1, 1), (2, -1, 3, 0.5)]) == (0, -1, 3, 1)
    assert shift_around((0, 0, 10, 10), (8, 2, 12, 4)) == (2, 0, 12, 10)
    assert cut_sides((0, 50, 320, 100), 320, 240) == (True, False, True, False)


def test_a_box_moves_and_scales_with_the_background():
    zoom = np.array([[2.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.0, 0.0, 1.0]])
    assert carry((10, 10, 20, 30), zoom) == pytest.approx((20, 20, 40, 60))
    assert carry((10, 10, 20, 30), np.zeros((3, 3))) == (10, 10, 20, 30)
