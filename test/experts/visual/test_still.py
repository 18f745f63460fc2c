# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sgw_ros.experts.visual.blobs import Blob, blobs_of
from sgw_ros.experts.visual.still import StillScene

HEIGHT, WIDTH = 120, 160
SMALLEST_PX = 40.0
Picture = NDArray[np.uint8]


def room() -> Picture:
    """A textured floor under a plain wall, with a little sensor noise."""
    rng = np.random.default_rng(3)
    picture = np.full((HEIGHT, WIDTH, 3), (190, 180, 170), np.float32)
    floor = cv2.GaussianBlur(rng.normal(0, 60, (60, WIDTH, 1)).astype(np.float32), (0, 0), 1.5)
    picture[60:] = np.array([60, 90, 140], np.float32) + floor[..., None]
    return np.clip(picture, 0, 255).astype(np.uint8)


def person(picture: Picture, x: int, y: int = 40) -> Picture:
    """Somebody in red and blue, 20 x 60 px, in front of it."""
    picture = picture.copy()
    picture[y : y + 30, x : x + 20] = (40, 40, 200)
    picture[y + 30 : y + 60, x : x + 20] = (120, 40, 20)
    return picture


def noisy(picture: Picture, seed: int) -> Picture:
    noise = np.random.default_rng(seed).normal(0, 2, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def watch(scene: StillScene, pictures: list[Picture], dt_s: float = 0.1) -> list[list[Blob] | None]:
    return [scene.look(noisy(p, i), dt_s, SMALLEST_PX) for i, p in enumerate(pictures)]


def boxes(blobs: list[Blob] | None) -> list[tuple[int, int, int, int]]:
    assert blobs is not None
    return [blob.box for blob in blobs]


@pytest.fixture
def scene() -> StillScene:
    empty = StillScene(room(), absorb_after_s=60.0)
    watch(empty, [room()] * 10)
    return empty


def test_an_empty_room_stays_empty(scene: StillScene) -> None:
    assert all(boxes(found) == [] for found in watch(scene, [room()] * 20))


def test_somebody_who_stands_still_stays_one_box(scene: StillScene) -> None:
    found = watch(scene, [person(room(), 70)] * 50, dt_s=0.4)
    assert all(len(boxes(blobs)) == 1 for blobs in found)
    x0, y0, x1, y1 = boxes(found[-1])[0]
    assert (x0, y0, x1, y1) == pytest.approx((70, 40, 90, 100), abs=3)


def test_what_rests_for_long_becomes_scene() -> None:
    scene = StillScene(room(), absorb_after_s=2.0)
    assert len(boxes(watch(scene, [person(room(), 70)] * 10)[-1])) == 1
    assert boxes(watch(scene, [person(room(), 70)] * 30)[-1]) == []


def test_whoever_was_there_from_the_start_leaves_no_ghost() -> None:
    scene = StillScene(person(room(), 70), absorb_after_s=60.0)
    watch(scene, [person(room(), 70)] * 10)
    assert boxes(watch(scene, [room()] * 30)[-1]) == []


def test_a_cloud_is_followed(scene: StillScene) -> None:
    dimming = [np.asarray(room() * (1.0 - 0.01 * i), np.uint8) for i in range(40)]
    assert all(boxes(found) == [] for found in watch(scene, dimming))


def test_exposure_that_jumps_shows_only_the_newcomer(scene: StillScene) -> None:
    darker = np.asarray(person(room(), 20) * 0.6, np.uint8)
    (blob,) = boxes(watch(scene, [darker])[0])
    assert blob == pytest.approx((20, 40, 40, 100), abs=3)


def test_a_shadow_is_nobody(scene: StillScene) -> None:
    shaded = room().astype(np.float32)
    soft = np.zeros((HEIGHT, WIDTH), np.float32)
    soft[70:110, 90:140] = 0.4
    shaded *= 1.0 - cv2.GaussianBlur(soft, (0, 0), 3.0)[..., None]
    assert boxes(watch(scene, [shaded.astype(np.uint8)] * 3)[-1]) == []


def test_another_view_is_learned_anew(scene: StillScene) -> None:
    squares = np.indices((HEIGHT, WIDTH)).sum(axis=0) // 8 % 2 * 255
    other = np.repeat(squares[..., None], 3, axis=2).astype(np.uint8)
    found = watch(scene, [other] * 8)
    assert found[0] is None
    assert boxes(found[-1]) == []


def test_parts_above_one_another_are_one_body_if_something_differs_between() -> None:
    clear = np.zeros((HEIGHT, WIDTH), np.uint8)
    clear[20:30, 50:60] = 255
    clear[60:100, 45:65] = 255
    differs = clear.copy()
    assert len(blobs_of(differs, clear, SMALLEST_PX)) == 2
    differs[30:60, 48:62] = 255
    (blob,) = blobs_of(differs, clear, SMALLEST_PX)
    assert blob.box == (45, 20, 65, 100)
    assert blob.mask[25, 10] == 255


def test_two_side_by_side_remain_two_bodies() -> None:
    clear = np.zeros((HEIGHT, WIDTH), np.uint8)
    clear[30:90, 30:50] = 255
    clear[30:90, 60:80] = 255
    differs = clear.copy()
    differs[80:90, 50:60] = 255  # their shadows touch
    assert len(blobs_of(differs, clear, SMALLEST_PX)) == 2


def test_specks_are_no_bodies() -> None:
    clear = np.zeros((HEIGHT, WIDTH), np.uint8)
    clear[::7, ::7] = 255
    clear[50:53, 50:53] = 255
    assert blobs_of(clear, clear, SMALLEST_PX) == []
