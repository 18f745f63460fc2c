# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import math

import numpy as np

from sgw_ros.core.confidence import confidence_histogram
from sgw_ros.core.types import Detection, Detections, FlowField, FlowResult


def detections(*scores):
    return Detections(0, tuple(Detection((0.0, 0.0, 1.0, 1.0), "person", score, "yolo") for score in scores))


def test_each_result_is_counted_in_its_bin():
    assert confidence_histogram(detections(0.0, 0.05, 0.55, 0.999, 1.0)) == (2, 0, 0, 0, 0, 1, 0, 0, 0, 2)


def test_nothing_said_is_nothing_counted():
    assert confidence_histogram(detections()) == (0,) * 10
    assert confidence_histogram(detections(math.nan)) == (0,) * 10


def test_a_flow_field_is_counted_by_its_cells():
    confidence = np.array([[0, 127], [128, 255]], np.uint8)
    field = FlowField(1, 0, np.zeros((2, 2, 2), np.float32), confidence, 4)
    histogram = confidence_histogram(FlowResult(1, field, None))
    assert (histogram[0], histogram[4], histogram[5], histogram[9]) == (1, 1, 1, 1)
