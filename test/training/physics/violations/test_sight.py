# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np

from test.training.physics.scenes import sliding
from training.episodes.episode import Episode
from training.physics.violations.sight import Boxes, eye_of, shown

VIEWPOINT = {"position": [0.0, -3.0, 1.0], "target": [0.0, 0.0, 0.5], "fov_y_deg": 45.0}
EXTENT = np.full(3, 0.2)


def screen(there=True):
    half = np.array([[0.4, 0.02, 1.0]])
    place = np.array([[[0.0, -1.0, 0.5]]])
    return Boxes(place, np.eye(3)[None, None], half, np.array([[there]]))


def sees(place, before):
    eye = eye_of(Episode(sliding([[0, 0, 1]], [[0, 0, 0]]), meta={"viewpoint": VIEWPOINT}))
    return bool(shown(eye, np.array([[place]], float), np.eye(3)[None], EXTENT, before)[0, 0])


def test_what_stands_behind_a_screen_does_not_show():
    assert not sees([0, 0.5, 0.5], screen())
    assert sees([0, 0.5, 0.5], screen(there=False))
    assert sees([0, -1.5, 0.5], screen())
    assert sees([1.2, 0.5, 0.5], screen())


def test_what_is_out_of_the_picture_does_not_show():
    assert not sees([5, 0, 0.5], screen(there=False))
    assert not sees([0, -5, 0.5], screen(there=False))


def test_an_episode_without_a_camera_tells_of_none():
    assert eye_of(Episode(sliding([[0, 0, 1]], [[0, 0, 0]]))) is None
