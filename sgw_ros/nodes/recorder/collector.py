# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps what the report page needs, as raw bytes, and decodes it when the run is over."""

from __future__ import annotations

import struct
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from rclpy.serialization import deserialize_message
from sensor_msgs.msg import CompressedImage

from sgw_ros.core.types import Telemetry
from sgw_ros.ingest.images import decode_compressed
from sgw_ros.nodes.result_streams import MEMORY, PHYSICS, RISK
from sgw_ros.nodes.streams import Stream
from sgw_ros.nodes.supervision_streams import INGEST_STATUS, ROUTING, TELEMETRY, TRACE
from sgw_ros.report.page import encode_picture
from sgw_ros.report.records import FrameRecord

STREAMS: tuple[Stream[Any], ...] = (MEMORY, PHYSICS, RISK, TELEMETRY, ROUTING, TRACE, INGEST_STATUS)
TYPES = {topic.name: topic.type for stream in STREAMS for topic in stream.topics}
PICTURE_TOPIC = "overlay/compressed"
KEPT_FRAMES = 20_000
"""Half an hour at 10 fps: a page of more would not help anybody."""
STAMP_AT = 4
"""Bytes of encapsulation before the header, whose stamp comes first."""


def raw_stamp_ns(data: bytes) -> int:
    """The header's stamp of a serialised message that begins with a header."""
    seconds, nanoseconds = struct.unpack_from("<iI" if data[1] & 1 else ">iI", data, STAMP_AT)
    return int(seconds) * 1_000_000_000 + int(nanoseconds)


class RunCollector:
    """Raw messages by stamp, bounded; a picture replaces none of the others."""

    def __init__(self, shelf: Any) -> None:
        self._frames: OrderedDict[int, dict[str, list[bytes]]] = OrderedDict()
        self._shelf = shelf
        self._index: dict[int, int] = {}

    def add(self, topic: str, data: bytes) -> None:
        """Take a message of one of `TYPES`, or a picture; others are not for the page."""
        if topic in TYPES:
            stamp_ns = raw_stamp_ns(data)
            if stamp_ns not in self._frames:
                self._index[stamp_ns] = len(self._index)
            self._frames.setdefault(stamp_ns, defaultdict(list))[topic].append(data)
            while len(self._frames) > KEPT_FRAMES:
                self._frames.popitem(last=False)
        elif topic == PICTURE_TOPIC and self._shelf is not None:
            stamp_ns = raw_stamp_ns(data)
            index = self._index.setdefault(stamp_ns, len(self._index))
            critical = bool(self._frames.get(stamp_ns, {}).get(TRACE.name))
            if self._shelf.wants(index, critical):
                self._shelf.add(index, data, critical)

    def telemetry(self) -> Iterator[Telemetry]:
        """What every expert did."""
        for messages in self._frames.values():
            for data in messages.get(TELEMETRY.name, ()):
                yield _item(TELEMETRY, {TELEMETRY.name: [data]})

    def records(self, latency_ms: Callable[[int], float | None]) -> Iterator[FrameRecord]:
        """One record per frame that ingest handed on, in order of the stamps."""
        for stamp_ns in sorted(self._frames):
            messages = self._frames[stamp_ns]
            if INGEST_STATUS.name in messages or RISK.name in messages:
                yield replace(_record(stamp_ns, messages, latency_ms(stamp_ns)), jpeg=self._picture(stamp_ns))

    def _picture(self, stamp_ns: int) -> bytes | None:
        data = self._shelf.pictures.get(self._index[stamp_ns]) if self._shelf is not None else None
        if data is None:
            return None
        message = deserialize_message(data, CompressedImage)
        return encode_picture(decode_compressed(np.asarray(message.data, dtype=np.uint8)))


def _record(stamp_ns: int, messages: dict[str, list[bytes]], latency_ms: float | None) -> FrameRecord:
    return FrameRecord(
        stamp_ns,
        None,
        _item(MEMORY, messages),
        _item(PHYSICS, messages),
        _item(RISK, messages),
        latency_ms,
        tuple(_each(TELEMETRY, messages)),
        tuple(_each(TRACE, messages)),
        _item(ROUTING, messages),
    )


def _item(stream: Stream[Any], messages: dict[str, list[bytes]]) -> Any:
    names = [topic.name for topic in stream.topics]
    found = {n: [deserialize_message(d, TYPES[n]) for d in messages[n]] for n in names if n in messages}
    return stream.join(found) if found else None


def _each(stream: Stream[Any], messages: dict[str, list[bytes]]) -> Iterator[Any]:
    for data in messages.get(stream.name, ()):
        yield _item(stream, {stream.name: [data]})
