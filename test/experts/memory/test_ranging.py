# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from sgw_ros.experts.memory.boxes import cut_sides
from sgw_ros.experts.memory.depth import depth_samples, surface_depth
from sgw_ros.experts.memory.ranging import Range, by_ground, by_size, measure
from sgw_ros.experts.memory.view import View
from test.experts.scenes import CAMERA, MOUNT, box

VIEW = View(CAMERA, MOUNT, tilt=0.015)


def test_depth_wins_and_gives_the_metric_place():
    samples = depth_samples(np.full((240, 320), 3.0, np.float32), box(160, 120), None)
    seen = measure(VIEW, box(160, 120), "object", samples, 5.0)
    assert seen.source == "depth"
    assert seen.position == pytest.approx([3.0, 0.0, 1.0], abs=1e-6)
    assert seen.extent == pytest.approx([0.4, 0.4, 0.8], abs=1e-6)


@pytest.mark.parametrize("hole", [0.0, np.nan, np.inf, -1.0])
def test_depth_of_holes_is_no_depth(hole):
    assert depth_samples(np.full((240, 320), hole, np.float32), box(160, 120), None) is None


def test_a_box_outside_the_picture_has_no_depth():
    assert depth_samples(np.ones((240, 320), np.float32), (400.0, 10.0, 440.0, 90.0), None) is None


def test_the_nearer_surface_is_the_thing_unless_it_is_known_to_be_elsewhere():
    samples = np.sort(np.array([2.0] * 30 + [6.0] * 70))
    assert surface_depth(samples, None) == 2.0
    assert surface_depth(samples, 6.1) == 6.0
    assert surface_depth(samples, 4.0) == 2.0


def test_specks_in_front_are_not_the_thing():
    assert surface_depth(np.sort(np.array([1.0] * 5 + [4.0] * 95)), None) == 4.0


def test_a_whole_person_is_as_far_as_its_height_says():
    seen = measure(VIEW, box(160, 120, 60, 170), "person", None, 5.0)
    assert seen.source == "size"
    assert seen.position[0] == pytest.approx(300 * 1.7 / 170)
    assert 0.05 < np.sqrt(seen.bias[0, 0] + seen.noise[0, 0]) / 3.0 < 0.2


def test_a_cut_person_is_nearer_than_the_visible_height_says():
    cut_box = (140.0, 140.0, 190.0, 240.0)
    whole = by_size(VIEW, box(165, 120, 50, 100), "person", cut_sides(box(165, 120, 50, 100), 320, 240))
    cut = by_size(VIEW, cut_box, "person", cut_sides(cut_box, 320, 240))
    assert whole is not None
    assert cut is not None
    assert cut.depth_m < whole.depth_m
    assert cut.sigma / cut.depth_m > whole.sigma / whole.depth_m


def test_ground_places_an_unnamed_thing_where_it_stands():
    standing = box(160, 150, 40, 60)  # its foot is 60 px below the centre: 1 m / (60 / 300) = 5 m
    seen = measure(VIEW, standing, "object", None, 9.0)
    assert seen.source == "ground"
    assert seen.position[0] == pytest.approx(5.0)


def test_nothing_above_the_horizon_stands_on_the_ground():
    above = box(160, 60, 40, 60)
    assert by_ground(VIEW, above, cut_sides(above, 320, 240)) is None
    assert measure(VIEW, above, "object", None, 9.0).source == "assumed"


def test_where_nothing_tells_the_distance_it_stays():
    seen = measure(VIEW, box(160, 60), "object", None, 9.0, Range(4.0, 0.1, 0.2, "ground"))
    assert seen.position[0] == pytest.approx(4.0)
    assert seen.source == "ground"


def test_an_assumed_mount_makes_the_ground_less_certain():
    standing = box(160, 150, 40, 60)
    cut = cut_sides(standing, 320, 240)
    known, assumed = by_ground(VIEW, standing, cut), by_ground(View(CAMERA, MOUNT, 0.15), standing, cut)
    assert known is not None
    assert assumed is not None
    assert assumed.sigma > known.sigma


def test_a_surface_at_which_a_person_would_be_a_dwarf_is_what_stands_in_front():
    person, crate = 300 * 1.7 / 80, 3.2  # 80 px tall: 1.7 m far away, 0.85 m at the crate
    samples = np.sort(np.array([crate] * 40 + [person] * 40 + [9.5] * 20))
    seen = measure(VIEW, box(160, 120, 30, 80), "person", samples, 5.0)
    assert seen.reach.depth_m == pytest.approx(person)
    assert measure(VIEW, box(160, 120, 30, 80), "object", samples, 5.0).reach.depth_m == crate


def test_a_child_is_not_taken_for_a_person_at_the_wall_behind():
    child, wall = 300 * 1.1 / 80, 300 * 1.7 / 80
    samples = np.sort(np.array([child] * 50 + [wall] * 50))
    assert measure(VIEW, box(160, 120, 30, 80), "person", samples, 5.0).reach.depth_m == child
