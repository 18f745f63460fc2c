# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is struck beside its centre turns, and gives way the less."""

import numpy as np
import pytest
import torch

from test.training.physics.scenes import sliding
from training.physics.batching import as_scene
from training.physics.features import setting
from training.physics.graphs import scene_graph
from training.physics.levers import gyration
from training.physics.meetings import meetings
from training.physics.receivers import Scattered

BALL, ROD = [0.2, 0.2, 0.2], [0.1, 1.0, 0.1]


def scene_of(at_y, shape="box", mass=(1.0, 1.0), restitution=0.0):
    """A ball at 2 m/s that is about to strike a rod of 1 m along y, `at_y` m from its middle."""
    trajectory = sliding(
        [[-0.15 - 1e-4, at_y, 5.0], [0.0, 0.0, 5.0]],
        [[2.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
        shape=("sphere", shape),
        extent=np.float32([BALL, ROD]),
        mass=np.float32(mass),
        restitution=np.float32([restitution, restitution]),
    )
    return as_scene([scene_graph(trajectory, 0)[0]])


def changes(scene):
    """m/s by which ball and rod change their speeds along x."""
    fixed = setting(scene, Scattered(scene.edges[1], 2))
    met = meetings(scene, scene.start(), fixed, torch.full((2,), 0.1))
    return fixed.receivers.sum(met.push)[0, :, 0].tolist()


def test_moments_are_those_of_the_books():
    for shape, about_x, about_y in (("box", 1.01 / 12, 0.02 / 12), ("ellipsoid", 1.01 / 20, 0.02 / 20)):
        found = gyration(scene_of(0.0, shape))[1]
        assert found[0].item() == pytest.approx(about_x, rel=1e-4)
        assert found[1].item() == pytest.approx(about_y, rel=1e-4)
    ball = gyration(scene_of(0.0))[0]
    torch.testing.assert_close(ball, torch.full((3,), 0.4 * 0.1**2))


@pytest.mark.parametrize("restitution", [0.0, 0.8])
@pytest.mark.parametrize("mass", [(1.0, 1.0), (3.0, 1.0)])
@pytest.mark.parametrize("at_y", [0.0, 0.2, 0.45])
def test_an_impact_is_that_of_two_rigid_bodies(at_y, mass, restitution):
    ball, rod = changes(scene_of(at_y, mass=mass, restitution=restitution))
    turned = at_y**2 / ((0.1**2 + 1.0**2) / 12)  # of the rod, for its mass
    push = (1 + restitution) * 2.0 / (1 / mass[0] + (1 + turned) / mass[1])
    assert ball == pytest.approx(-push / mass[0], rel=0.03)
    assert rod == pytest.approx(push / mass[1], rel=0.03)
