# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
from scipy.spatial.transform import Rotation

from training.physics.turning import nearest_rotation, turned


def test_half_way_between_two_knots_is_half_the_turn():
    knots = Rotation.from_euler("z", [[0.0], [0.0], [90.0]], degrees=True).as_matrix()[:, None]
    said = turned(np.array([0.0, 1.0, 2.0]), knots, np.array([0.5, 1.5, 9.0]))
    angles = Rotation.from_quat(said[:, 0, [1, 2, 3, 0]]).as_euler("zyx", degrees=True)
    np.testing.assert_allclose(angles[:, 0], [0.0, 45.0, 90.0], atol=1e-9)


def test_the_mean_of_turns_is_made_a_rotation_again():
    apart = Rotation.from_euler("x", [[30.0], [70.0]], degrees=True).as_matrix()
    mean = nearest_rotation(apart.mean(axis=0)[None])[0]
    np.testing.assert_allclose(mean, Rotation.from_euler("x", 50.0, degrees=True).as_matrix(), atol=1e-9)
    flat = nearest_rotation(np.diag([1.0, 1.0, -0.1])[None])[0]
    assert np.linalg.det(flat) > 0.99
