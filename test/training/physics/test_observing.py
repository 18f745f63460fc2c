# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np
import pytest

from test.training.physics.scenes import sliding, touching
from training.episodes.errors import EpisodeError
from training.physics.observing import floor_height, observe, observed_frames, with_floor


def test_half_a_second_is_six_frames_of_a_tenth():
    assert observed_frames(sliding([[0, 0, 1]], [[1, 0, 0]])) == 6


def test_nothing_left_to_forecast_is_said():
    with pytest.raises(EpisodeError, match="leave nothing to forecast"):
        observed_frames(sliding([[0, 0, 1]], [[1, 0, 0]], frames=6))


def test_what_is_observed_holds_neither_later_frames_nor_answers():
    whole = sliding(
        [[0, 0, 1], [1, 0, 1]],
        [[1, 0, 0], [0, 0, 0]],
        contact=touching(60, 2, 0, 1, 9),
        question=(0, 1),
        answer=True,
        violation="gravity",
        t_violation=3.0,
        pair="one",
    )
    seen = observe(whole, 6)
    assert (seen.frames, seen.answer, seen.violation, seen.pair) == (6, None, "", "")
    assert np.isnan(seen.t_violation)
    assert not seen.contact.any()
    assert seen.question == (0, 1)


def listed(height, extent=(20, 20, 1)):
    return sliding(
        [[0, 0, 1], [0, 0, height - 0.5]],
        [[1, 0, 0], [0, 0, 0]],
        shape=("sphere", "box"),
        extent=np.float32([[0.2, 0.2, 0.2], extent]),
        is_static=np.array([False, True]),
    )


def test_a_listed_floor_says_its_height_and_is_not_listed_twice():
    scene = listed(0.3)
    assert floor_height(scene) == pytest.approx(0.3)
    assert with_floor(scene) is scene


def test_a_post_that_not_all_stand_over_is_no_floor():
    moved = sliding(
        [[5, 0, 1], [0, 0, -0.2]],
        [[1, 0, 0], [0, 0, 0]],
        shape=("sphere", "box"),
        extent=np.float32([[0.2, 0.2, 0.2], [1, 1, 1]]),
        is_static=np.array([False, True]),
    )
    assert floor_height(moved) == 0.0


def test_an_unlisted_floor_lies_at_nought():
    scene = with_floor(sliding([[100, 0, 1]], [[1, 0, 0]], present=np.ones((60, 1), bool)))
    assert (scene.rows, scene.shape[1], bool(scene.is_static[1])) == (2, "box", True)
    assert floor_height(scene) == 0.0
    assert scene.present.all()


def test_a_thin_floor_is_a_metre_deep_with_its_top_where_it_was():
    thin = with_floor(listed(0.3, (20, 30, 0.02)))
    assert thin.position[0, 1].tolist() == pytest.approx([0, 0, -0.69])
    assert thin.extent[1].tolist() == pytest.approx([20, 30, 1])
    assert floor_height(thin) == pytest.approx(-0.19, abs=1e-6)


def test_a_floor_that_lies_on_its_side_is_told_upright_and_a_metre_deep():
    side = np.tile(np.float32([0.5**0.5, 0, 0.5**0.5, 0]), (60, 2, 1))
    scene = with_floor(replace(listed(0.3, (2, 30, 20)), orientation=side))
    assert scene.extent[1].tolist() == pytest.approx([20, 30, 1])
    assert scene.orientation[0, 1].tolist() == pytest.approx([1, 0, 0, 0])


def test_a_flat_mesh_is_a_floor_and_a_rough_one_is_not():
    flat = replace(listed(0.3, (20, 20, 0.01)), shape=("sphere", "mesh"))
    assert with_floor(flat).shape == ("sphere", "box")
    rough = replace(flat, extent=np.float32([[0.2, 0.2, 0.2], [20, 20, 1]]))
    assert with_floor(rough).shape == ("sphere", "mesh", "box")
