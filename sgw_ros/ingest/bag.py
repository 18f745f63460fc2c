# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ROS bags as frames: mcap or sqlite3, aligned by header stamps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sgw_ros.core.alignment import Aligner, AlignmentConfig
from sgw_ros.core.errors import FrameError, InputError
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.types import Frame
from sgw_ros.ingest.bag_reader import open_bag
from sgw_ros.ingest.messages import (
    read_camera,
    read_depth,
    read_image,
    read_imu,
    read_odometry,
    read_transforms,
    stamp_ns,
)
from sgw_ros.ingest.source import IngestConfig, SourceInfo
from sgw_ros.ingest.topics import TRANSFORMS, choose_topics

WAIT_S = 0.5
"""Recorded time an image waits for lagging streams: it costs no latency when reading a bag."""
STREAMS = ("depth", "camera_info", "imu", "odom")


class BagSource:
    """The frames of a bag; stamps are those of the image headers."""

    def __init__(self, path: Path, config: IngestConfig) -> None:
        self.faults = FaultLog()
        self._path = path
        self._bag = open_bag(path)
        try:
            chosen = choose_topics(
                [topic for topic in self._bag.topics if topic.name != config.ignore_topic],
                image=config.image_topic,
                depth=config.depth_topic,
                camera_info=config.camera_info_topic,
                imu=config.imu_topic,
                odom=config.odom_topic,
            )
        except InputError as error:
            self.close()
            raise InputError(f"{path}: {error}") from None
        self._roles = {
            topic.name: role
            for role, topic in (
                ("image", chosen.image),
                ("depth", chosen.depth),
                ("camera_info", chosen.camera_info),
                ("imu", chosen.imu),
                ("odom", chosen.odom),
            )
            if topic is not None
        }
        self._image = chosen.image
        first_ns, last_ns = self._bag.span_ns
        seconds = (last_ns - first_ns) / 1e9
        rate_hz = (chosen.image.count - 1) / seconds if seconds > 0 else 0.0
        self.info = SourceInfo(str(path), "bag", rate_hz, chosen.image.count, topics=tuple(self._roles))
        expected = [role for role in self._roles.values() if role in STREAMS]
        self._aligner = Aligner(
            AlignmentConfig(wait_s=WAIT_S, queue_size=32),
            expected=expected,
            waits_for=expected,
            image_topic=chosen.image.name,
            info_topic=chosen.camera_info.name if chosen.camera_info else "camera_info",
            faults=self.faults,
        )

    def __iter__(self) -> Iterator[Frame]:
        """Read the bag in the order of its recording.

        Raises:
            InputError: when not a single image can be decoded.
        """
        count = 0
        for frame in self._frames():
            count += 1
            yield frame
        if count == 0:
            raise InputError(f"{self._path}: no image of {self._image.name} can be used ({self.faults.last})")

    def close(self) -> None:
        """Close the bag."""
        self._bag.close()

    def _frames(self) -> Iterator[Frame]:
        transforms = {topic.name for topic in self._bag.topics if topic.type == TRANSFORMS}
        try:
            for topic, type_name, log_ns, raw in self._bag.messages({*self._roles, *transforms}):
                self._take(topic, type_name, log_ns, raw)
                yield from self._aligner.poll(log_ns)
        except InputError as error:
            self.faults.note(f"{self._path}: {error}")
        yield from self._aligner.flush()

    def _take(self, topic: str, type_name: str, log_ns: int, raw: bytes) -> None:
        """Hand one message to the aligner; one that cannot be used is counted."""
        role = self._roles.get(topic, topic)
        try:
            self._align(role, self._bag.deserialize(raw, type_name), log_ns)
        except FrameError as error:
            text = f"{topic}: {error}"
            if role == "image":
                self.faults.skip(text)
            else:
                self.faults.note(text)

    def _align(self, role: str, message: Any, log_ns: int) -> None:
        aligner = self._aligner
        if role == "image":
            # A driver that sets no stamp leaves only the recorder's.
            stamp = stamp_ns(message) or log_ns
            aligner.add_image(stamp, read_image(message), message.header.frame_id or "camera", log_ns)
        elif role == "depth":
            aligner.add_depth(stamp_ns(message), read_depth(message))
        elif role == "camera_info":
            aligner.add_camera(stamp_ns(message), read_camera(message))
        elif role == "imu":
            aligner.add_imu(read_imu(message))
        elif role == "odom":
            aligner.add_odometry(read_odometry(message), message.child_frame_id)
        elif role.endswith("tf_static"):
            for parent, child, pose in read_transforms(message):
                aligner.fixed_frames.add(parent, child, pose)
