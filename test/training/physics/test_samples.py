# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np
import pytest
import torch

from sgw_ros.experts.physics.scene_graph import NEAREST, connect, surface_of
from test.training.physics.scenes import sliding, touching
from training.episodes.errors import DatasetError
from training.episodes.interchange import write_trajectory
from training.physics.batching import collate
from training.physics.graphs import KNOTS_S, scene_graph
from training.physics.losses import Weights, contact_loss, losses
from training.physics.network import Simulator
from training.physics.observing import with_floor
from training.physics.samples import FixedSamples, Moments, Noise, TrainingSamples, at, load
from training.physics.state import Rollout
from training.physics.symmetries import mirrored, scaled


def two(**more):
    return with_floor(sliding([[0, 0, 5], [2, 0, 5]], [[1, 0, 0], [0, 0, 0]], **more))


def test_what_follows_is_read_at_the_knots():
    graph, after = at(two(contact=touching(60, 2, 0, 1, 20)), 5)
    ends = 5 + np.cumsum(np.round(after.step_s / 0.1)).astype(int)
    assert ends.tolist() == [6, 7, 10, 13, 15, 20, 25, 35, 45, 55]
    np.testing.assert_allclose(after.position[:, 0, 0], 0.1 * ends, atol=1e-5)
    meeting = (graph.edges == [[1], [0]]).all(axis=0)
    assert after.contact[:, meeting].ravel().tolist() == [False] * 5 + [True] * 5
    assert after.fresh.all()
    assert after.scored.tolist() == [[True, True, False]] * len(KNOTS_S)


def test_a_knot_just_beyond_the_end_is_put_there_and_later_ones_are_not_reached():
    _, after = at(two(frames=52), 5)
    assert after.reached.all()
    assert after.step_s[-1] == pytest.approx(0.6)
    assert at(two(frames=40), 5)[1].reached.tolist() == [True] * 8 + [False] * 2


def test_rows_that_are_not_there_are_not_in_the_graph():
    present = np.ones((60, 2), bool)
    present[:10, 0] = False
    graph, rows = scene_graph(two(present=present), 5)
    assert rows.tolist() == [1, 2]
    assert graph.edges.tolist() == [[1], [0]]


def test_unknown_materials_are_doubted():
    surface, doubt = surface_of(np.array([[np.nan, 0.5, 0.2, np.nan, 0.001]]))
    assert doubt.tolist() == [[1, 0, 0, 1, 0]]
    assert surface[0, 0] == surface[0, 3] == 0
    assert np.isfinite(surface).all()


def test_hundreds_of_rows_hear_from_their_nearest_alone():
    rng = np.random.default_rng(0)
    place = rng.uniform(0, 10, (300, 3)).astype(np.float32)
    turned = np.tile(np.eye(3, dtype=np.float32), (300, 1, 1))
    edges = connect(place, turned, np.full((300, 3), 0.1, np.float32), np.ones(300, bool))
    assert (np.bincount(edges[1]) == NEAREST).all()
    assert (edges[0] != edges[1]).all()


def test_a_lone_row_and_no_row_have_no_edges():
    for rows in (0, 1):
        nothing = np.zeros((rows, 3), np.float32)
        assert connect(nothing, np.zeros((rows, 3, 3), np.float32), nothing, np.ones(rows, bool)).shape == (
            2,
            0,
        )


def test_a_mesh_is_scaled_and_mirrored_with_its_corners():
    points = np.random.default_rng(0).normal(size=(40, 3)).astype(np.float32)
    episode = sliding([[0, 0, 1]], [[1, 0, 0]], shape=("mesh",), vertices={0: points})
    graph, after = at(with_floor(episode), 5)
    assert np.isin(graph.corners[0], points).all()
    assert not graph.corners[1].any()
    assert graph.corners[0, :, 2].max() == points[:, 2].max()
    flipped, larger = mirrored((graph, after))[0], scaled((graph, after), 2.0)[0]
    np.testing.assert_array_equal(flipped.corners, graph.corners * np.float32([1, -1, 1]))
    np.testing.assert_allclose(larger.corners, 4.0 * graph.corners)


def test_the_mirror_shows_the_same_physics():
    sample = at(two(), 5)
    graph, after = mirrored(sample)
    np.testing.assert_array_equal(graph.position * [1, -1, 1], sample[0].position)
    np.testing.assert_array_equal(mirrored((graph, after))[1].position, sample[1].position)
    np.testing.assert_allclose(np.linalg.det(graph.rotation), 1.0)


