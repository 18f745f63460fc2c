# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What no detector that knows it looks for any more is not claimed for ever."""

import pytest

from sgw_ros.core.types import Detection, Detections
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.memory.expert import MemoryConfig, MemoryExpert
from test.experts.scenes import box, detections, frame, stamp


def by_person(index):
    return detections(index, box(60, 120, 60, 170), name="person", detectors=("person",))


def by_motion(index):
    """Another detector, which sees another thing."""
    item = Detection(box(250, 120), "object", 0.9, "motion")
    return Detections(stamp(index), (item,), ("motion",))


@pytest.mark.parametrize("blind_s", [2.0, 10.0])
def test_a_track_whose_own_detector_looks_no_more_is_given_up(blind_s):
    memory = MemoryExpert(MemoryConfig(blind_s=blind_s))
    for i in range(5):
        memory.step(frame(i), Upstream(visual=by_person(i)))
    names = {}
    for i in range(5, 130):
        tracks = memory.step(frame(i), Upstream(visual=by_motion(i))).tracks
        names[i] = {t.class_name for t in tracks}
    last = 4 + round(10 * blind_s)
    assert "person" in names[last - 1]
    assert "person" not in names[last + 1]
    assert "object" in names[129]


def test_a_detector_that_comes_by_in_time_keeps_it():
    memory = MemoryExpert(MemoryConfig(blind_s=2.0))
    for i in range(100):
        seen = by_person(i) if i < 5 or i % 15 == 0 else by_motion(i)
        tracks = memory.step(frame(i), Upstream(visual=seen)).tracks
    assert "person" in {t.class_name for t in tracks if t.visible}
