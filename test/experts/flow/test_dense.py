# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sgw_ros.experts.flow.dense import DenseFlow, coarse_gray, grid_of, pixel_grid


def texture(height: int = 120, width: int = 160, seed: int = 0) -> NDArray[np.uint8]:
    noise = np.random.default_rng(seed).integers(0, 256, (height, width)).astype(np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 2.0)
    return cv2.normalize(smooth, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


@pytest.mark.parametrize(
    ("width", "downscale"), [(160, 1), (320, 1), (640, 2), (768, 2), (1280, 4), (1920, 6)]
)
def test_the_grid_is_about_as_wide_as_asked(width: int, downscale: int) -> None:
    assert grid_of(width, 320) == downscale


def test_coarse_grey_leaves_out_a_ragged_border() -> None:
    assert coarse_gray(np.full((11, 17, 3), 90, np.uint8), 4).tolist() == [[90] * 4] * 2


def test_the_pixel_grid_holds_x_then_y() -> None:
    assert pixel_grid(2, 3)[1, 2].tolist() == [2.0, 1.0]


def test_flow_says_where_things_came_from() -> None:
    before = texture()
    now = np.roll(before, (2, 5), axis=(0, 1))
    flow, confidence = DenseFlow().between(before, now)
    middle = (slice(20, -20), slice(20, -20))
    assert np.median(flow[middle], axis=(0, 1)) == pytest.approx([5.0, 2.0], abs=0.15)
    assert np.median(confidence[middle]) > 200


def test_nothing_is_believed_where_two_pictures_have_nothing_in_common() -> None:
    _, confidence = DenseFlow().between(texture(seed=1), texture(seed=2))
    assert np.median(confidence) < 100


@pytest.mark.parametrize("level", [0, 128])
def test_nothing_is_believed_on_a_plain_surface(level: int) -> None:
    plain = np.full((60, 80), level, np.uint8)
    flow, confidence = DenseFlow().between(plain, plain)
    assert not confidence.any()
    assert np.isfinite(flow).all()


def test_a_tiny_picture_has_no_flow() -> None:
    flow, confidence = DenseFlow().between(np.zeros((8, 8), np.uint8), np.zeros((8, 8), np.uint8))
    assert flow.shape == (8, 8, 2)
    assert not confidence.any()
