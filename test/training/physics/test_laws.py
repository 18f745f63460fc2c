# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What holds for every network of this make, whatever it has learned."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from sgw_ros.experts.physics.scene_graph import KINDS, surface_of
from test.training.physics.scenes import sliding
from training.physics.batching import as_scene
from training.physics.ensemble import Ensemble
from training.physics.graphs import scene_graph
from training.physics.learned import in_torch
from training.physics.made_up import made_up_scene
from training.physics.materials import bonds, materials
from training.physics.observing import with_floor
from training.physics.wear import pace, worn


def forecasts(graph, step_s, seed=0):
    """Of a network whose weights are large: it says much, and nothing of use."""
    torch.manual_seed(seed)
    network = Ensemble(hidden=16, rounds=1, members=1)
    with torch.no_grad():
        for parameter in network.members.decode.parameters():
            parameter.mul_(30.0)
    return in_torch(network)(graph, step_s)


def alone(height_m, speed_mps, friction):
    trajectory = with_floor(sliding([[0, 0, height_m]], [speed_mps], friction=np.float32([friction])))
    graph, rows = scene_graph(trajectory, 5)
    return graph, np.full((1, len(rows)), 0.2, np.float32)


def test_friction_takes_its_coefficients_share_of_the_floors_push():
    graph, _ = alone(0.1, [2.0, 0.0, 0.0], 0.25)
    of = materials(as_scene([graph]))
    left, mean = worn(of.resistance, torch.tensor([[2.0], [0.01]]), torch.tensor([[4.0], [4.0]]))
    assert left[0, 0].item() == pytest.approx(0.5, abs=1e-3)
    assert mean[0, 0].item() == pytest.approx(0.75, abs=1e-3)
    assert left[1, 0].item() == 0.0


def test_rolling_friction_is_of_one_cone_with_sliding_friction_and_boxes_do_not_roll():
    graph, _ = alone(0.1, [2.0, 0.0, 0.0], 0.25)
    of = materials(as_scene([graph]))
    speed, pushed = torch.tensor([[2.0], [2.0]]), torch.tensor([[4.0], [4.0]])
    for rolling, taken in ((0.035, 0.025), (1e3, 0.25)):
        of = replace(of, rolling=torch.tensor([rolling, rolling]))
        left, _ = worn(of.resistance, speed, pushed)
        assert left[0, 1].item() == pytest.approx(1.0 - taken * 2.0, abs=2e-3)
    assert left[1, 1].item() == 1.0


def test_what_may_go_any_way_is_not_stopped_as_if_it_were_slow():
    graph, _ = alone(0.1, [0.0, 0.0, 0.0], 0.25)
    state = as_scene([graph]).start()
    assert pace(state)[0, 0].item() < 0.02
    lost = replace(state, spread=torch.full_like(state.spread, 1.0))
    assert pace(lost)[0, 0].item() == pytest.approx(2**0.5, abs=1e-3)


@pytest.mark.parametrize("friction", [0.03, 0.4])
def test_alone_on_a_floor_nothing_loses_or_gains_more_than_friction_gives(friction):
    graph, step_s = alone(0.1, [2.0, 1.0, 0.0], friction)
    for seed in range(5):
        said = forecasts(graph, step_s, seed)["velocity_mean"][0, 0]
        change = said - graph.velocity[0, 0]
        pushed = change[2] + 9.81 * step_s[0, 0]
        assert np.linalg.norm(change[:2]) <= 2 * friction * max(pushed, 0.0) + 0.1


def test_what_nothing_bears_flies_whatever_a_network_says():
    graph, step_s = alone(5.0, [2.0, 1.0, 0.5], 0.4)
    for seed in range(5):
        said = forecasts(graph, step_s, seed)
        np.testing.assert_allclose(said["velocity_mean"][0, 0], [2.0, 1.0, 0.5 - 0.2 * 9.81], atol=0.1)


def test_nothing_sinks_into_a_floor_however_long_the_step():
    graph, step_s = alone(2.0, [1.0, 0.0, -1.0], 0.4)
    for seed in range(5):
        said = forecasts(graph, 5.0 * step_s, seed)
        assert said["position_mean"][0, 0, 2] >= 0.1 - 1e-4


def test_doubt_of_a_velocity_lasts_longer_where_it_is_slippery():
    spread = []
    for friction in (0.03, 0.6):
        scene = as_scene([alone(0.1, [2.0, 0.0, 0.0], friction)[0]])
        torch.manual_seed(0)
        network = Ensemble(hidden=16, rounds=1, members=1)
        with torch.no_grad():
            network.members.decode[-1].bias[..., 15] = 30.0  # it slides
            spread.append(network(scene, torch.full((4, 2), 0.3)).position_sd[-1, 0, 0].item())
    assert spread[0] > 1.05 * spread[1]


def test_masses_count_by_their_ratio_alone():
    graph, step_s = made_up_scene(5, 1)
    surface = graph.surface.copy()
    surface[graph.movable > 0, 0] += 1.5
    first, second = forecasts(graph, step_s[:1]), forecasts(replace(graph, surface=surface), step_s[:1])
    np.testing.assert_allclose(second["position_mean"], first["position_mean"], atol=1e-4)


def test_of_two_materials_the_greater_friction_and_the_lower_restitution_count():
    graph, _ = made_up_scene(3, 0)
    values = np.array([[1.0, 0.2, 0.6, 0.001, 0.001], [3.0, 0.5, 0.1, 0.001, 0.001], [0, 0, 1, 0, 0]])
    surface, _ = surface_of(values)
    graph = replace(
        graph, surface=surface, movable=np.float32([1, 1, 0]), edges=np.array([[1, 2, 0], [0, 0, 1]])
    )
    scene = as_scene([graph])
    found = bonds(scene, materials(scene))
    torch.testing.assert_close(found.friction, torch.tensor([0.5, 0.2, 0.5]))
    torch.testing.assert_close(found.restitution, torch.tensor([0.1, 0.6, 0.1]))
    torch.testing.assert_close(found.share, torch.tensor([0.75, 1.0, 0.25]))


def test_what_is_far_off_says_nothing_however_much_there_is_of_it():
    near = sliding([[0, 0, 0.1], [0.3, 0, 0.1]], [[1, 0, 0], [0, 0, 0]])
    crowd = [[9.0 + i, 9.0, 0.1] for i in range(6)]
    far = sliding([[0, 0, 0.1], [0.3, 0, 0.1], *crowd], [[1, 0, 0]] + 7 * [[0, 0, 0]])
    said = []
    for trajectory in (near, far):
        graph, rows = scene_graph(with_floor(trajectory), 5)
        torch.manual_seed(0)
        said.append(in_torch(Ensemble(16, 2, 2))(graph, np.full((1, len(rows)), 0.2, np.float32)))
    np.testing.assert_allclose(said[1]["position_mean"][:, :2], said[0]["position_mean"][:, :2], atol=1e-4)


def test_a_round_ellipsoid_is_a_sphere():
    graph, step_s = made_up_scene(4, 2)
    graph = replace(graph, half=np.full_like(graph.half, 0.1))
    kind = np.zeros_like(graph.kind)
    one, other = kind.copy(), kind.copy()
    one[:, KINDS.index("sphere")] = other[:, KINDS.index("ellipsoid")] = 1.0
    first, second = (forecasts(replace(graph, kind=each), step_s[:1]) for each in (one, other))
    np.testing.assert_allclose(first["position_mean"], second["position_mean"], atol=1e-4)
