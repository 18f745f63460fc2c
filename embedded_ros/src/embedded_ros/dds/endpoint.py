# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Writers and readers of opaque topics."""

from __future__ import annotations

from ctypes import byref, c_uint64
from typing import TYPE_CHECKING, NamedTuple

from embedded_ros.dds import native, opaque
from embedded_ros.dds.audience import READERS, Audience
from embedded_ros.dds.native import check, clayer
from embedded_ros.dds.participant import guid_of
from embedded_ros.dds.qos import EndpointQos, endpoint_qos

if TYPE_CHECKING:
    from embedded_ros.dds.participant import Participant

_take = clayer.ddspy_take
_PADDING = (b"", b"\0\0\0", b"\0\0", b"\0")


class Received(NamedTuple):
    """One sample: CDR with its 4-byte encapsulation, the writer's clock in ns, the writer's handle."""

    payload: bytes
    source_timestamp_ns: int
    publication_handle: int


class Writer:
    """Sends CDR payloads; a write may wait for slow reliable readers, without the interpreter lock."""

    def __init__(
        self, participant: Participant, topic: str, type_name: str, qos: EndpointQos, user_data: str = ""
    ) -> None:
        described = opaque.create_topic(participant.handle, topic, type_name)
        with endpoint_qos(qos, user_data.encode()) as settings:
            self.handle: int = native.create_writer(participant.publisher, described, settings, None)
        native.delete(described)
        check(self.handle, f"create a writer of {topic}")
        native.set_status_mask(self.handle, 0)
        self.topic = topic
        self.guid = guid_of(self.handle)
        self.matched = Audience(self.handle).count
        """How many readers receive what is written."""

    def write(self, payload: bytes) -> None:
        """Send `payload`, padded to a multiple of 4 bytes as Cyclone wants it.

        Raises:
            DdsError: the payload is no CDR, or the writer is gone.
        """
        size = len(payload)
        if size % 4:
            payload += _PADDING[size % 4]
            size = len(payload)
        code = native.write(self.handle, byref(native.Sample(payload, size)))
        if code < 0:
            check(code, f"publish on {self.topic}")

    def instance_handle(self) -> int:
        """Return the 64-bit handle that names this writer in service requests."""
        handle = c_uint64(0)
        check(native.get_instance_handle(self.handle, byref(handle)), "read an instance handle")
        return handle.value

    def close(self) -> None:
        """Delete the writer."""
        native.delete(self.handle)


class Reader:
    """Receives CDR payloads in the order of arrival, as many as its history keeps."""

    def __init__(
        self, participant: Participant, topic: str, type_name: str, qos: EndpointQos, user_data: str = ""
    ) -> None:
        described = opaque.create_topic(participant.handle, topic, type_name)
        with endpoint_qos(qos, user_data.encode()) as settings:
            self.handle: int = native.create_reader(participant.subscriber, described, settings, None)
        native.delete(described)
        check(self.handle, f"create a reader of {topic}")
        READERS.note()
        native.set_status_mask(self.handle, 0)
        self.filled = check(
            native.create_readcondition(self.handle, native.ANY_STATE), f"watch what arrives on {topic}"
        )
        """A condition that is triggered as long as there is something to take."""
        self.topic = topic
        self.guid = guid_of(self.handle)

    def take(self) -> Received | None:
        """Return the oldest sample, None when there is none or the reader is gone."""
        while True:
            taken = _take(self.handle, native.ANY_STATE, 1)
            if not taken or isinstance(taken, int):
                return None
            payload, info = taken[0]
            if info.valid_data:  # the others only tell that a writer went away
                return Received(payload, info.source_timestamp, info.publication_handle)

    def matched(self) -> int:
        """Return the number of writers that this reader hears."""
        return max(0, int(native.matched_publications(self.handle, None, 0)))

    def close(self) -> None:
        """Delete the reader."""
        native.delete(self.handle)
        READERS.note()
