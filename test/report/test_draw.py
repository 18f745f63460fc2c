# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import numpy as np
import pytest

from sgw_ros.core.geometry import OPTICAL_IN_BODY, assumed_camera
from sgw_ros.core.types import Objects
from sgw_ros.report.draw import RISK_COLOURS, draw_overlay, identity_colour
from sgw_ros.report.tags import Tags

from .made_up_run import CAMERA, frame_parts, track

GREY = np.full((240, 320, 3), 128, np.uint8)


def test_nothing_known_changes_nothing():
    assert np.array_equal(draw_overlay(GREY, CAMERA, None, None, None), GREY)


def test_the_input_is_never_written():
    image = GREY.copy()
    image.setflags(write=False)
    draw_overlay(image, CAMERA, *frame_parts(5, 10))


def test_a_box_has_its_identity_colour_and_the_banner_its_risk_colour():
    objects, physics, risk = frame_parts(9, 10)
    drawn = draw_overlay(GREY, CAMERA, objects, physics, risk)
    x0, y0, _, y1 = (round(v) for v in objects.tracks[0].box)
    assert tuple(drawn[(y0 + y1) // 2, x0]) == identity_colour(1)
    expected = 0.1 * 128 + 0.9 * np.array(RISK_COLOURS[risk.assessment.risk])
    assert np.abs(drawn[1, 300] - expected).max() <= 1


@pytest.mark.parametrize("box", [(-1e7, -1e7, 1e7, 1e7), (900.0, 900.0, 901.0, 901.0), (5.0, 5.0, 5.0, 5.0)])
def test_boxes_far_outside_the_picture_are_harmless(box):
    far = replace(track(1, 5.0, 0.0, visible=False), box=box)
    draw_overlay(GREY, assumed_camera(320, 240), Objects(1, (far,), OPTICAL_IN_BODY), None, None)


def test_a_tag_at_the_upper_edge_stays_below_the_banner():
    _, _, risk = frame_parts(5, 10)
    high = replace(track(1, 5.0, 0.0), box=(40.0, -30.0, 90.0, 120.0))
    drawn = draw_overlay(GREY, CAMERA, Objects(1, (high,), OPTICAL_IN_BODY), None, risk)
    tag = np.argwhere((drawn == identity_colour(1)).all(axis=2))
    assert tag[:, 0].min() >= 18
    assert (drawn[24:28, 41:90] == identity_colour(1)).all(axis=2).any()


def test_tags_do_not_cover_one_another():
    canvas = np.zeros((240, 320, 3), np.uint8)
    tags = Tags(canvas, 1.0, 18)
    colours = [(10 * i + 50, 7, 7) for i in range(4)]
    for i, colour in enumerate(colours):
        tags.add(f"{i} person", (100 + 5 * i, 100), colour)
    tags.draw()
    areas = {int((canvas == colour).all(axis=2).sum()) for colour in colours}
    assert max(areas) - min(areas) < 0.1 * max(areas)
