# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The detector for any model of the YOLOv8 family: feeds a picture, decodes boxes, classes and masks."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.core.types import Detection, Frame
from sgw_ros.experts.visual.found import Box, Found, area, clipped
from sgw_ros.experts.visual.letterbox import Letterbox, letterbox
from sgw_ros.experts.visual.yolo_layout import (
    END_TO_END_COLUMNS,
    EXPECTED,
    check_columns,
    yolo_layout,
)
from sgw_ros.inference.session import Session

SAME_OBJECT = 0.6
"""Overlap from which two boxes of a class are one object."""
MOST_OBJECTS = 100
SMALLEST_PX2 = 4.0


class YoloDetector:
    """Runs the model on every frame it is given."""

    name = "yolo"

    def __init__(self, session: Session, score_threshold: float) -> None:
        """Recognise the model's layout.

        Raises:
            ModelError: for a model of another family.
        """
        self._session = session
        self._threshold = score_threshold
        self._layout = yolo_layout(session)

    @property
    def class_names(self) -> tuple[str, ...]:
        """Names of the classes that it tells apart."""
        return self._layout.names

    def detect(self, frame: Frame) -> Found:
        """Objects in the frame, strongest first, with masks when the model gives them.

        Raises:
            ModelError: when the model's answer has another shape than it promised.
        """
        height, width = frame.image.shape[:2]
        blob, placed = letterbox(frame.image, self._layout.width, self._layout.height)
        source = self._session.inputs[0]
        outputs = self._session.run({source.name: blob.astype(source.dtype)})
        boxes, scores, classes, coefficients = self._decode(np.asarray(outputs[0], np.float32))
        items, kept = [], []
        for i, corners in enumerate(placed.to_picture(boxes)):
            box = clipped((*map(float, corners),), width, height)  # type: ignore[arg-type]
            if area(box) >= SMALLEST_PX2:
                kept.append(i)
                label = self._class_name(int(classes[i]))
                items.append(Detection(box, label, min(float(scores[i]), 1.0), self.name, instance=len(kept)))
        if not self._layout.mask_coefficients or not items:
            return Found(tuple(items))
        prototypes = self._masks(outputs)
        canvas = (self._layout.width, self._layout.height)
        labels = np.zeros((height, width), np.uint16)
        for item, i in reversed(list(zip(items, kept, strict=True))):  # the strongest is drawn last
            _draw(labels, item, coefficients[i], prototypes, placed, canvas)
        return Found(tuple(items), labels)

    def _decode(
        self, answer: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.intp], NDArray[np.float32]]:
        """Boxes [n, 4] in input pixels, scores [n], classes [n], mask coefficients [n, m]."""
        if answer.ndim != 3 or len(answer) != 1:
            raise ModelError(
                f"model {self._session.path} answered with shape {list(answer.shape)}; {EXPECTED}"
            )
        nothing = np.empty((0, 0), np.float32)
        if self._ends(answer.shape):
            rows = answer[0]
            rows = rows[np.isfinite(rows).all(axis=1) & (rows[:, 4] >= self._threshold)]
            rows = rows[np.argsort(-rows[:, 4], kind="stable")][:MOST_OBJECTS]
            return rows[:, :4], rows[:, 4], rows[:, 5].astype(np.intp), nothing
        check_columns(self._session.path, answer.shape, self._layout.names, self._layout.mask_coefficients)
        split = answer.shape[1] - self._layout.mask_coefficients
        scores = answer[0, 4:split].max(axis=0)
        likely = np.isfinite(answer[0]).all(axis=0) & (scores >= self._threshold)
        columns = answer[0][:, likely]
        classes = columns[4:split].argmax(axis=0)
        centre, size = columns[:2].T, columns[2:4].T
        boxes = np.concatenate([centre - 0.5 * size, centre + 0.5 * size], axis=1)
        kept = _suppressed(boxes, scores[likely], classes)
        return boxes[kept], scores[likely][kept], classes[kept], columns[split:].T[kept]

    def _ends(self, shape: tuple[int, ...]) -> bool:
        """Whether an answer holds boxes after suppression; where the file is silent, the shape tells."""
        if self._layout.end_to_end is None:
            of_columns = shape[1] == 4 + len(self._layout.names) + self._layout.mask_coefficients
            return shape[2] == END_TO_END_COLUMNS and not of_columns
        if self._layout.end_to_end and shape[2] != END_TO_END_COLUMNS:
            raise self._odd(shape)
        return self._layout.end_to_end

    def _masks(self, outputs: list[NDArray[Any]]) -> NDArray[np.float32]:
        """The prototypes [m, h, w] of the answer."""
        prototypes = np.asarray(outputs[1], np.float32)
        if prototypes.ndim != 4 or prototypes.shape[:2] != (1, self._layout.mask_coefficients):
            raise self._odd(prototypes.shape)
        return np.asarray(prototypes[0])

    def _odd(self, shape: tuple[int, ...]) -> ModelError:
        return ModelError(f"model {self._session.path} answered with shape {list(shape)}; {EXPECTED}")

    def _class_name(self, index: int) -> str:
        names = self._layout.names
        return names[index] if 0 <= index < len(names) else f"class_{index}"


def _suppressed(
    boxes: NDArray[np.float32], scores: NDArray[np.float32], classes: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Indices of the boxes that remain, strongest first: no two of a class on the same object."""
    order = np.argsort(-scores, kind="stable")
    areas = np.prod(np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0), axis=1)
    kept: list[int] = []
    while len(order) and len(kept) < MOST_OBJECTS:
        best, rest = int(order[0]), order[1:]
        kept.append(best)
        low = np.maximum(boxes[best, :2], boxes[rest, :2])
        high = np.minimum(boxes[best, 2:], boxes[rest, 2:])
        common = np.prod(np.maximum(high - low, 0.0), axis=1)
        overlaps = common / np.maximum(areas[best] + areas[rest] - common, 1e-9)
        order = rest[(overlaps < SAME_OBJECT) | (classes[rest] != classes[best])]
    return np.array(kept, np.intp)


def _draw(
    labels: NDArray[np.uint16],
    item: Detection,
    coefficients: NDArray[np.float32],
    prototypes: NDArray[np.float32],
    placed: Letterbox,
    canvas: tuple[int, int],
) -> None:
    """Write an object's instance id where its mask is, within its box.

    Source: Bolya et al. 2019, "YOLACT": a mask is a linear combination of prototypes [m, h, w].
    """
    logits = np.tensordot(coefficients, prototypes, axes=1)
    x0, y0, x1, y1 = _whole_pixels(item.box)
    # Picture pixel centres in the prototypes' pixels, by way of the network's input.
    step_x, step_y = logits.shape[1] / canvas[0], logits.shape[0] / canvas[1]
    M = np.array(
        [
            [placed.scale * step_x, 0.0, ((x0 + 0.5) * placed.scale + placed.left) * step_x - 0.5],
            [0.0, placed.scale * step_y, ((y0 + 0.5) * placed.scale + placed.top) * step_y - 0.5],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(logits, M, (x1 - x0, y1 - y0), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    labels[y0:y1, x0:x1][crop > 0.0] = item.instance


def _whole_pixels(box: Box) -> tuple[int, int, int, int]:
    x0, y0 = int(box[0]), int(box[1])
    return x0, y0, max(round(box[2]), x0 + 1), max(round(box[3]), y0 + 1)
