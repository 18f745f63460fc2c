# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Detection
from sgw_ros.experts.visual.found import Box, Found
from sgw_ros.experts.visual.merge import merge

SHAPE = (100, 200)


def body(box: Box, instance: int = 1) -> Detection:
    return Detection(box, "object", 0.8, "motion", instance)


def person(box: Box, score: float = 0.9) -> Detection:
    return Detection(box, "person", score, "person")


def moving(*bodies: Detection) -> Found:
    labels = np.zeros(SHAPE, np.uint16)
    for item in bodies:
        x0, y0, x1, y1 = (int(v) for v in item.box)
        labels[y0:y1, x0:x1] = item.instance
    return Found(bodies, labels)


def test_a_moving_person_is_one_person_with_the_bodys_box() -> None:
    found = merge(moving(body((50, 10, 80, 90))), Found((person((48, 5, 84, 95)),)), SHAPE)
    (item,) = found.items
    assert (item.class_name, item.score, item.box) == ("person", 0.9, (50, 10, 80, 90))
    assert found.labels is not None
    assert (found.labels == 1).sum() == 30 * 80


def test_two_people_in_one_body_are_two() -> None:
    both = Found((person((50, 10, 75, 90)), person((80, 10, 105, 90))))
    found = merge(moving(body((50, 10, 105, 90))), both, SHAPE)
    assert [item.box for item in found.items] == [item.box for item in both.items]
    assert [item.instance for item in found.items] == [1, 2]
    assert found.labels is not None
    assert (found.labels[50, 60], found.labels[50, 90]) == (1, 2)


def test_a_moving_arm_is_part_of_a_standing_person() -> None:
    found = merge(moving(body((50, 30, 60, 50))), Found((person((48, 5, 84, 95)),)), SHAPE)
    assert [item.class_name for item in found.items] == ["person"]
    assert found.items[0].box == (48, 5, 84, 95)


def test_a_person_before_something_large_that_moves_leaves_both() -> None:
    found = merge(moving(body((0, 0, 200, 100))), Found((person((50, 30, 70, 90)),)), SHAPE)
    assert sorted(item.class_name for item in found.items) == ["object", "person"]


def test_what_only_one_detector_saw_stays() -> None:
    found = merge(moving(body((0, 0, 20, 20))), Found((person((100, 5, 130, 95)),)), SHAPE)
    assert [item.class_name for item in found.items] == ["object", "person"]
    assert found.labels is not None
    assert (found.labels[10, 10], found.labels[50, 110], found.labels[90, 10]) == (1, 2, 0)


def test_nothing_and_nothing_is_nothing() -> None:
    found = merge(Found(()), Found(()), SHAPE)
    assert found.items == ()
    assert found.labels is not None
    assert not found.labels.any()
