# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes what the synchronous loop says as the bag that the graph of nodes would have left."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from rclpy.serialization import serialize_message
from sensor_msgs.msg import CompressedImage

from sgw_ros.core.types import PhysicsResult, Pose
from sgw_ros.nodes.bag_series import BagSeries
from sgw_ros.nodes.convert.markers import marker_array
from sgw_ros.nodes.convert.values import header_message
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.pictures import OVERLAY, without_pictures
from sgw_ros.nodes.result_streams import RESULT_STREAMS
from sgw_ros.nodes.streams import Stream
from sgw_ros.nodes.supervision_streams import ROUTING, TELEMETRY, TRACE
from sgw_ros.pipeline import FrameOutput

GEOMETRY = replace(FRAMES, topics=tuple(t for t in FRAMES.topics if t.name in ("camera_info", "/tf")))
"""What it takes to place the results in space; the sensors' own data stays in the input."""
MOUNT = replace(FRAMES, topics=tuple(t for t in FRAMES.topics if t.name == "/tf_static"))


class LoopBag:
    """The bag of one run, with topics below `namespace`; stamps are the frames'."""

    def __init__(self, path: Path, record_images: bool, namespace: str) -> None:
        self._writer = BagSeries(path, ["/tf_static"])
        self._namespace = f"/{namespace.strip('/')}".rstrip("/")
        self._physics: PhysicsResult | None = None
        keep = (lambda stream: stream) if record_images else without_pictures
        self._streams: dict[str, Stream[Any]] = {name: keep(s) for name, s in RESULT_STREAMS.items()}
        self._mount: Pose | None = None

    @property
    def messages(self) -> Counter[str]:
        """Messages written so far, by topic."""
        return self._writer.messages

    def add(self, output: FrameOutput, picture: bytes | None) -> None:
        """Write everything that came out for one frame; `picture` is its overlay as JPEG, if any."""
        frame, at_ns = output.frame, output.frame.stamp_ns
        self._say(GEOMETRY, frame, output)
        if frame.T_base_cam != self._mount:
            self._mount = frame.T_base_cam
            self._say(MOUNT, frame, output)
        for name, stream in self._streams.items():
            result = getattr(output, name)
            if result is not None:
                self._say(stream, result, output)
        self._physics = output.physics or self._physics
        if output.memory is not None:
            self._write("markers", marker_array(output.memory, self._physics), at_ns)
        for telemetry in output.telemetry:
            self._say(TELEMETRY, telemetry, output)
        for trace in output.traces:
            self._say(TRACE, trace, output)
        if output.routing is not None:
            self._say(ROUTING, output.routing, output)
        if picture is not None:
            header = header_message(at_ns, frame.frame_id)
            jpeg = CompressedImage(header=header, format="bgr8; jpeg compressed bgr8", data=picture)
            self._write(OVERLAY, jpeg, at_ns)

    def close(self) -> None:
        """Finish the bag; safe to call twice."""
        self._writer.close()

    def _write(self, topic: str, message: Any, at_ns: int) -> None:
        self._writer.write(f"{self._namespace}/{topic}", type(message), serialize_message(message), at_ns)

    def _say(self, stream: Stream[Any], item: Any, output: FrameOutput) -> None:
        self._writer.say(self._namespace, stream, item, output.frame.frame_id, output.frame.stamp_ns)
