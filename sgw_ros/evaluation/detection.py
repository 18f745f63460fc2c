# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Boxes against true ones: average precision.

Source: Everingham et al. 2010, "The Pascal visual object classes (VOC) challenge", with the area under the
whole curve (as since 2010); a box fits where it overlaps by half (intersection over union).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sgw_ros.core.types import Array
from sgw_ros.evaluation.matching import box_overlaps

OVERLAP = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """One picture's: `boxes` [n, 4] px (x0, y0, x1, y1), `names` [n], `scores` [n] (1 for the truth)."""

    boxes: Array
    names: tuple[str, ...]
    scores: tuple[float, ...]

    def of(self, name: str | None) -> Boxes:
        """Those of one class; None is any."""
        keep = [i for i, own in enumerate(self.names) if name is None or own == name]
        return Boxes(
            self.boxes[keep], tuple(self.names[i] for i in keep), tuple(self.scores[i] for i in keep)
        )


def detection_scores(pictures: Sequence[tuple[Boxes, Boxes]]) -> dict[str, Any]:
    """Scores of pictures (true, said): per class of the truth, their mean, and whatever the class."""
    names = sorted({name for truth, _ in pictures for name in truth.names})
    by_class = {name: average_precision([(t.of(name), s.of(name)) for t, s in pictures]) for name in names}
    known = [value for value in by_class.values() if value is not None]
    return {
        "ap50_any_class": average_precision(pictures),
        "map50": round(float(np.mean(known)), 4) if known else None,
        "ap50": by_class,
    }


def average_precision(pictures: Sequence[tuple[Boxes, Boxes]]) -> float | None:
    """Area under precision over recall; None without truth."""
    total = sum(len(truth.names) for truth, _ in pictures)
    if not total:
        return None
    scored = sorted((hit for truth, said in pictures for hit in _hits(truth, said)), key=lambda h: -h[0])
    right = np.cumsum([fits for _, fits in scored], dtype=np.float64)
    recall = np.concatenate([[0.0], right / total])
    precision = right / np.arange(1, len(right) + 1)
    # Each recall counts with the best precision at that recall or a higher one.
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    return round(float(np.sum(np.diff(recall) * envelope)), 4)


def _hits(truth: Boxes, said: Boxes) -> list[tuple[float, bool]]:
    """Score of each box, and whether it fits a true one that no surer box took."""
    overlap = box_overlaps(truth.boxes, said.boxes)
    taken: set[int] = set()
    hits = []
    for column in sorted(range(len(said.names)), key=lambda i: -said.scores[i]):
        row = int(np.argmax(overlap[:, column])) if len(truth.names) else -1
        fits = row >= 0 and overlap[row, column] >= OVERLAP and row not in taken
        if fits:
            taken.add(row)
        hits.append((said.scores[column], fits))
    return hits
