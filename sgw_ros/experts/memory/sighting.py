# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One detection as the memory takes it: with its appearance, its depth pixels and its place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array, Detection, Detections
from sgw_ros.experts.memory.boxes import Box, union
from sgw_ros.experts.memory.depth import depth_samples
from sgw_ros.experts.memory.priors import UNNAMED
from sgw_ros.experts.memory.ranging import Measurement, Range, measure
from sgw_ros.experts.memory.view import View


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """A detection, where it is by itself, its appearance [D] or None, and its depth pixels or None."""

    item: Detection
    measured: Measurement
    look: NDArray[np.float32] | None
    samples: Array | None

    @property
    def box(self) -> Box:
        """Its box, px."""
        return self.item.box

    @property
    def named(self) -> bool:
        """Whether its detector names classes."""
        return self.item.class_name not in UNNAMED

    def again(self, view: View, class_name: str, known: Range, assumed_range_m: float) -> Measurement:
        """Where it is, given that it is a thing of this class which was `known` to be so far away."""
        name = self.item.class_name if self.named else class_name
        return measure(view, self.box, name, self.samples, assumed_range_m, known)

    def joined(self, others: list[Sighting]) -> Sighting:
        """This one with the pieces that belong to it."""
        if not others:
            return self
        item = replace(self.item, box=union([self.box, *(o.box for o in others)]))
        return replace(self, item=item)


def sightings(view: View, detections: Detections, assumed_range_m: float) -> list[Sighting]:
    """The usable detections of one frame."""
    count = len(detections.items)
    embeddings = detections.embeddings
    if embeddings is not None and (embeddings.ndim != 2 or len(embeddings) != count):
        embeddings = None
    found = []
    for index, item in enumerate(detections.items):
        if not _usable(item.box):
            continue
        samples = depth_samples(view.depth, item.box, _mask(item, detections.masks))
        measured = measure(view, item.box, item.class_name, samples, assumed_range_m)
        found.append(Sighting(item, measured, None if embeddings is None else embeddings[index], samples))
    return found


def _usable(box: Box) -> bool:
    return bool(np.isfinite(box).all()) and box[2] - box[0] >= 1.0 and box[3] - box[1] >= 1.0


def _mask(item: Detection, masks: NDArray[np.uint16] | None) -> NDArray[np.bool_] | None:
    if masks is None or item.instance == 0:
        return None
    height, width = masks.shape
    x0, y0 = max(int(item.box[0]), 0), max(int(item.box[1]), 0)
    x1, y1 = min(int(np.ceil(item.box[2])), width), min(int(np.ceil(item.box[3])), height)
    return np.asarray(masks[y0:y1, x0:x1] == item.instance)
