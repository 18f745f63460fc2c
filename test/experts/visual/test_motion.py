# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import CameraMotion, FlowField, FlowResult, Frame, Pose
from sgw_ros.experts.visual.motion import MotionDetector

WIDTH, HEIGHT = 320, 240
CAMERA = assumed_camera(WIDTH, HEIGHT)
STEP_NS = 100_000_000


def texture() -> NDArray[np.uint8]:
    noise = np.random.default_rng(5).integers(0, 256, (HEIGHT, WIDTH, 3)).astype(np.float32)
    return cv2.normalize(cv2.GaussianBlur(noise, (0, 0), 3.0), None, 60, 200, cv2.NORM_MINMAX).astype(
        np.uint8
    )


SCENE = texture()


def frame(index: int, image: NDArray[np.uint8], depth: NDArray[np.float32] | None = None) -> Frame:
    return Frame(index * STEP_NS, index, image, CAMERA, depth=depth)


def flow(
    index: int, field: NDArray[np.float32], *, dx: float = 0.0, moving: bool = True, metric: bool = False
) -> FlowResult:
    """Flow of a camera that looks dx px further to the right with every frame."""
    homography = np.array([[1.0, 0.0, -dx], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    now, before = index * STEP_NS, (index - 1) * STEP_NS
    motion = CameraMotion(now, before, Pose(), np.zeros(6), np.eye(6), homography, 50, moving, metric)
    sure = np.full(field.shape[:2], 255, np.uint8)
    return FlowResult(now, FlowField(now, before, field, sure, 1), motion)


def detector() -> MotionDetector:
    return MotionDetector(smallest_share=0.002, absorb_after_s=60.0)


def still(index: int) -> FlowResult:
    return flow(index, np.zeros((HEIGHT, WIDTH, 2), np.float32), moving=False)


def test_a_newcomer_has_a_box_and_a_mask_in_full_pixels() -> None:
    detect = detector().detect
    assert detect(frame(0, SCENE), still(0)) is not None
    image = SCENE.copy()
    image[80:200, 100:140] = (0, 0, 255)
    found = detect(frame(1, image), still(1))
    assert found is not None
    (item,) = found.items
    assert item.box == pytest.approx((100, 80, 140, 200), abs=3)
    assert (item.class_name, item.detector, item.instance) == ("object", "motion", 1)
    assert found.labels is not None
    assert found.labels.shape == (HEIGHT, WIDTH)
    assert found.labels[150, 120] == 1
    assert found.labels[20, 20] == 0


def test_a_finer_picture_gives_finer_boxes() -> None:
    detect = detector().detect
    large = np.asarray(cv2.resize(SCENE, None, fx=2, fy=2), np.uint8)
    camera = assumed_camera(2 * WIDTH, 2 * HEIGHT)
    detect(Frame(0, 0, large, camera), None)
    newcomer = large.copy()
    newcomer[160:400, 200:280] = (0, 0, 255)
    found = detect(Frame(STEP_NS, 1, newcomer, camera), None)
    assert found is not None
    assert found.items[0].box == pytest.approx((200, 160, 280, 400), abs=5)


def test_with_a_moving_camera_only_what_moves_by_itself_counts() -> None:
    field = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    field[..., 0] = -3.0
    detect = detector().detect
    found = detect(frame(1, SCENE), flow(1, field, dx=3.0))
    assert found is not None
    assert found.items == ()
    field[100:160, 200:240] = (9.0, 0.0)
    found = detect(frame(2, SCENE), flow(2, field, dx=3.0))
    assert found is not None
    assert found.items[0].box == pytest.approx((200, 100, 240, 160), abs=3)


def test_a_moving_camera_without_fresh_flow_cannot_judge() -> None:
    detect = detector().detect
    field = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    assert detect(frame(1, SCENE), flow(1, field)) is not None
    assert detect(frame(2, SCENE), flow(1, field)) is None
    assert detect(frame(3, SCENE), None) is None


def test_misjudged_egomotion_is_no_crowd() -> None:
    field = np.full((HEIGHT, WIDTH, 2), 8.0, np.float32)
    assert detector().detect(frame(1, SCENE), flow(1, field, dx=-1.0)) is None


def test_the_scene_is_learned_anew_after_the_camera_moved() -> None:
    detect = detector().detect
    detect(frame(0, SCENE), still(0))
    field = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    for index in range(1, 5):
        detect(frame(index, SCENE), flow(index, field))
    turned = np.asarray(SCENE[:, ::-1], np.uint8).copy()
    found = detect(frame(5, turned), still(5))
    assert found is not None
    assert found.items == ()


def test_one_false_alarm_of_the_egomotion_does_not_lose_who_stands_there() -> None:
    detect = detector().detect
    detect(frame(0, SCENE), still(0))
    image = SCENE.copy()
    image[80:200, 100:140] = (0, 0, 255)
    detect(frame(1, image), still(1))
    detect(frame(2, image), flow(2, np.zeros((HEIGHT, WIDTH, 2), np.float32)))
    found = detect(frame(3, image), still(3))
    assert found is not None
    assert len(found.items) == 1


def test_depth_shows_what_moved_into_free_space_however_fast() -> None:
    detect = detector().detect
    quiet = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    free = np.full((HEIGHT, WIDTH), 6.0, np.float32)
    free[:30] = np.nan
    ball = free.copy()
    ball[100:140, 60:100] = 3.0
    for index in (1, 2, 3):
        found = detect(frame(index, SCENE, free), flow(index, quiet, metric=True))
    assert found is not None
    assert found.items == ()
    found = detect(frame(4, SCENE, ball), flow(4, quiet, metric=True))
    assert found is not None
    (item,) = found.items
    assert item.box == pytest.approx((60, 100, 100, 140), abs=5)
    uncovered = detect(frame(9, SCENE, free), flow(9, quiet, metric=True))
    assert uncovered is None or uncovered.items == ()


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf, -1.0])
def test_depth_without_any_value_finds_nothing(value: float) -> None:
    detect = detector().detect
    quiet = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    bad = np.full((HEIGHT, WIDTH), value, np.float32)
    for index in (1, 2, 3):
        found = detect(frame(index, SCENE, bad), flow(index, quiet, metric=True))
    assert found is None or found.items == ()


def test_black_pictures_and_odd_sizes_are_harmless() -> None:
    detect = detector().detect
    for index, shape in enumerate([(240, 320, 3), (241, 333, 3), (1, 1, 3), (5, 700, 3), (240, 320, 3)]):
        found = detect(frame(index, np.zeros(shape, np.uint8)), None)
        assert found is not None
        assert found.items == ()
