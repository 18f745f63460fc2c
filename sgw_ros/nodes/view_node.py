# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Shows what the graph knows: an overlay on the picture and markers in space."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import Any

from sensor_msgs.msg import CompressedImage, Image
from tf2_msgs.msg import TFMessage
from visualization_msgs.msg import MarkerArray

from sgw_ros.core.mount import left_out
from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.core.types import Frame, Objects, PhysicsResult, RiskResult
from sgw_ros.nodes.channels import Input
from sgw_ros.nodes.configs import SensorConfig, ViewConfig
from sgw_ros.nodes.convert.images import jpeg_message, picture_message
from sgw_ros.nodes.convert.markers import marker_array
from sgw_ros.nodes.convert.sensors import BASE_FRAME, transform_message
from sgw_ros.nodes.convert.values import ODOM_FRAME, header_message
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.lifecycle_base import SgwNode
from sgw_ros.nodes.parameters import ConfigParameters
from sgw_ros.nodes.qos import EVERY, SHOWN
from sgw_ros.nodes.result_streams import MEMORY, PHYSICS, RISK
from sgw_ros.nodes.sensor_reader import SensorReader
from sgw_ros.report.draw import draw_overlay

REMEMBERED_FRAMES = 16


class ViewNode(SgwNode[ViewConfig]):
    """Draws once the risk of a frame is known, and only what somebody looks at."""

    def __init__(self, **node_kwargs: Any) -> None:
        super().__init__("view", ViewConfig(), **node_kwargs)
        self._sensors = ConfigParameters(self, SensorConfig()).config
        self._frames: OrderedDict[int, Frame] = OrderedDict()
        self._objects: Objects | None = None
        self._physics: PhysicsResult | None = None
        self._due_ns = 0
        self._drawn = 0

    def start(self) -> None:
        """Listen to frames, objects, predictions and risk."""
        self._order = StampOrder()
        self._forget()
        self._overlay = self._publisher(Image, "overlay", SHOWN)
        self._jpeg = self._publisher(CompressedImage, "overlay/compressed", SHOWN)
        self._markers = self._publisher(MarkerArray, "markers", SHOWN)
        self._transforms = self._publisher(TFMessage, "/tf", EVERY)
        reader = partial(SensorReader, self, self._sensors, faults=self.faults, on_faults=self.tell_faults)
        self.keep(Input(self, self.mailbox, FRAMES, partial(self.guarded, self._on_frame), reader))
        self.hear(MEMORY, self._on_objects)
        self.hear(PHYSICS, self._on_physics)
        self.hear(RISK, self._on_risk)

    def counters(self) -> dict[str, str]:
        """How many overlays were drawn."""
        return {"overlays": str(self._drawn)}

    def _publisher(self, kind: Any, topic: str, qos: Any) -> Any:
        return self.until_stopped(self.create_publisher(kind, topic, qos), self.destroy_publisher)

    def _forget(self) -> None:
        self._frames.clear()
        self._objects = self._physics = None
        self._due_ns = 0

    def _on_frame(self, frame: Frame) -> None:
        if self._order.step(frame.stamp_ns) is StampStep.RESTART:
            self._forget()
        self._frames[frame.stamp_ns] = frame
        while len(self._frames) > REMEMBERED_FRAMES:
            self._frames.popitem(last=False)

    def _on_objects(self, objects: Objects) -> None:
        self._objects = objects
        frame = self._frames.get(objects.stamp_ns)
        if frame is not None and self.config.transforms:
            self._show_chain(frame, objects)

    def _show_chain(self, frame: Frame, objects: Objects) -> None:
        missing = left_out(frame, objects.T_odom_cam)
        links = (
            (missing.T_odom_base, ODOM_FRAME, BASE_FRAME),
            (missing.T_base_cam, BASE_FRAME, frame.frame_id),
        )
        for link, parent, child in links:
            if link is not None:
                self._transforms.publish(transform_message(link, frame.stamp_ns, parent, child))

    def _on_physics(self, physics: PhysicsResult) -> None:
        self._physics = physics

    def _on_risk(self, risk: RiskResult) -> None:
        frame = self._frames.get(risk.stamp_ns)
        if self._objects is not None and self._objects.stamp_ns >= risk.stamp_ns:
            self._frames.pop(risk.stamp_ns, None)  # else the chain is still to be shown
        if frame is None or frame.stamp_ns < self._due_ns:
            return
        if self.config.draw_hz > 0:
            # A little early counts as due: stamps of a camera at this very rate jitter.
            self._due_ns = frame.stamp_ns + round(0.9e9 / self.config.draw_hz)
        if self._objects is not None and self._markers.get_subscription_count() > 0:
            self._markers.publish(marker_array(self._objects, self._physics))
        wanted = [p for p in (self._overlay, self._jpeg) if p.get_subscription_count() > 0]
        if wanted:
            self._draw(frame, risk, wanted)

    def _draw(self, frame: Frame, risk: RiskResult, wanted: list[Any]) -> None:
        picture = draw_overlay(frame.image, frame.camera, self._objects, self._physics, risk)
        self._drawn += 1
        header = header_message(frame.stamp_ns, frame.frame_id)
        if self._overlay in wanted:
            self._overlay.publish(picture_message(picture, header))
        if self._jpeg in wanted:
            self._jpeg.publish(jpeg_message(picture, header))
