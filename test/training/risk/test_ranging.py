# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Depth for the encoder: metres as they are, zeros where nothing is known, cameras of many qualities."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from training.risk.clips import mirrored
from training.risk.encoder.frames import Batch, near_of
from training.risk.encoder.gaps import WITHOUT_SHARE, gapped
from training.risk.encoder.ranging import CHANGE, Ranging, nearness
from training.risk.measuring import any_camera, depths_of, in_metres, in_mm
from training.risk.sources import clip_of
from training.simulation.draw import RenderSettings, start_draw
from training.simulation.scenarios import rover
from training.simulation.sensors import Stereo


@pytest.fixture(scope="module")
def episode():
    [made] = rover.make(start_draw("rover", 1, render=RenderSettings(64, 48)))
    return made


def depth(metres):
    return torch.full((1, 1, 96, 128), metres)


def test_nearness_is_one_over_metres_of_what_is_known():
    seen = depth(2.0)
    seen[..., :2, :2] = torch.tensor([[4.0, 0.0], [4.0, 0.0]])
    near = nearness(seen)
    assert near.shape == (1, 2, 48, 64)
    assert near[0, :, 0, 0].tolist() == [0.25, 0.5]
    assert near[0, :, 1, 1].tolist() == [0.5, 1.0]
    assert nearness(depth(0.1))[0, 0].max() == 4.0


def test_nothing_known_is_nothing_but_zeros():
    unknown = nearness(depth(0.0))
    assert not Ranging()(unknown, unknown).any()


def test_places_are_metres_beside_the_axis_and_below_the_camera():
    wall = Ranging()(nearness(depth(2.0)), nearness(depth(2.0)))[0]
    edge_m = 2.0 * np.tan(np.radians(32.0)) * 63 / 64
    assert wall[2, 0, [0, -1]].tolist() == pytest.approx([-edge_m, edge_m], rel=1e-3)
    assert wall[3, -1, 0] == pytest.approx(-wall[3, 0, 0])
    assert not wall[4].any()


def test_what_comes_nearer_is_told_only_where_both_are_known():
    ranging = Ranging()
    now, before = nearness(depth(2.0)), nearness(depth(2.2))
    nearer = ranging(now, before)[0, 4]
    assert nearer.min() == pytest.approx(CHANGE * (1 / 2.0 - 1 / 2.2), rel=1e-4)
    assert not ranging(now, nearness(depth(0.0)))[0, 4].any()


def test_an_episode_is_measured_as_in_its_bag_and_again_the_same(episode):
    first, again = depths_of(episode), depths_of(episode)
    assert first.shape == (100, 96, 128)
    assert np.array_equal(first, again)
    true = depths_of(replace(episode, meta={**episode.meta, "depth_sensor": ""}))
    both = (first > 0) & (true > 0)
    assert both.mean() > 0.2
    assert 0 < np.abs(first[both].astype(float) - true[both]).mean() < 100
    assert (first == 0).mean() > (true == 0).mean()


def test_another_camera_measures_otherwise(episode):
    short = depths_of(episode, Stereo(range_m=(0.25, 2.0)))
    assert 0 < short.max() <= 2100


def test_cameras_differ_from_episode_to_episode(episode):
    other = replace(episode, meta={**episode.meta, "index": 7})
    assert any_camera(episode) == any_camera(episode) != any_camera(other)


def test_millimetres_hold_a_canonical_depth():
    assert in_metres(in_mm(np.full((1, 96, 128), 65.535, np.float32))).max() == pytest.approx(65.535)


def test_a_clip_has_its_depths_also_in_the_mirror(episode):
    clip = clip_of(episode)
    assert np.array_equal(clip.depths, depths_of(episode))
    assert np.array_equal(mirrored(clip).depths, clip.depths[:, :, ::-1])
    assert near_of(clip).shape == (100, 2, 48, 64)
    assert not near_of(replace(clip, depths=None)).any()


def test_gaps_leave_what_they_were_given_and_take_all_depth_from_some():
    near = np.ones((400, 2, 2, 48, 64), np.float32)
    batch = Batch(np.zeros((400, 2, 1, 1, 3), np.uint8), near, torch.zeros(1), torch.zeros(1), {})
    first, again = (gapped(batch, np.random.default_rng(2)).near for _ in range(2))
    assert np.array_equal(first, again)
    assert near.min() == 1.0
    without = ~first.any(axis=(1, 2, 3, 4))
    assert without.mean() == pytest.approx(WITHOUT_SHARE, abs=0.08)
    assert np.isin(first[:, :, 1], (0.0, 1.0)).all()
    assert (first[~without, 0, 1] == 0).any()
