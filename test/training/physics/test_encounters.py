# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether two meet is judged where they come near each other, and by how they move there."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.spatial.transform import Rotation

from sgw_ros.experts.physics.scene_graph import CORNERS
from training.episodes.trajectory import SHAPES
from training.physics.batching import as_scene
from training.physics.encounters import encounter, passing, until_near
from training.physics.features import setting
from training.physics.graphs import scene_graph
from training.physics.meetings import meetings
from training.physics.receivers import Scattered
from training.physics.surfaces import Poses, Shapes, gap

from .scenes import sliding

STEP_S = 0.5
WALL = [0.1, 2.0, 1.0]


def meets(start, velocity, wall=(1.0, 1.2, 0.0)):
    """1 if a ball of 0.1 m meets a wall of `WALL` m in half a second, towards 0 where it does not."""
    rows = {
        "extent": np.float32([[0.2, 0.2, 0.2], WALL]),
        "shape": ("sphere", "box"),
        "is_static": np.array([False, True]),
    }
    graph, _ = scene_graph(sliding([start, wall], [velocity, [0, 0, 0]], **rows), 5)
    shift = np.float32([start, wall]) - graph.position
    scene = as_scene([graph])
    fixed = setting(scene, Scattered(scene.edges[1], 2))
    state = scene.start()
    state.position.add_(torch.from_numpy(shift))
    return meetings(scene, state, fixed, torch.full((2,), STEP_S)).borne[0, 0].item()


def test_what_heads_for_a_wall_meets_it():
    assert meets([0.0, 1.2, 0.0], [5.0, 0.0, 0.0]) > 0.9


@pytest.mark.parametrize(
    ("start", "velocity"), [([0.0, 0.0, 0.0], [5.0, -1.5, 0.0]), ([0.0, 1.2, 0.62], [5.0, 0.0, 3.0])]
)
def test_what_flies_past_a_walls_end_or_over_it_does_not(start, velocity):
    assert meets(start, velocity) < 0.3


def test_until_they_are_near_they_surely_do_not_meet():
    torch.manual_seed(0)
    graph, _ = scene_graph(sliding([[0, 0, 0], [1.0, 0.3, 0.0]], [[2.0, 0, 0], [0, 0, 0]]), 0)
    scene = as_scene([graph])
    fixed = setting(scene, Scattered(scene.edges[1], 2))
    going = passing(scene.start(), scene.edges, fixed.own, fixed.pairs)
    now = encounter(going, going.offset, fixed.pairs)
    wait = until_near(now, torch.full((2, 1), 5.0))
    then = encounter(going, going.offset + wait * going.drift, fixed.pairs)
    assert (wait > 0.3).all()
    assert (then.gap.apart > 0.0).all()
    assert (then.gap.apart < now.gap.apart).all()


def test_the_speed_of_an_approach_has_both_spins_in_it():
    graph, _ = scene_graph(sliding([[0, 0, 0], [0.0, 0.3, 0.1]], [[1.0, 0, 0], [0, 2.0, 0]]), 0)
    scene = as_scene([graph])
    spin = torch.tensor([[1.0, 2.0, 3.0], [-2.0, 0.5, 1.0]])
    state = scene.start()
    state.spin.copy_(spin)
    fixed = setting(scene, Scattered(scene.edges[1], 2))
    going = passing(state, scene.edges, fixed.own, fixed.pairs)
    found = encounter(going, going.offset, fixed.pairs)
    meeting = 0.5 * (found.gap.first_point + found.gap.second_point)[0]
    for edge, (sender, receiver) in enumerate(scene.edges.T.tolist()):
        arm = meeting[edge] - going.offset[0, edge]
        there = state.velocity[0, sender] + torch.linalg.cross(spin[sender], arm)
        here = state.velocity[0, receiver] + torch.linalg.cross(spin[receiver], meeting[edge])
        torch.testing.assert_close(found.approach[0, edge], there - here, atol=1e-5, rtol=0)


def test_pairs_with_corners_and_without_are_as_far_apart_together_as_alone():
    torch.manual_seed(0)
    kinds = ["mesh", "box", "mesh", "sphere", "mesh"]
    kind = torch.eye(len(SHAPES))[[SHAPES.index(name) for name in kinds]]
    half = torch.full((5, 3), 0.1)
    corners = kind[:, -1, None, None] * (torch.rand(5, CORNERS, 3) - 0.5) * 0.2
    place, turn = torch.rand(5, 3), torch.linalg.qr(torch.randn(5, 3, 3))[0]
    first, second = torch.tensor([1, 1, 0, 3, 4]), torch.tensor([3, 0, 2, 4, 1])

    def apart(chosen):
        a, b = first[chosen], second[chosen]
        shapes = Shapes(half, kind, corners)
        poses = (Poses(place[rows], turn[rows]) for rows in (a, b))
        return gap(next(poses), shapes.at(a), next(poses), shapes.at(b)).distance

    alone = torch.cat([apart(torch.tensor([edge])) for edge in range(5)])
    torch.testing.assert_close(apart(torch.arange(5)), alone)


def test_speeds_have_slopes_and_places_have_none():
    graph, _ = scene_graph(sliding([[0, 0, 0], [0.3, 0.4, 0.0]], [[0, 0, 0], [0, 0, 0]]), 0)
    scene = as_scene([graph])
    fixed = setting(scene, Scattered(scene.edges[1], 2))
    state = scene.start()
    place, velocity = (each.clone().requires_grad_() for each in (state.position, state.velocity))
    going = passing(replace(state, position=place, velocity=velocity), scene.edges, fixed.own, fixed.pairs)
    found = encounter(going, going.offset, fixed.pairs)
    assert not found.gap.apart.requires_grad
    found.closing.sum().backward()
    assert velocity.grad.abs().max() > 0.1
    assert not place.grad.any()


@pytest.mark.parametrize(
    ("shape", "turned"), [("sphere", 0.3), ("cylinder", 0.3), ("capsule", 0.3), ("capsule", 1.2)]
)
def test_what_rolls_down_a_slope_comes_no_nearer_to_it(shape, turned):
    lean, speed, radius = 0.4, 1.5, 0.1
    up = np.array([np.sin(lean), 0.0, np.cos(lean)])
    down = np.array([np.cos(lean), 0.0, -np.sin(lean)])
    tilt = Rotation.from_euler("y", lean)
    about = tilt * Rotation.from_euler("y", turned) * Rotation.from_euler("x", np.pi / 2)
    turns = np.float32([each.as_quat()[[3, 0, 1, 2]] for each in (about, tilt)])
    rolling = sliding(
        [0.4 * down + radius * up, -0.05 * up],
        [speed * down, [0, 0, 0]],
        shape=(shape, "box"),
        extent=np.float32([[0.2, 0.2, 0.2 if shape == "sphere" else 0.4], [3.0, 3.0, 0.1]]),
        orientation=np.tile(turns, (60, 1, 1)),
        angular_velocity=np.tile(np.float32([[0, speed / radius, 0], [0, 0, 0]]), (60, 1, 1)),
        is_static=np.array([False, True]),
    )
    scene = as_scene([scene_graph(rolling, 0)[0]])
    fixed = setting(scene, Scattered(scene.edges[1], 2))
    going = passing(scene.start(), scene.edges, fixed.own, fixed.pairs)
    found = encounter(going, going.offset, fixed.pairs)
    assert found.closing.abs().max() < 0.05
    torch.testing.assert_close(found.approach, torch.zeros_like(found.approach), atol=0.05, rtol=0)