def test_a_larger_scene_goes_the_same_way_at_its_own_pace():
    pace = 1.5
    falling = [[1, 0, 0], [0, 0.5, -2]]
    materials = {
        "rolling_friction": np.float32([0.001, 0.002]),
        "spinning_friction": np.float32([0.002, 0.003]),
    }
    small = sliding([[0, 0, 5], [2, 0, 5]], falling, **materials)
    large = sliding(
        pace**2 * np.array([[0, 0, 5], [2, 0, 5]]),
        pace * np.array(falling),
        dt=pace * 0.1,
        extent=np.full((2, 3), 0.2 * pace**2, np.float32),
        **{name: pace**2 * value for name, value in materials.items()},
    )
    (graph, after), (wanted, later) = scaled(at(small, 5, pace * 0.1), pace), at(large, 5)
    for name in ("position", "velocity", "half", "surface"):
        np.testing.assert_allclose(getattr(graph, name), getattr(wanted, name), rtol=1e-5, atol=1e-5)
    for name in ("step_s", "reached", "position", "velocity", "contact"):
        np.testing.assert_allclose(getattr(after, name), getattr(later, name), rtol=1e-4, atol=1e-4)


def test_in_some_samples_nothing_is_known_of_materials_and_no_spin_is_seen():
    moments = Moments(
        [two(rolling_friction=np.float32([0.001] * 2), spinning_friction=np.float32([0.001] * 2))], {}
    )
    samples = TrainingSamples(moments, 60, Noise(), seed=0)
    graphs = [samples[item][0] for item in range(60)]
    doubts = np.array([graph.doubt[:2].min() for graph in graphs])
    assert 0.05 < (doubts == 1.0).mean() < 0.3
    assert 0.02 < np.mean([(graph.spin == 0).all() for graph in graphs]) < 0.3


def test_a_touch_after_the_end_is_neither_here_nor_there():
    batch = collate([at(two(frames=40), 5)])
    said = perfect(batch)
    after = ~batch.judged[:, None]
    changed = replace(said, contact=torch.where(after, 20.0, said.contact))
    assert contact_loss(changed.contact, batch) == contact_loss(said.contact, batch)


def test_a_sample_depends_on_seed_epoch_and_number_alone():
    moments = Moments([two(), two()], {})
    one, other = (TrainingSamples(moments, 3, Noise(), seed=4) for _ in range(2))
    assert len(one) == 6
    first, again = one[4], other[4]
    np.testing.assert_array_equal(first[0].velocity, again[0].velocity)
    other.epoch = 1
    assert (first[0].velocity != other[4][0].velocity).any()


def test_impossible_and_held_out_episodes_are_not_learned_from(tmp_path):
    for name, more in (
        ("a", {"scenario": "drop"}),
        ("b", {"scenario": "link"}),
        ("c", {"scenario": "drop", "violation": "gravity"}),
    ):
        write_trajectory(tmp_path / f"{name}.npz", sliding([[0, 0, 5]], [[1, 0, 0]], **more))
    every, one = load(tmp_path).origin, load(tmp_path, most=1).origin
    assert (every["episodes"], one["episodes"]) == (2, 1)
    assert every["positions_sha256"] != one["positions_sha256"]
    assert [t.scenario for t in load(tmp_path, held_out=["link"]).trajectories] == ["drop"]
    with pytest.raises(DatasetError, match="no episode to learn from"):
        load(tmp_path, held_out=["link", "drop"])


def perfect(batch, log_sd=-3.0):
    knots, rows = batch.scored.shape
    return Rollout(
        batch.position[:, None],
        batch.rotation[:, None],
        batch.velocity[:, None],
        torch.full((knots, 1, rows, 4), log_sd),
        20.0 * (2.0 * batch.contact[:, None] - 1.0),
        torch.zeros(()),
    )


def test_a_perfect_forecast_pays_for_its_spread_alone():
    batch = collate([at(two(contact=touching(60, 2, 0, 1, 20)), 5), at(two(frames=40), 3)])
    parts = losses(perfect(batch), batch, Weights(beta=0.0))
    assert parts["state"].item() == pytest.approx(3 * -3.0 * 1.3, rel=1e-4)
    assert parts["contact"].item() == pytest.approx(0, abs=1e-4)
    assert parts["energy"].item() == pytest.approx(0, abs=1e-6)
    assert parts["turn"].item() == pytest.approx(0, abs=1e-5)


def test_one_batch_can_be_learned():
    torch.manual_seed(0)
    samples = FixedSamples(Moments([two(contact=touching(60, 2, 0, 1, 20)), two(frames=40)], {}))
    batch = collate([samples[0], samples[1]])
    net = Simulator(16, 1, 2)
    optimiser = torch.optim.AdamW(net.parameters(), lr=3e-3)
    values = []
    for _ in range(30):
        total = losses(net(batch.scene, batch.step_s), batch, Weights())["total"]
        optimiser.zero_grad()
        total.backward()
        assert all(p.grad is None or p.grad.isfinite().all() for p in net.parameters())
        optimiser.step()
        values.append(total.item())
    assert values[-1] < 0.5 * values[0]
