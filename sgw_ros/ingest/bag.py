# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ROS bags as frames: mcap or sqlite3, read with rosbags, aligned by header stamps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from rosbags.highlevel import AnyReader
from rosbags.interfaces import Connection
from rosbags.typesys import Stores, get_typestore

from sgw_ros.core.alignment import Aligner, AlignmentConfig
from sgw_ros.core.errors import FrameError, InputError
from sgw_ros.core.faults import FaultLog
from sgw_ros.core.types import Frame
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
from sgw_ros.ingest.topics import TRANSFORMS, Topic, choose_topics, is_picture

WAIT_S = 0.5
"""Recorded time an image waits for lagging streams: it costs no latency when reading a bag."""
STREAMS = ("depth", "camera_info", "imu", "odom")


class BagSource:
    """The frames of a bag; stamps are those of the image headers."""

    def __init__(self, path: Path, config: IngestConfig) -> None:
        self.faults = FaultLog()
        self._path = path
        self._reader = _open_reader(path)
        held = [Topic(c.topic, c.msgtype, c.msgcount) for c in self._reader.connections]
        try:
            chosen = choose_topics(
                held,
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
        seconds = (self._reader.end_time - self._reader.start_time) / 1e9
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
        with suppress(Exception):  # closing what is closed, or was never whole
            self._reader.close()

    def _frames(self) -> Iterator[Frame]:
        connections = [
            c for c in self._reader.connections if c.topic in self._roles or c.msgtype == TRANSFORMS
        ]
        messages = self._reader.messages(connections)
        while True:
            try:
                connection, log_ns, raw = next(messages)
            except StopIteration:
                break
            except Exception as error:  # whatever a damaged chunk or database makes the reader raise
                self.faults.note(f"{self._path}: unreadable from here on ({error or type(error).__name__})")
                break
            self._take(connection, log_ns, raw)
            yield from self._aligner.poll(log_ns)
        yield from self._aligner.flush()

    def _take(self, connection: Connection, log_ns: int, raw: bytes) -> None:
        """Hand one message to the aligner; one that cannot be used is counted."""
        role = self._roles.get(connection.topic, "transforms")
        try:
            self._align(role, connection, self._deserialize(connection, raw), log_ns)
        except FrameError as error:
            text = f"{connection.topic}: {error}"
            if role == "image":
                self.faults.skip(text)
            else:
                self.faults.note(text)

    def _deserialize(self, connection: Connection, raw: bytes) -> Any:
        try:
            return self._reader.deserialize(raw, connection.msgtype)
        except Exception as error:  # malformed CDR ends in whichever builtin error it hits first
            raise FrameError(f"a message is malformed ({error or type(error).__name__})") from None

    def _align(self, role: str, connection: Connection, message: Any, log_ns: int) -> None:
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
        elif connection.topic.endswith("tf_static"):
            for parent, child, pose in read_transforms(message):
                aligner.fixed_frames.add(parent, child, pose)


def _open_reader(path: Path) -> AnyReader:
    """Open a bag of any kind.

    Raises:
        InputError: when it is damaged, was never finished, or holds nothing.
    """
    try:
        reader = AnyReader([path], default_typestore=get_typestore(Stores.ROS2_JAZZY))
        reader.open()
    except Exception as error:  # rosbags lets sqlite3, yaml and struct errors of damaged files out
        raise InputError(
            f"{path}: not a readable bag ({error or type(error).__name__});"
            " repair it with 'mcap recover' or 'ros2 bag reindex'"
        ) from None
    if not any(is_picture(Topic(c.topic, c.msgtype, c.msgcount)) for c in reader.connections):
        found = ", ".join(f"{c.topic} ({c.msgtype})" for c in reader.connections) or "none"
        reader.close()
        raise InputError(f"{path}: a bag without images; topics: {found}")
    return reader
