# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes bags (MCAP) that ROS 2, Foxglove and rosbags read without anything of this project."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any

from mcap.writer import CompressionType, Writer
from rclpy.serialization import serialize_message

from sgw_ros.core.errors import SgwError
from sgw_ros.nodes.message_text import definition, type_name
from sgw_ros.nodes.streams import Stream

CHUNK_BYTES = 1 << 20


class BagError(SgwError):
    """A bag cannot be written."""


class BagWriter:
    """One MCAP file, compressed; `close` makes it whole, also after an error.

    Raises:
        BagError: when the file cannot be opened or written, a full disk included.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.messages: Counter[str] = Counter()
        self._channels: dict[str, int] = {}
        self._schemas: dict[str, int] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb")
        except OSError as error:
            raise BagError(f"{path}: {error.strerror}") from error
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
        channel = self._channels.get(topic)
        try:
            if channel is None:
                channel = self._channels[topic] = self._register(topic, message_type)
            self._writer.add_message(channel, log_time_ns, data, log_time_ns, self.messages[topic])
        except OSError as error:
            raise self._failure(error) from error
        self.messages[topic] += 1

    def say(self, namespace: str, stream: Stream[Any], item: Any, frame_id: str, log_time_ns: int) -> None:
        """Add one item of a stream as the messages that it travels as; `namespace` as `/sgw`."""
        for topic in stream.topics:
            name = topic.name if topic.name.startswith("/") else f"{namespace.rstrip('/')}/{topic.name}"
            for message in topic.encode(item, frame_id):
                self.write(name, topic.type, serialize_message(message), log_time_ns)

    def close(self) -> None:
        """Write the index and close; safe to call twice."""
        if self._file.closed:
            return
        try:
            self._writer.finish()  # type: ignore[no-untyped-call]
            self._file.flush()
        except OSError as error:
            raise self._failure(error) from error
        finally:
            self._close_file()

    def _register(self, topic: str, message_type: Any) -> int:
        name = type_name(message_type)
        if name not in self._schemas:
            text = definition(message_type).encode()
            self._schemas[name] = self._writer.register_schema(name, "ros2msg", text)
        return self._writer.register_channel(topic, "cdr", self._schemas[name], {"offered_qos_profiles": ""})

    def _failure(self, error: OSError) -> BagError:
        reason = error.strerror or str(error)
        return BagError(
            f"{self._path}: {reason}; free space or record elsewhere. What is written stays readable"
        )

    def _close_file(self) -> None:
        try:
            self._file.close()
        except OSError:
            pass  # the same full disk once more
