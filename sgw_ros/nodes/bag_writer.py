# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes bags (MCAP) that ROS 2, Foxglove and rosbags read without anything of this project."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import Counter
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from mcap.writer import CompressionType, Writer
from rclpy.serialization import serialize_message

from sgw_ros.core.errors import InputError, SgwError
from sgw_ros.ingest.bag_ending import end_bag
from sgw_ros.nodes.message_text import definition, type_name
from sgw_ros.nodes.streams import Stream

FOREVER = "{sec: 9223372036, nsec: 854775807}"
LATCHED_QOS = (
    "- history: keep_last\n  depth: 1\n  reliability: reliable\n  durability: transient_local\n"
    f"  deadline: {FOREVER}\n  lifespan: {FOREVER}\n  liveliness: automatic\n"
    f"  liveliness_lease_duration: {FOREVER}\n  avoid_ros_namespace_conventions: false\n"
)
"""How rosbag2 offers a topic again that who comes late must still hear."""
CHUNK_BYTES = 4 << 20
CHUNK_S = 2.0
"""What a recorder that is killed loses at the most; `sgw recover` makes the rest a whole bag."""


class BagError(SgwError):
    """A bag cannot be written."""


class StreamWriter(ABC):
    """Takes messages, and items of streams as the messages that they travel as."""

    @abstractmethod
    def write(self, topic: str, message_type: Any, data: bytes, log_time_ns: int) -> None:
        """Add one serialised message (CDR with its encapsulation header)."""

    def say(self, namespace: str, stream: Stream[Any], item: Any, frame_id: str, log_time_ns: int) -> None:
        """Add one item of a stream; `namespace` as `/sgw`."""
        for topic in stream.topics:
            name = topic.name if topic.name.startswith("/") else f"{namespace.rstrip('/')}/{topic.name}"
            for message in topic.encode(item, frame_id):
                self.write(name, topic.type, serialize_message(message), log_time_ns)


class BagWriter(StreamWriter):
    """One MCAP file, compressed; `close` makes it whole.

    Raises:
        BagError: when the file cannot be opened or written, a full disk included; what was written until
            then is a whole bag, and nothing more goes into it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.messages: Counter[str] = Counter()
        self._channels: dict[str, int] = {}
        self._schemas: dict[str, int] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb")
        except OSError as error:
            raise BagError(f"{path}: {error.strerror}") from error
        self._chunk_since_s = time.monotonic()
        self._writer = Writer(self._file, chunk_size=CHUNK_BYTES, compression=CompressionType.ZSTD)
        self._writer.start(profile="ros2", library="sgw_ros")

    def __enter__(self) -> BagWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def write(self, topic: str, message_type: Any, data: bytes, log_time_ns: int) -> None:
        """Add one serialised message (CDR with its encapsulation header)."""
        if self._file.closed:
            raise BagError(f"{self.path}: closed")
        try:
            if topic not in self._channels:
                self._channels[topic] = self._register(topic, message_type)
            self._writer.add_message(
                self._channels[topic], log_time_ns, data, log_time_ns, self.messages[topic]
            )
            self._flush_in_time()
        except OSError as error:
            raise self._failure(error) from error
        self.messages[topic] += 1

    @property
    def size(self) -> int:
        """Bytes that are written; the chunk in work comes on top."""
        return self._file.tell()

    def close(self) -> None:
        """Write the index and close; safe to call twice."""
        if self._file.closed:
            return
        try:
            self._writer.finish()  # type: ignore[no-untyped-call]
            self._file.close()
        except OSError as error:
            raise self._failure(error) from error

    def _flush_in_time(self) -> None:
        now_s = time.monotonic()
        if now_s - self._chunk_since_s >= CHUNK_S:
            self._chunk_since_s = now_s
            self._writer.flush()  # type: ignore[no-untyped-call]

    def _register(self, topic: str, message_type: Any) -> int:
        name = type_name(message_type)
        if name not in self._schemas:
            text = definition(message_type).encode()
            self._schemas[name] = self._writer.register_schema(name, "ros2msg", text)
        qos = LATCHED_QOS if topic == "/tf_static" else ""
        return self._writer.register_channel(topic, "cdr", self._schemas[name], {"offered_qos_profiles": qos})

    def _failure(self, error: OSError) -> BagError:
        """Nothing more can be written: give what is there an end."""
        with suppress(OSError):
            self._file.close()  # what it still holds does not fit either
        try:
            kept = f"the {end_bag(self.path)} messages before that are kept, as a whole bag"
        except InputError:
            kept = "'sgw recover' completes it once there is room"
        return BagError(f"{self.path}: {error.strerror or error}; free space or record elsewhere; {kept}")
