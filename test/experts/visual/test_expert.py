# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from sgw_ros.core.config import override
from sgw_ros.core.errors import ConfigError, ModelError
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import Detections, Frame
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.visual.expert import VisualConfig, VisualExpert
from sgw_ros.experts.visual.person import PersonDetector

WIDTH, HEIGHT = 320, 240
STEP_NS = 100_000_000
CAMERA = assumed_camera(WIDTH, HEIGHT)


def pavement() -> NDArray[np.uint8]:
    return np.full((HEIGHT, WIDTH, 3), 170, np.uint8)


def walker(picture: NDArray[np.uint8], x: int, top: int = 60, height: int = 150) -> NDArray[np.uint8]:
    """A drawn pedestrian, seen from the front, with her feet apart."""
    picture = picture.copy()
    unit = height / 8
    cv2.ellipse(
        picture,
        (x, int(top + 0.6 * unit)),
        (int(0.42 * unit), int(0.6 * unit)),
        0,
        0,
        360,
        (90, 110, 150),
        -1,
    )
    body = np.array([[-0.9, 1.4], [0.9, 1.4], [1.1, 3.9], [0.75, 4.2], [-0.75, 4.2], [-1.1, 3.9]])
    cv2.fillPoly(picture, [np.int32(body * unit + (x, top))], (40, 30, 60))
    for side in (-1, 1):
        leg = np.array([[0, 4.0], [0.75 * side, 4.0], [0.7 * side, 8.0], [0.3 * side, 8.0]])
        cv2.fillPoly(picture, [np.int32(leg * unit + (x, top))], (50, 20, 20))
    return np.asarray(cv2.GaussianBlur(picture, (3, 3), 0), np.uint8)


def frame(index: int, image: NDArray[np.uint8]) -> Frame:
    return Frame(index * STEP_NS, index, image, CAMERA)


def watch(expert: VisualExpert, images: list[NDArray[np.uint8]]) -> list[Detections]:
    return [expert.step(frame(i, image), Upstream()) for i, image in enumerate(images)]


def test_a_walker_is_an_object_at_once_and_a_person_a_few_times_a_second() -> None:
    results = watch(VisualExpert(VisualConfig()), [pavement()] * 3 + [walker(pavement(), 160)] * 12)
    seen = results[3:]
    assert all(len(result.items) == 1 for result in seen)
    looked = [result for result in seen if "person" in result.detectors]
    assert len(looked) == 4
    assert all(result.items[0].class_name == "person" for result in looked)
    assert all("motion" in result.detectors for result in seen)
    boxes = np.array([result.items[0].box for result in seen])
    assert boxes.std(axis=0).max() < 2.0
    last = results[-1]
    assert last.masks is not None
    assert last.embeddings is not None
    assert last.masks.dtype == np.uint16
    assert last.masks[140, 160] == last.items[0].instance
    assert last.embeddings.shape[0] == 1


def test_an_empty_scene_is_empty() -> None:
    results = watch(VisualExpert(VisualConfig()), [pavement()] * 8)
    assert all(result.items == () for result in results)


def test_a_person_who_never_moved_is_found_by_scanning() -> None:
    results = watch(VisualExpert(VisualConfig(detector="person")), [walker(pavement(), 100)] * 8)
    found = [result.items for result in results if result.items]
    assert found
    assert found[0][0].class_name == "person"
    x0, y0, x1, y1 = found[0][0].box
    assert (x0 + x1) / 2 == pytest.approx(100, abs=10)
    assert (y0, y1) == (pytest.approx(60, abs=20), pytest.approx(210, abs=20))


def test_people_are_looked_for_at_the_rate_that_was_set() -> None:
    detector = PersonDetector(rate_hz=2.0)
    stamps = [i for i in range(20) if detector.detect(frame(i, pavement()), [], moving=False) is not None]
    assert stamps == [0, 5, 10, 15]


def test_a_clock_that_goes_back_does_not_silence_the_person_detector() -> None:
    detector = PersonDetector(rate_hz=2.0)
    assert detector.detect(frame(50, pavement()), [], moving=False) is not None
    assert detector.detect(frame(1, pavement()), [], moving=False) is not None


def test_reset_forgets_the_scene() -> None:
    expert = VisualExpert(VisualConfig())
    watch(expert, [pavement()] * 3)
    expert.reset()
    assert expert.step(frame(4, walker(pavement(), 160)), Upstream()).detectors == ("motion", "person")


def test_visual_proposes_nothing() -> None:
    expert = VisualExpert(VisualConfig(detector="motion"))
    assert expert.propose(expert.step(frame(0, pavement()), Upstream())) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"detector": "yolo"}, "needs a model"),
        ({"detector": "motion", "model": "a.onnx"}, "takes no model"),
    ],
)
def test_detector_and_model_must_go_together(values: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        VisualExpert(override(VisualConfig(), values))


def test_a_model_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match=r"nowhere\.onnx does not exist"):
        VisualExpert(VisualConfig(model="nowhere.onnx"))


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 400, 3), (240, 7, 3), (241, 333, 3)])
def test_odd_sizes_are_harmless(shape: tuple[int, int, int]) -> None:
    results = watch(VisualExpert(VisualConfig()), [pavement(), np.zeros(shape, np.uint8), pavement()])
    assert results[1].masks is not None
    assert results[1].masks.shape == shape[:2]
