# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which topics are recorded: every output of the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CameraInfo, CompressedImage
from tf2_msgs.msg import TFMessage
from vision_msgs.msg import LabelInfo
from visualization_msgs.msg import MarkerArray

from sgw_msgs.msg import GraphDelta
from sgw_ros.nodes.pictures import OVERLAY, SCENE_TOPICS
from sgw_ros.nodes.qos import EVERY, LATCHED, RECORDED_SENSOR
from sgw_ros.nodes.result_streams import RESULT_STREAMS
from sgw_ros.nodes.streams import Stream
from sgw_ros.nodes.supervision_streams import HEAD, INGEST_STATUS, PENDING, ROUTING, TELEMETRY, TRACE

STREAMS: tuple[Stream[Any], ...] = (
    *RESULT_STREAMS.values(),
    INGEST_STATUS,
    TELEMETRY,
    ROUTING,
    TRACE,
    PENDING,
    HEAD,
)


@dataclass(frozen=True)
class Recorded:
    """One topic and how it is listened to."""

    name: str
    type: Any
    qos: QoSProfile


def recorded_topics(record_images: bool) -> tuple[Recorded, ...]:
    """The topics to record, each once; without pictures, only what cannot show a scene."""
    return tuple(topic for topic in ALL if record_images or topic.name not in SCENE_TOPICS)


def _deep(qos: QoSProfile) -> QoSProfile:
    """The same with room for what comes while something else is written."""
    if qos.durability == DurabilityPolicy.TRANSIENT_LOCAL:
        return qos
    return EVERY if qos.reliability == ReliabilityPolicy.RELIABLE else RECORDED_SENSOR


ALL: tuple[Recorded, ...] = (
    *(Recorded(t.name, t.type, _deep(t.qos)) for stream in STREAMS for t in stream.topics),
    Recorded("label_info", LabelInfo, LATCHED),
    Recorded("workspace/delta", GraphDelta, EVERY),
    Recorded("markers", MarkerArray, EVERY),
    Recorded(OVERLAY, CompressedImage, EVERY),
    Recorded("camera_info", CameraInfo, RECORDED_SENSOR),
    Recorded("/diagnostics", DiagnosticArray, EVERY),
    Recorded("/tf", TFMessage, EVERY),
    Recorded("/tf_static", TFMessage, LATCHED),
)
