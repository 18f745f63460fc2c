# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The experts' results as streams: which topics each travels as, and how it is put together again."""

from __future__ import annotations

from typing import Any

from sensor_msgs.msg import Image
from vision_msgs.msg import Detection2DArray

from sgw_msgs.msg import (
    ActionAdvice,
    CameraMotion,
    ContactArray,
    FlowField,
    FrameFeatures,
    ObjectArray,
    PredictionArray,
    RiskAssessment,
    Violation,
)
from sgw_ros.core.types import Detections, FlowResult, Objects, PhysicsResult, RiskResult
from sgw_ros.nodes.convert import flow, images, memory, physics, risk, visual
from sgw_ros.nodes.convert.values import header_message, stamp_of
from sgw_ros.nodes.qos import EVERY, RELIABLE, SENSOR, SHOWN
from sgw_ros.nodes.streams import Messages, Stream, Topic, single


def _join_flow(messages: Messages) -> FlowResult | None:
    if not (messages.get("flow") and messages.get("camera_motion")):
        return None
    field = flow.flow_of(messages["flow"][-1])
    motion = flow.camera_motion_of(messages["camera_motion"][-1])
    return FlowResult(field.stamp_ns, field, motion)


def _join_visual(messages: Messages) -> Detections | None:
    boxes, features, masks = (messages.get(name) for name in ("detections", "features", "masks"))
    if not boxes or not features or (visual.has_masks(boxes[-1]) and not masks):
        return None
    return visual.detections_of(boxes[-1], features[-1], images.mask_of(masks[-1]) if masks else None)


def _join_physics(messages: Messages) -> PhysicsResult | None:
    # Violations come first, so they are here once the other two are; a stamp may have none.
    predictions, contacts = messages.get("predictions"), messages.get("contacts")
    if not predictions or not contacts:
        return None
    return physics.physics_of(predictions[-1], contacts[-1], messages.get("violations", ()))


def _join_risk(messages: Messages) -> RiskResult | None:
    assessments, advices = messages.get("risk"), messages.get("action")
    if not assessments or not advices:
        return None
    assessment = risk.assessment_of(assessments[-1])
    return RiskResult(stamp_of(assessments[-1]), assessment, risk.advice_of(advices[-1]))


def _masks(item: Detections, frame_id: str) -> list[Image]:
    if item.masks is None:
        return []
    return [images.mask_message(item.masks, header_message(item.stamp_ns, frame_id))]


FLOW: Stream[FlowResult] = Stream(
    (
        Topic(
            "flow",
            FlowField,
            SENSOR,
            lambda r, frame: [flow.flow_message(r.field, header_message(r.stamp_ns, frame))],
        ),
        Topic(
            "camera_motion",
            CameraMotion,
            SENSOR,
            lambda r, frame: [flow.camera_motion_message(r.camera_motion, header_message(r.stamp_ns, frame))],
        ),
    ),
    _join_flow,
)

VISUAL: Stream[Detections] = Stream(
    (
        Topic(
            "detections",
            Detection2DArray,
            SHOWN,
            lambda d, frame: [visual.detections_message(d, header_message(d.stamp_ns, frame))],
        ),
        Topic("masks", Image, SENSOR, _masks),
        Topic(
            "features",
            FrameFeatures,
            SENSOR,
            lambda d, frame: [visual.features_message(d, header_message(d.stamp_ns, frame))],
        ),
    ),
    _join_visual,
)

MEMORY: Stream[Objects] = single(
    "objects", ObjectArray, RELIABLE, lambda o, _: memory.objects_message(o), memory.objects_of
)

PHYSICS: Stream[PhysicsResult] = Stream(
    (
        Topic("violations", Violation, RELIABLE, lambda r, _: physics.violation_messages(r)),
        Topic("predictions", PredictionArray, RELIABLE, lambda r, _: [physics.predictions_message(r)]),
        Topic("contacts", ContactArray, RELIABLE, lambda r, _: [physics.contacts_message(r)]),
    ),
    _join_physics,
)

RISK: Stream[RiskResult] = Stream(
    (
        Topic(
            "risk",
            RiskAssessment,
            EVERY,
            lambda r, frame: [risk.assessment_message(r.assessment, header_message(r.stamp_ns, frame))],
        ),
        Topic(
            "action",
            ActionAdvice,
            EVERY,
            lambda r, frame: [risk.advice_message(r.advice, header_message(r.stamp_ns, frame))],
        ),
    ),
    _join_risk,
)

RESULT_STREAMS: dict[str, Stream[Any]] = {
    "flow": FLOW,
    "visual": VISUAL,
    "memory": MEMORY,
    "physics": PHYSICS,
    "risk": RISK,
}
"""Expert name to the stream of its results."""

ANSWERS: dict[str, Topic] = {
    name: {topic.name: topic for topic in stream.topics}[answer]
    for (name, stream), answer in zip(
        RESULT_STREAMS.items(), ("flow", "detections", "objects", "contacts", "risk"), strict=True
    )
}
"""Expert name to the topic that has exactly one message for each frame it judged."""
