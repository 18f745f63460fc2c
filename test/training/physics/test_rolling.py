# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What rolls, what slides, and what friction takes of either."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from test.training.physics.scenes import sliding
from training.physics.batching import as_scene
from training.physics.bodies import bodies
from training.physics.ensemble import Ensemble
from training.physics.features import setting
from training.physics.graphs import scene_graph
from training.physics.materials import materials
from training.physics.meetings import meetings
from training.physics.observing import with_floor
from training.physics.receivers import listed

LYING = (np.sqrt(0.5), np.sqrt(0.5), 0.0, 0.0)
"""A quarter turn about x: what stood along z lies along y."""


def going(shape, spin_radps=(0.0, 0.0, 0.0), turned=(1.0, 0.0, 0.0, 0.0), **more):
    """One body of 0.2 m on the floor, at 1 m/s along x."""
    trajectory = sliding([[0, 0, 0.1]], [[1.0, 0.0, 0.0]], shape=(shape,), **more)
    trajectory = replace(
        trajectory,
        angular_velocity=np.tile(np.float32(spin_radps), (60, 1, 1)),
        orientation=np.tile(np.float32(turned), (60, 1, 1)),
    )
    return as_scene([scene_graph(with_floor(trajectory), 5)[0]])


@pytest.mark.parametrize(
    ("shape", "spin_radps", "turned", "rolls"),
    [
        ("sphere", (0, 10, 0), (1, 0, 0, 0), 1.0),
        ("sphere", (0, 0, 0), (1, 0, 0, 0), 0.0),
        ("sphere", (0, -10, 0), (1, 0, 0, 0), 0.0),
        ("cylinder", (0, 10, 0), LYING, 1.0),
        ("cylinder", (0, 10, 0), (1, 0, 0, 0), 0.0),
        ("box", (0, 10, 0), (1, 0, 0, 0), 0.0),
    ],
)
def test_what_turns_as_fast_as_it_goes_rolls(shape, spin_radps, turned, rolls):
    scene = going(shape, spin_radps, turned)
    assert bodies(scene, materials(scene)).rolls[0, 0].item() == pytest.approx(rolls, abs=1e-4)


def test_a_new_network_has_what_rolls_go_on_rolling():
    ways = []
    for spin in ((0.0, 10.0, 0.0), (0.0, 0.0, 0.0)):
        torch.manual_seed(0)
        with torch.no_grad():
            said = Ensemble(hidden=16, rounds=1, members=1)(going("sphere", spin), torch.full((4, 2), 0.25))
        ways.append(said.position_mean[-1, 0, 0].item())
    assert ways[0] > 0.85 > ways[1] + 0.1


def test_rolling_friction_counts_by_the_radius_that_a_body_rolls_on():
    lever = {"rolling_friction": np.float32([0.005])}
    cigar = {"extent": np.float32([[0.4, 0.2, 0.2]])}
    for shape, more, radius in (("sphere", {}, 0.1), ("ellipsoid", cigar, 0.1), ("ellipsoid", {}, 0.1)):
        scene = going(shape, **lever, **more)
        assert materials(scene).rolling[0].item() == pytest.approx(0.005 / radius, rel=1e-4)


def test_what_bounces_rattles_on_its_corners_and_friction_takes_less():
    bouncy = {"restitution": np.float32([0.8])}
    taken = {shape: materials(going(shape, **bouncy)).resistance[0, 0].item() for shape in ("box", "sphere")}
    assert taken["sphere"] == pytest.approx(0.5)
    assert taken["box"] == pytest.approx(0.5 * (1 - 0.55 * 0.64), rel=1e-4)


def meets_face(lean, shape):
    """What a body of 0.2 m is told of the face that it lies on, which leads down along x by `lean` rad."""
    turn = np.float32([np.cos(lean / 2), 0.0, np.sin(lean / 2), 0.0])
    up = np.array([np.sin(lean), 0.0, np.cos(lean)])
    lying = sliding(
        [0.1 * up, -0.05 * up],
        [[0, 0, 0], [0, 0, 0]],
        shape=(shape, "box"),
        extent=np.float32([[0.2, 0.2, 0.2], [2.0, 2.0, 0.1]]),
        orientation=np.tile(turn, (60, 2, 1)),
        is_static=np.array([False, True]),
    )
    scene = as_scene([scene_graph(lying, 5)[0]])
    fixed = setting(scene, listed(scene.edges[1], 2))
    return fixed, meetings(scene, scene.start(), fixed, torch.full((2,), 0.1))


@pytest.mark.parametrize(("shape", "share"), [("sphere", 5 / 7), ("box", 0.0)])
def test_what_rolls_is_quickened_by_gravitys_part_along_a_leaning_face(shape, share):
    lean = np.radians(25.0)
    fixed, met = meets_face(lean, shape)
    slope = np.array([np.cos(lean), 0.0, -np.sin(lean)])
    gained = fixed.receivers.sum(met.downhill)[0, 0].numpy() @ fixed.frame[0].numpy().T
    np.testing.assert_allclose(gained, share * 0.981 * np.sin(lean) * slope, atol=0.02)


def test_a_level_face_quickens_nothing():
    scene = going("sphere", (0.0, 10.0, 0.0))
    fixed = setting(scene, listed(scene.edges[1], 2))
    assert meetings(scene, scene.start(), fixed, torch.full((2,), 0.1)).downhill.abs().max() < 1e-5


@pytest.mark.parametrize(("lean_deg", "held"), [(25.0, 0.0), (90.0, 1.0)])
def test_what_a_slope_bears_is_not_held_by_it_as_by_a_wall(lean_deg, held):
    fixed, met = meets_face(np.radians(lean_deg), "sphere")
    assert fixed.receivers.sum(met.held)[0, 0].item() == pytest.approx(held, abs=0.05)
