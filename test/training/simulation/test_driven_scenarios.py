# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tracking and stereo scenarios: what they promise of identities, hiding, gravity and pictures."""

import numpy as np
import pytest

from training.episodes.errors import EpisodeError
from training.episodes.stereo import law_sample
from training.simulation.draw import RenderSettings, start_draw
from training.simulation.scenarios import stereo, tracking

SMALL = RenderSettings(64, 64)


def made(make, index=1, split="train", render=None, seed=0):
    [episode] = make(start_draw(make.__name__, index, seed, split, render))
    return episode


@pytest.mark.parametrize("split", ["train", "ood"])
@pytest.mark.parametrize("name", ["crossings", "traffic", "moving_camera"])
def test_movers_never_meet(name, split):
    truth = made(getattr(tracking, name), split=split).trajectory
    movers = np.flatnonzero(~truth.is_static)
    radii = 0.5 * np.hypot(truth.extent[:, 0], truth.extent[:, 1])
    for a, b in ((a, b) for a in movers for b in movers if a < b):
        apart = np.linalg.norm(truth.position[:, a, :2] - truth.position[:, b, :2], axis=-1)
        assert apart.min() > radii[a] + radii[b]


def test_occlusions_hide_movers_and_show_them_again():
    seen = [made(tracking.occlusions, index, render=SMALL).trajectory for index in (1, 2, 3)]
    hidden_then_seen = 0
    for truth in seen:
        for row in np.flatnonzero(~truth.is_static):
            visible = truth.visible[:, row]
            if visible.any():
                first, last = np.flatnonzero(visible)[[0, -1]]
                hidden_then_seen += not visible[first:last].all()
    assert hidden_then_seen >= 2


def test_lookalikes_differ_only_in_where_they_are():
    truth = made(tracking.lookalikes).trajectory
    movers = ~truth.is_static
    assert len(np.unique(truth.extent[movers], axis=0)) == 1
    assert len({shape for shape, moves in zip(truth.shape, movers, strict=True) if moves}) == 1


def test_the_moving_camera_moves_and_the_others_do_not():
    still = made(tracking.crossings, render=SMALL).views["main"].T_odom_cam
    moving = made(tracking.moving_camera, render=SMALL).views["main"].T_odom_cam
    assert np.ptp(still, axis=0).max() == 0.0
    assert np.ptp(moving[:, :3, 3], axis=0).max() > 0.2


def test_balls_fall_by_the_gravity_of_the_set():
    for seed in (0, 3):
        episode = made(stereo.make, seed=seed)
        gravity, truth = episode.meta["gravity_mps2"], episode.trajectory
        ball = int(np.flatnonzero(~truth.is_static)[0])
        free = ~truth.contact[:, ball].any(axis=-1)
        flights = free[2:] & free[1:-1] & free[:-2]
        fall = np.diff(truth.position[:, ball, 2].astype(float), n=2)[flights] / truth.dt**2
        assert np.median(fall) == pytest.approx(-gravity, rel=0.01)
    assert stereo.set_gravity(0) == 9.81
    assert 1.6 <= stereo.set_gravity(3) <= 25.0


@pytest.fixture(scope="module")
def stereo_episode(request):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stereo, "SIZE_PX", 64)  # the real 512 take ten seconds
        return made(stereo.make, render=SMALL)


def test_a_law_sample_is_four_pictures_five_vectors_and_a_target(stereo_episode):
    sample = law_sample(stereo_episode, 2, 4, 3, moved=True)
    assert sample.pictures.shape == (4, 64, 64, 3)
    assert sample.parameters.shape == (5, 8)
    baseline = sample.parameters[1, :3] - sample.parameters[0, :3]
    assert baseline == pytest.approx((0.3, 0.0, 0.0), abs=1e-6)
    assert sample.parameters[:, 7] == pytest.approx((0.0, 0.0, 0.2, 0.2, 0.8), abs=1e-6)
    assert (sample.target == stereo_episode.views["moved"].rgb[18]).all()
    still = law_sample(stereo_episode, 2, 4, 0, moved=False)
    assert (still.target == still.pictures[2]).all()


def test_a_law_sample_beyond_the_end_is_refused(stereo_episode):
    with pytest.raises(EpisodeError, match="is not in"):
        law_sample(stereo_episode, 20, 4, 3, moved=False)
    with pytest.raises(EpisodeError, match="view 'left'"):
        law_sample(made(stereo.make), 0, 1, 0, moved=False)


def test_an_open_shutter_blurs_what_moves_and_nothing_else():
    sharp = made(tracking.crossings, render=RenderSettings(96, 96)).views["main"]
    blurred = made(tracking.crossings, render=RenderSettings(96, 96, subframes=4)).views["main"]
    assert (sharp.masks == blurred.masks).all()
    edges = [np.abs(np.diff(view.rgb[70].astype(float), axis=1)).mean(axis=-1) for view in (sharp, blurred)]
    moving = sharp.masks[70][:, 1:] > 1
    assert np.abs(edges[0] - edges[1])[moving].mean() > 2 * np.abs(edges[0] - edges[1])[~moving].mean()
