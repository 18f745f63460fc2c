# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whatever camera looks, the canonical picture shows the same direction at the same pixel."""

import math

import cv2
import numpy as np
import pytest

from sgw_ros.core.errors import FrameError
from sgw_ros.experts.risk.picture import SIZE, canonical, intrinsics, tensor


def lens(width, height, field_deg, cx=None, cy=None):
    focal = 0.5 * width / math.tan(math.radians(0.5 * field_deg))
    cx, cy = cx or 0.5 * (width - 1), cy or 0.5 * (height - 1)
    return np.array([(focal, 0.0, cx), (0.0, focal, cy), (0.0, 0.0, 1.0)])


def world(K, width, height, distortion=None):
    """A picture whose colours are smooth functions of the direction of sight."""
    v, u = np.mgrid[:height, :width].astype(np.float64)
    pixels = np.stack([u.ravel(), v.ravel()], axis=-1).reshape(-1, 1, 2)
    x, y = cv2.undistortPoints(pixels, K, distortion).reshape(height, width, 2).transpose(2, 0, 1)
    channels = [127 + 100 * np.sin(6 * x), 127 + 100 * np.cos(5 * y), 127 + 100 * np.sin(4 * (x + y))]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


GOAL = world(intrinsics(*SIZE), SIZE[1], SIZE[0]).astype(int)


@pytest.mark.parametrize(
    ("width", "height", "field_deg", "cx", "cy"),
    [
        (160, 120, 64.0, None, None),
        (640, 480, 64.0, None, None),
        (640, 480, 80.0, None, None),
        (1280, 720, 90.0, 600.0, 380.0),
        (317, 241, 70.0, None, None),
        (96, 72, 75.0, None, None),
    ],
)
def test_each_pixel_looks_where_the_canonical_camera_does(width, height, field_deg, cx, cy):
    K = lens(width, height, field_deg, cx, cy)
    seen = canonical(world(K, width, height), K).astype(int)
    inside = seen.any(axis=-1)
    assert np.abs(seen - GOAL)[inside].max() <= 4
    assert inside.mean() > 0.9


def test_a_picture_of_the_canonical_camera_is_itself():
    picture = np.random.default_rng(0).integers(0, 256, (*SIZE, 3), np.uint8)
    np.testing.assert_array_equal(canonical(picture, intrinsics(*SIZE)), picture)
    np.testing.assert_array_equal(canonical(picture), picture)


def test_what_a_narrower_camera_does_not_see_is_black():
    K = lens(320, 240, 40.0)
    seen = canonical(np.full((240, 320, 3), 200, np.uint8), K)
    share = math.tan(math.radians(20)) / math.tan(math.radians(32))
    assert (seen[SIZE[0] // 2] > 0).any(axis=-1).mean() == pytest.approx(share, abs=0.02)
    assert not seen[:, :20].any()
    assert (seen[SIZE[0] // 2, SIZE[1] // 2] == 200).all()


def test_a_bent_lens_is_straightened():
    K, bent = lens(640, 480, 80.0), np.array([-0.12, 0.0, 0.0, 0.0, 0.0])
    picture = world(K, 640, 480, bent)
    assert np.abs(canonical(picture, K, distortion=bent).astype(int) - GOAL).max() <= 4
    assert np.abs(canonical(picture, K).astype(int) - GOAL).max() > 10


@pytest.mark.parametrize("width", [40, 64, 128, 200, 320])
def test_what_a_camera_sees_is_bright_to_its_edge(width):
    assert canonical(np.full((width * 3 // 4, width, 3), 200, np.uint8)).min() == 200


def test_without_intrinsics_the_width_is_the_field_of_view():
    K = lens(640, 480, 64.0)
    picture = world(K, 640, 480)
    np.testing.assert_array_equal(canonical(picture), canonical(picture, K))


def test_fine_grain_becomes_its_mean():
    picture = np.zeros((480, 640, 3), np.uint8)
    picture[::2, ::2] = picture[1::2, 1::2] = 255
    assert np.abs(canonical(picture).astype(int) - 127).max() <= 12


def test_tensor_puts_colours_first_from_0_to_1():
    picture = np.zeros((2, 4, 6, 3), np.uint8)
    picture[1, 2, 3] = (0, 51, 255)
    values = tensor(picture)
    assert (values.shape, values.dtype) == ((2, 3, 4, 6), np.float32)
    np.testing.assert_allclose(values[1, :, 2, 3], (0.0, 0.2, 1.0), rtol=1e-6)


@pytest.mark.parametrize("shape", [(0, 4, 3), (4, 4), (4, 4, 4)])
def test_another_shape_is_named(shape):
    with pytest.raises(FrameError, match="uint8"):
        canonical(np.zeros(shape, np.uint8))


@pytest.mark.parametrize("focal", [0.0, -5.0, math.nan, math.inf])
def test_intrinsics_of_no_camera_are_named(focal):
    K = intrinsics(*SIZE)
    K[0, 0] = focal
    with pytest.raises(FrameError, match="camera_info"):
        canonical(np.zeros((*SIZE, 3), np.uint8), K)


@pytest.mark.parametrize("focal", [1e-6, 1e9])
def test_absurd_lenses_give_a_picture_all_the_same(focal):
    K = intrinsics(*SIZE)
    K[0, 0] = K[1, 1] = focal
    assert canonical(np.zeros((*SIZE, 3), np.uint8), K).shape == (*SIZE, 3)


@pytest.mark.parametrize("lens", [(0.1, 0.2), (math.nan,) * 5, (0.0,) * 9])
def test_a_lens_of_another_kind_is_named(lens):
    with pytest.raises(FrameError, match="plumb_bob"):
        canonical(np.zeros((*SIZE, 3), np.uint8), intrinsics(*SIZE), distortion=lens)
