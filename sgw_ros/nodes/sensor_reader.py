# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes frames from the sensor topics, aligned by stamp."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from message_filters import Subscriber
from nav_msgs.msg import Odometry
from rclpy.node import Node
from sensor_msgs.msg import CameraInfo, CompressedImage, Image, Imu
from tf2_msgs.msg import TFMessage

from sgw_ros.core.alignment import Aligner
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.types import Frame
from sgw_ros.ingest import messages
from sgw_ros.nodes.configs import SensorConfig
from sgw_ros.nodes.convert import images
from sgw_ros.nodes.convert.values import stamp_of
from sgw_ros.nodes.deadline import Deadline, steady_ns
from sgw_ros.nodes.foreign import attempt
from sgw_ros.nodes.qos import LATCHED, SENSOR_IN


class SensorReader:
    """Subscribes to the sensor topics and delivers each frame once it is complete or waited enough.

    Only the image is required. `faults` counts what could not be used; `on_faults` is called when
    something was added there.
    """

    def __init__(
        self,
        node: Node,
        config: SensorConfig,
        deliver: Callable[[Frame], None],
        faults: FaultLog,
        on_faults: Callable[[], None],
    ) -> None:
        self._node, self._deliver = node, deliver
        self._faults, self._on_faults = faults, on_faults
        compressed = config.transport == "compressed"
        topic = "image/compressed" if compressed else "image"
        image_topic, info_topic = map(node.resolve_topic_name, (topic, "camera_info"))
        self._aligner = Aligner(config, image_topic=image_topic, info_topic=info_topic, faults=faults)
        self._topic = topic
        self._deadline = Deadline(node, self._poll)
        self._subscribers = [
            self._subscribe(CompressedImage if compressed else Image, topic, self._add_image),
            self._subscribe(Image, "depth", self._add_depth),
            self._subscribe(CameraInfo, "camera_info", self._add_camera),
            self._subscribe(Imu, "imu", lambda m: self._aligner.add_imu(messages.read_imu(m))),
            self._subscribe(Odometry, "odom", self._add_odometry),
            self._subscribe(TFMessage, "/tf_static", self._add_transforms, LATCHED),
        ]

    def close(self) -> None:
        """Listen no more."""
        for subscriber in self._subscribers:
            self._node.destroy_subscription(subscriber.sub)
        self._subscribers = []
        self._deadline.close()

    def _subscribe(self, kind: Any, topic: str, add: Callable[[Any], None], qos: Any = SENSOR_IN) -> Any:
        subscriber = Subscriber(self._node, kind, topic, qos_profile=qos)
        subscriber.registerCallback(self._take, topic, add)
        return subscriber

    def _take(self, message: Any, topic: str, add: Callable[[Any], None]) -> None:
        attempt(topic, self._skip, add, message)
        self._poll()

    def _skip(self, text: str) -> None:
        self._faults.skip(text)
        self._on_faults()

    def _poll(self) -> None:
        noted = self._faults.noted + self._faults.skipped
        for frame in attempt(self._topic, self._skip, self._aligner.poll, steady_ns()) or ():
            self._deliver(frame)
        if self._faults.noted + self._faults.skipped > noted:
            self._on_faults()
        self._deadline.arm(self._aligner.next_deadline_ns)

    def _add_image(self, message: Any) -> None:
        picture = images.picture_of(message)
        self._aligner.add_image(stamp_of(message), picture, message.header.frame_id, steady_ns())

    def _add_depth(self, message: Image) -> None:
        self._aligner.add_depth(stamp_of(message), images.depth_of(message))

    def _add_camera(self, message: CameraInfo) -> None:
        self._aligner.add_camera(stamp_of(message), messages.read_camera(message))

    def _add_odometry(self, message: Odometry) -> None:
        self._aligner.add_odometry(messages.read_odometry(message), message.child_frame_id)

    def _add_transforms(self, message: TFMessage) -> None:
        for parent, child, pose in messages.read_transforms(message):
            self._aligner.fixed_frames.add(parent, child, pose)
