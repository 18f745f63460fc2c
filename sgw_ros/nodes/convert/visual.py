# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Detections: boxes as vision_msgs, who looked and what it looked like as features.

`Detection2D.id` is `<detector>/<instance>`: the instance is the object's id in `masks`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from std_msgs.msg import Header
from vision_msgs.msg import Detection2D, Detection2DArray, LabelInfo, ObjectHypothesisWithPose, VisionClass

from sgw_msgs.msg import FrameFeatures
from sgw_ros.core.errors import FrameError
from sgw_ros.core.types import Detection, Detections
from sgw_ros.nodes.convert.values import finite, number_buffer, stamp_of


def detections_message(detections: Detections, header: Header) -> Detection2DArray:
    """Boxes, classes and scores."""
    return Detection2DArray(header=header, detections=[_detection(d, header) for d in detections.items])


def features_message(detections: Detections, header: Header) -> FrameFeatures:
    """Appearance per detection and of the whole picture, and which detectors looked."""
    message = FrameFeatures(header=header, encoder=detections.encoder, detectors=list(detections.detectors))
    if detections.frame_features is not None:
        message.frame = number_buffer("f", detections.frame_features.astype(np.float32, copy=False))
    message.instances = number_buffer("I", np.array([d.instance for d in detections.items], dtype=np.uint32))
    if detections.embeddings is not None and detections.embeddings.size:
        message.dims = int(detections.embeddings.shape[1])
        message.objects = number_buffer("f", detections.embeddings.astype(np.float32, copy=False))
    return message


def detections_of(
    boxes: Detection2DArray, features: FrameFeatures, masks: NDArray[np.uint16] | None
) -> Detections:
    """Detections from the messages they travelled as.

    Raises:
        FrameError: when the messages do not fit together.
    """
    items = boxes_of(boxes)
    embeddings = None
    if features.dims:
        if len(features.objects) != features.dims * len(items):
            raise FrameError(f"features: {len(features.objects)} numbers for {len(items)} detections")
        embeddings = np.frombuffer(features.objects, dtype=np.float32).reshape(len(items), features.dims)
    whole = np.frombuffer(features.frame, dtype=np.float32) if len(features.frame) else None
    return Detections(
        stamp_of(boxes), items, tuple(features.detectors), masks, embeddings, features.encoder, whole
    )


def boxes_of(message: Detection2DArray) -> tuple[Detection, ...]:
    """The boxes of one image, each with its surest class."""
    return tuple(_detection_of(d) for d in message.detections)


def has_masks(boxes: Detection2DArray) -> bool:
    """Whether a `masks` message belongs to these boxes."""
    return any(_detection_of(d).instance for d in boxes.detections)


def labels_message(names: Sequence[str], header: Header) -> LabelInfo:
    """The class names that `detections` may hold."""
    classes = [VisionClass(class_id=i, class_name=name) for i, name in enumerate(names)]
    return LabelInfo(header=header, class_map=classes)


def labels_of(message: LabelInfo) -> tuple[str, ...]:
    """The class names from their message."""
    return tuple(label.class_name for label in message.class_map)


def _detection(detection: Detection, header: Header) -> Detection2D:
    x0, y0, x1, y1 = (float(v) for v in detection.box)
    message = Detection2D(header=header, id=f"{detection.detector}/{detection.instance}")
    message.bbox.center.position.x = 0.5 * (x0 + x1)
    message.bbox.center.position.y = 0.5 * (y0 + y1)
    message.bbox.size_x, message.bbox.size_y = x1 - x0, y1 - y0
    hypothesis = ObjectHypothesisWithPose()
    hypothesis.hypothesis.class_id = detection.class_name
    hypothesis.hypothesis.score = float(detection.score)
    message.results = [hypothesis]
    return message


def _detection_of(message: Detection2D) -> Detection:
    centre, box = message.bbox.center.position, message.bbox
    half_x, half_y = 0.5 * box.size_x, 0.5 * box.size_y
    finite((centre.x, centre.y, half_x, half_y), "bbox")
    best = max((r.hypothesis for r in message.results), key=lambda h: h.score, default=None)
    detector, _, instance = message.id.rpartition("/")
    return Detection(
        (centre.x - half_x, centre.y - half_y, centre.x + half_x, centre.y + half_y),
        best.class_id if best else "",
        float(best.score) if best else 0.0,
        detector,
        int(instance) if instance.isdecimal() else 0,
    )
