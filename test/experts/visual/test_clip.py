# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A real clip of a still camera: six people walk up to a table one by one, stand there and leave."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import Detections, Frame
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.visual.expert import VisualConfig, VisualExpert
from test.experts.clips import ONE_BY_ONE

FPS = 10
EMPTY = [(0, 55), (203, 222), (456, 498), (704, 740), (875, 915), (1204, 1228), (1364, 1393)]
STANDING = [(85, 180), (250, 430), (530, 680), (765, 845), (945, 1180), (1262, 1335)]


@pytest.fixture(scope="module")
def results() -> list[Detections]:
    expert, seen = VisualExpert(VisualConfig()), []
    capture = cv2.VideoCapture(str(ONE_BY_ONE))
    for index in range(EMPTY[-1][1] + 1):
        image = np.asarray(capture.read()[1], np.uint8)
        camera = assumed_camera(image.shape[1], image.shape[0])
        seen.append(expert.step(Frame(index * 10**9 // FPS, index, image, camera), Upstream()))
    return seen


@pytest.mark.slow
def test_nothing_is_seen_where_nobody_is(results: list[Detections]) -> None:
    empty = [results[i] for first, last in EMPTY for i in range(first, last + 1)]
    assert np.mean([len(result.items) == 0 for result in empty]) >= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("stay", STANDING)
def test_who_stands_still_is_one_person_at_one_place(
    results: list[Detections], stay: tuple[int, int]
) -> None:
    here = results[stay[0] : stay[1] + 1]
    alone = [result.items[0] for result in here if len(result.items) == 1]
    assert len(alone) >= 0.97 * len(here)
    looked = [result for result in here if "person" in result.detectors]
    assert np.mean([any(i.class_name == "person" for i in result.items) for result in looked]) >= 0.9
    centres = np.array([(item.box[0] + item.box[2], item.box[1] + item.box[3]) for item in alone]) / 2.0
    assert np.abs(np.diff(centres, axis=0)).mean() < 5.0
