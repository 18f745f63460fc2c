# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps what the report page needs of a run of any length, as raw bytes until the run is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sensor_msgs.msg import CompressedImage

from sgw_ros.core.errors import FrameError
from sgw_ros.ingest.images import decode_compressed
from sgw_ros.nodes.pictures import OVERLAY
from sgw_ros.nodes.recorder.raw import raw_stamp_ns, read_message
from sgw_ros.nodes.recorder.recent import Recent
from sgw_ros.nodes.recorder.statuses import DIAGNOSTICS, add_statuses
from sgw_ros.nodes.result_streams import MEMORY, PHYSICS, RISK
from sgw_ros.nodes.streams import Stream
from sgw_ros.nodes.supervision_streams import INGEST_STATUS, ROUTING, TELEMETRY, TRACE
from sgw_ros.report.page import encode_picture
from sgw_ros.report.records import MAX_FRAMES, MAX_PICTURES, FrameRecord
from sgw_ros.report.shelf import Shelf
from sgw_ros.report.totals import RunTotals

STREAMS: tuple[Stream[Any], ...] = (MEMORY, PHYSICS, RISK, TELEMETRY, ROUTING, TRACE, INGEST_STATUS)
TYPES = {topic.name: topic.type for stream in STREAMS for topic in stream.topics}
VIOLATIONS = PHYSICS.name
OPEN_FRAMES = 64
"""Frames whose messages may still come: overlays and traces follow the risk by a few frames."""
Messages = Mapping[str, Sequence[bytes]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """One frame's messages by topic, without its picture."""

    stamp_ns: int
    messages: Messages
    latency: Any


class RunCollector:
    """Raw messages of a choice of frames, and totals over all `frames`.

    Args:
        pictures: whether pictures are kept, too.
        latency: a frame's latency, None where it has none; asked once, when nothing more is to come for it.
        namespace: what the graph's nodes are below; what others tell on `/diagnostics` is left out.
    """

    def __init__(self, pictures: bool, latency: Callable[[int], Any], namespace: str = "") -> None:
        self.totals = RunTotals()
        self._namespace = namespace
        self._latency = latency
        self._open: Recent[dict[str, list[bytes]]] = Recent(
            OPEN_FRAMES, lambda: defaultdict(list), self._settle
        )
        self._frames: Shelf[_Kept] = Shelf(MAX_FRAMES)
        self._pictures: Shelf[bytes] | None = Shelf(2 * MAX_PICTURES) if pictures else None
        self.frames = 0

    def begin(self, stamp_ns: int) -> None:
        """A frame was handed on; the same stamp again is another one: the input started again."""
        if INGEST_STATUS.name in (self._open.get(stamp_ns) or ()):
            self._open.close(stamp_ns)

    def add(self, topic: str, data: bytes) -> None:
        """Take a message of one of `TYPES`, a status, or a picture; others are not for the page.

        Raises:
            FrameError: when it is too short to have a stamp, or a malformed status.
        """
        if topic == DIAGNOSTICS:
            add_statuses(data, self._namespace, self.totals)
        if topic in TYPES or (topic == OVERLAY and self._pictures is not None):
            self._open[raw_stamp_ns(data)][topic].append(data)

    def records(self, in_ms: Callable[[Any], float] = float) -> Iterator[FrameRecord]:
        """The records of the frames kept, in order of the run; `in_ms` tells what their latencies are."""
        self._open.close_all()
        pictures = self._pictures.items if self._pictures is not None else {}
        for index, kept in self._frames.items.items():
            latency_ms = None if kept.latency is None else in_ms(kept.latency)
            yield _record(kept, _picture(pictures.get(index)), latency_ms)

    def _settle(self, stamp_ns: int, messages: dict[str, list[bytes]]) -> None:
        """Nothing more comes for this stamp: count it, and keep it where it is wanted."""
        self._add_up(messages)
        picture = messages.pop(OVERLAY, None)
        if INGEST_STATUS.name not in messages and RISK.name not in messages:
            return  # a commit's or a routing's own stamp: no frame
        index, critical = self.frames, TRACE.name in messages or VIOLATIONS in messages
        self.frames += 1
        if self._frames.wants(index, critical):
            self._frames.add(index, _Kept(stamp_ns, messages, self._latency(stamp_ns)), critical)
        if picture and self._pictures is not None and self._pictures.wants(index, critical):
            self._pictures.add(index, picture[-1], critical)

    def _add_up(self, messages: Messages) -> None:
        for telemetry in _each(TELEMETRY, messages):
            self.totals.add_telemetry(telemetry)
        if (risk := _item(RISK, messages)) is not None:
            self.totals.risk[risk.assessment.risk] += 1
        self.totals.violations += len(messages.get(VIOLATIONS, ()))


def _record(kept: _Kept, jpeg: bytes | None, latency_ms: float | None) -> FrameRecord:
    messages = kept.messages
    return FrameRecord(
        kept.stamp_ns,
        jpeg,
        _item(MEMORY, messages),
        _item(PHYSICS, messages),
        _item(RISK, messages),
        latency_ms,
        tuple(_each(TELEMETRY, messages)),
        tuple(_each(TRACE, messages)),
        _item(ROUTING, messages),
    )


def _picture(data: bytes | None) -> bytes | None:
    try:
        message = read_message(data, CompressedImage) if data else None
        return encode_picture(decode_compressed(np.asarray(message.data, np.uint8))) if message else None
    except FrameError:
        return None


def _item(stream: Stream[Any], messages: Messages) -> Any:
    """The item of a stream; None where its messages are not there, or malformed."""
    names = [topic.name for topic in stream.topics]
    try:
        found = {n: [read_message(d, TYPES[n]) for d in messages[n]] for n in names if n in messages}
        return stream.join(found) if found else None
    except (FrameError, ValueError):
        return None


def _each(stream: Stream[Any], messages: Messages) -> Iterator[Any]:
    items = (_item(stream, {stream.name: [data]}) for data in messages.get(stream.name, ()))
    return (item for item in items if item is not None)
