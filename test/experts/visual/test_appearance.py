# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from sgw_ros.core.types import Detection
from sgw_ros.experts.visual.appearance import SIZE, embeddings

BOX = (20.0, 10.0, 60.0, 90.0)


def dressed(upper: tuple[int, int, int], lower: tuple[int, int, int]) -> NDArray[np.uint8]:
    picture = np.full((100, 80, 3), 128, np.uint8)
    picture[10:50, 20:60], picture[50:90, 20:60] = upper, lower
    return picture


def looks(picture: NDArray[np.uint8], box: tuple[float, float, float, float] = BOX) -> NDArray[np.float32]:
    return embeddings(picture, [Detection(box, "object", 1.0, "motion")], None)[0]


RED, BLUE, GREY = (0, 0, 220), (200, 60, 20), (120, 120, 120)


def test_embeddings_have_unit_norm() -> None:
    rows = embeddings(dressed(RED, BLUE), [Detection(BOX, "object", 1.0, "motion")] * 2, None)
    assert rows.shape == (2, SIZE)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0, 1.0])


def test_the_same_clothes_look_alike_in_other_light_and_size_and_others_do_not() -> None:
    one = looks(dressed(RED, BLUE))
    dimmer = looks(np.asarray(dressed(RED, BLUE) * 0.8, np.uint8))
    smaller = looks(np.ascontiguousarray(dressed(RED, BLUE)[::2, ::2]), (10, 5, 30, 45))
    assert min(one @ dimmer, one @ smaller) > 0.9
    assert one @ looks(dressed(BLUE, RED)) < 0.6
    assert one @ looks(dressed(GREY, GREY)) < 0.6


def test_the_mask_keeps_the_background_out() -> None:
    labels = np.zeros((100, 80), np.uint16)
    labels[10:90, 20:60] = 7
    wide = Detection((0, 10, 80, 90), "object", 1.0, "motion", instance=7)
    masked = embeddings(dressed(RED, BLUE), [wide], labels)[0]
    unmasked = embeddings(dressed(RED, BLUE), [wide], None)[0]
    alone = looks(dressed(RED, BLUE))
    assert masked @ alone > unmasked @ alone


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (79.6, 99.6, 80, 100), (-50, -50, -10, -10), (0, 0, 500, 500)])
def test_odd_boxes_have_an_embedding_too(box: tuple[float, float, float, float]) -> None:
    assert np.linalg.norm(looks(np.zeros((100, 80, 3), np.uint8), box)) == pytest.approx(1.0)


def test_no_object_no_embedding() -> None:
    assert embeddings(dressed(RED, BLUE), [], None).shape == (0, SIZE)
