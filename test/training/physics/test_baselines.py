# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from test.training.physics.scenes import sliding
from training.physics.baselines import Ballistic, ConstantVelocity, Static, bounding_radius
from training.physics.observing import observe

TIMES_S = np.array([1.0, 3.0, 5.0])


def test_static_stays_and_constant_velocity_goes_on():
    seen = observe(sliding([[0, 0, 1]], [[1, 0, 2]]), 6)
    assert Static().forecast(seen, TIMES_S).position[:, 0].tolist() == [pytest.approx([0.5, 0, 2.0])] * 3
    straight = ConstantVelocity().forecast(seen, TIMES_S)
    np.testing.assert_allclose(straight.position[:, 0, 0], [1.5, 3.5, 5.5], atol=1e-6)
    np.testing.assert_allclose(straight.velocity[:, 0], [[1, 0, 2]] * 3, atol=1e-6)


def test_ballistic_slides_to_rest_by_friction():
    speed, braking = 2.0, 0.5 * 9.81
    seen = observe(sliding([[0, 0, 0.1]], [[speed, 0, 0]]), 6)
    said = Ballistic().forecast(seen, TIMES_S)
    np.testing.assert_allclose(said.position[:, 0, 0], 1.0 + speed**2 / (2 * braking), atol=1e-5)
    np.testing.assert_allclose(said.velocity[:, 0], 0.0, atol=1e-9)


def test_ballistic_falls_onto_a_raised_floor_with_its_bounding_sphere():
    floor = {
        "shape": ("box", "box"),
        "extent": np.float32([[0.2, 0.2, 0.2], [20, 20, 1]]),
        "is_static": np.array([False, True]),
    }
    seen = observe(sliding([[0, 0, 2], [0, 0, -0.2]], [[0, 0, 0], [0, 0, 0]], **floor), 6)
    said = Ballistic().forecast(seen, np.array([0.1, 20.0]))
    assert said.position[0, 0, 2] == pytest.approx(2 - 0.5 * 9.81 * 0.01, abs=1e-6)
    assert said.position[1, 0, 2] == pytest.approx(0.3 + 0.1 * np.sqrt(3), abs=1e-5)
    assert said.position[1, 1].tolist() == pytest.approx([0, 0, -0.2])
    assert said.touch().tolist() == [[0, 1], [1, 0]]
    assert not Ballistic().forecast(seen, np.array([0.1])).touch().any()


def test_touching_is_read_off_the_paths():
    seen = observe(sliding([[0, 0, 5], [2, 0, 5], [2, 3, 5]], [[1, 0, 0], [0, 0, 0], [0, 0, 0]]), 6)
    said = ConstantVelocity().forecast(seen, np.linspace(0.05, 3.0, 60))
    assert said.touch().tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert not Static().forecast(seen, TIMES_S).touch().any()


def test_without_weight_ballistic_is_constant_velocity():
    seen = observe(sliding([[0, 0, 1]], [[1, 0, 2]], gravity=np.float32([0, 0, 0])), 6)
    np.testing.assert_array_equal(
        Ballistic().forecast(seen, TIMES_S).position, ConstantVelocity().forecast(seen, TIMES_S).position
    )


def test_bounding_radii():
    scene = sliding(
        np.zeros((4, 3)),
        np.zeros((4, 3)),
        shape=("sphere", "box", "cylinder", "capsule"),
        extent=np.float32([[0.2, 0.2, 0.2], [0.2, 0.4, 0.4], [0.6, 0.6, 0.8], [0.2, 0.2, 0.8]]),
    )
    np.testing.assert_allclose(bounding_radius(scene), [0.1, 0.3, 0.5, 0.4], atol=1e-6)
