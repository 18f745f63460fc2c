# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Somebody who stands still when the camera stops is still there."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sgw_ros.experts.visual.found import Box
from sgw_ros.experts.visual.motion import MotionDetector
from test.experts.visual.test_motion import HEIGHT, SCENE, WIDTH, detector, flow, frame, still

BOX = (100.0, 80.0, 140.0, 200.0)


def with_body(x: int = 100) -> NDArray[np.uint8]:
    image = SCENE.copy()
    image[80:200, x : x + 40] = (0, 0, 255)
    return image


def drive(detect: MotionDetector, frames: int, seen: int) -> None:
    """Drive for so many frames, the body moving by itself in the last `seen` of them; then stop."""
    for index in range(1, frames + 1):
        field = np.zeros((HEIGHT, WIDTH, 2), np.float32)
        field[..., 0] = -3.0
        if index > frames - seen:
            field[80:200, 100:140] = (9.0, 0.0)
        detect.detect(frame(index, with_body()), flow(index, field, dx=3.0))


def boxes(detect: MotionDetector, index: int, image: NDArray[np.uint8]) -> list[Box]:
    found = detect.detect(frame(index, image), still(index))
    assert found is not None
    return [item.box for item in found.items]


def test_who_stops_with_the_camera_stays_for_as_long_as_nothing_changes() -> None:
    detect = detector()
    drive(detect, 6, seen=5)
    for index in range(7, 60):
        assert boxes(detect, index, with_body()) == [pytest.approx(BOX, abs=6)]


def test_who_walks_on_is_followed_and_no_longer_held() -> None:
    detect = detector()
    drive(detect, 6, seen=5)
    for index in range(7, 12):
        boxes(detect, index, with_body())
    for index in range(12, 60):
        found = boxes(detect, index, with_body(200))
        assert any(box == pytest.approx((200, 80, 240, 200), abs=6) for box in found)
    assert len(found) == 1


def test_who_vanishes_is_not_held() -> None:
    detect = detector()
    drive(detect, 6, seen=5)
    boxes(detect, 7, with_body())
    for index in range(8, 40):
        found = boxes(detect, index, SCENE)
    assert found == []


def test_a_flicker_before_the_stop_is_not_held() -> None:
    detect = detector()
    drive(detect, 6, seen=2)
    assert boxes(detect, 7, with_body()) == []


def test_nothing_is_held_for_longer_than_what_rests_is_told() -> None:
    detect = MotionDetector(smallest_share=0.002, absorb_after_s=3.0)
    drive(detect, 6, seen=5)
    assert [len(boxes(detect, index, with_body())) for index in (7, 30, 40)] == [1, 1, 0]
