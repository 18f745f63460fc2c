# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Each picture is compared with the one a tenth of a second before it, and encoded once."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("onnx")

from sgw_ros.core.errors import FrameError
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import Frame
from sgw_ros.experts.risk.encoder import open_encoder
from sgw_ros.experts.risk.picture import SIZE
from test.experts.risk.made_up_model import write_risk_model

S = 10**9


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_risk_model(tmp_path_factory.mktemp("models"))


@pytest.fixture
def encoder(folder):
    return open_encoder(str(folder), "cpu")


def frame(time_s, grey=100):
    image = np.full((48, 64, 3), grey, np.uint8)
    return Frame(S + round(time_s * S), 0, image, assumed_camera(64, 48))


def play(encoder, rate_hz, count):
    return [encoder.look(frame(i / rate_hz, i)) for i in range(count)]


@pytest.mark.parametrize(("rate_hz", "earlier"), [(10, 1), (30, 3), (60, 6), (15, 2), (5, 1)])
def test_the_picture_before_is_that_of_a_tenth_of_a_second_ago(encoder, rate_hz, earlier):
    look = play(encoder, rate_hz, 20)[-1]
    assert (look.now.picture[0, 0, 0], look.before.picture[0, 0, 0]) == (19, 19 - earlier)


@pytest.mark.parametrize(("rate_hz", "apart"), [(10, True), (30, True), (7, True), (5, False), (2, False)])
def test_it_knows_whether_the_two_are_an_interval_apart(encoder, rate_hz, apart):
    looks = play(encoder, rate_hz, 20)
    assert not looks[0].apart
    assert looks[-1].apart is apart


def test_the_first_picture_is_its_own_before(encoder):
    look = encoder.look(frame(0.0, 9))
    assert look.before is look.now
    np.testing.assert_allclose(encoder.encode(look), [9 / 255] * 3 + [0], atol=1e-6)


def test_a_frame_is_brought_to_the_canonical_camera_once_for_all_who_look(encoder, folder):
    seen = frame(0.0)
    view = encoder.look(seen).now
    assert open_encoder(str(folder), "cpu").look(seen).now is view
    with pytest.raises(ValueError, match="read-only"):
        view.picture[0, 0] = 0


def test_features_hold_what_moved(encoder):
    encoder.look(frame(0.0, 0))
    moved = encoder.encode(encoder.look(frame(0.1, 51)))
    np.testing.assert_allclose(moved, [0.2] * 4, atol=1e-6)


def test_reset_and_a_jump_back_leave_nothing_to_compare_with(encoder):
    play(encoder, 10, 3)
    encoder.reset()
    assert not encoder.look(frame(0.3)).apart
    assert encoder.look(frame(0.4)).apart
    assert not encoder.look(frame(0.2)).apart


def test_colours_come_in_the_order_of_training(encoder):
    blue = frame(0.0)
    blue.image[:] = (255, 0, 0)  # frames are BGR
    assert encoder.look(blue).now.picture[0, 0].tolist() == [0, 0, 255]


def test_intrinsics_that_were_assumed_count_as_unknown(encoder):
    narrow = replace(frame(0.0), camera=replace(assumed_camera(64, 48), fx=500.0, fy=500.0))
    wide = encoder.look(narrow).now.picture
    assert (wide.shape, wide.min()) == ((*SIZE, 3), 100)
    encoder.reset()
    told = replace(narrow, camera=replace(narrow.camera, assumed=False))
    assert encoder.look(told).now.picture.min() == 0


def test_a_camera_that_is_none_is_named(encoder):
    camera = replace(assumed_camera(64, 48), fx=0.0, assumed=False)
    with pytest.raises(FrameError, match="camera_info"):
        encoder.look(replace(frame(0.0), camera=camera))
