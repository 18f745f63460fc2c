# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`rmw_dds_common/msg/ParticipantEntitiesInfo`: a participant's nodes and which endpoints are theirs."""

import struct
from dataclasses import dataclass, field

TOPIC = "ros_discovery_info"
TYPE = "rmw_dds_common::msg::dds_::ParticipantEntitiesInfo_"
TYPE_HASH = "RIHS01_91a0593bacdcc50ea9bdcf849a938b128412cc1ea821245c663bcd26f83c295e"
_HEADER = b"\x00\x01\x00\x00"  # XCDR1, little endian
_GID = 16


@dataclass
class NodeEntities:
    """A node's name and the GUIDs of its readers and writers."""

    namespace: str
    name: str
    readers: set[bytes] = field(default_factory=set)
    writers: set[bytes] = field(default_factory=set)


def encode(participant: bytes, nodes: list[NodeEntities]) -> bytes:
    """Return the CDR of a participant's announcement."""
    out = bytearray(participant)

    def number(value: int) -> None:
        out.extend(b"\0" * (-len(out) % 4))
        out.extend(struct.pack("<I", value))

    number(len(nodes))
    for node in nodes:
        for text in (node.namespace.encode(), node.name.encode()):
            number(len(text) + 1)
            out.extend(text + b"\0")
        for guids in (node.readers, node.writers):
            number(len(guids))
            for guid in sorted(guids):
                out.extend(guid)
    return _HEADER + bytes(out)


def decode(payload: bytes) -> tuple[bytes, list[NodeEntities]]:
    """Return (participant GUID, nodes).

    Raises:
        ValueError: the payload is cut short or is no little-endian CDR.
    """
    if payload[:2] != _HEADER[:2] or len(payload) < 4 + _GID + 4:
        raise ValueError("not a little-endian ParticipantEntitiesInfo")
    body, position = payload[4:], _GID

    def number() -> int:
        nonlocal position
        position += -position % 4
        try:
            (value,) = struct.unpack_from("<I", body, position)
        except struct.error as error:
            raise ValueError("ParticipantEntitiesInfo is cut short") from error
        position += 4
        return int(value)

    def raw(size: int) -> bytes:
        nonlocal position
        if position + size > len(body):
            raise ValueError("ParticipantEntitiesInfo is cut short")
        position += size
        return body[position - size : position]

    nodes = []
    for _ in range(number()):
        namespace, name = (raw(number())[:-1].decode("utf-8", "replace") for _ in range(2))
        readers, writers = ({raw(_GID) for _ in range(number())} for _ in range(2))
        nodes.append(NodeEntities(namespace, name, readers, writers))
    return body[:_GID], nodes
