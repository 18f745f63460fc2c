# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Octets that claim to be a message: truncated, overlong, garbled, or of another encapsulation."""

import struct

from rclpy.serialization import serialize_message

from test.nodes.nonsense import nonsense

HEADER = 4
LENGTHS = (0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFFFF8, 1 << 20)


def payload(message_type, rng):
    """One payload: every other one began as a valid message with fields drawn at random."""
    if rng.random() < 0.3:
        return b"\0\1\0\0" + rng.randbytes(rng.randrange(400))
    valid = bytearray(serialize_message(nonsense(message_type, rng)))
    return bytes(rng.choice((_cut, _grown, _flipped, _claiming, _relabelled, _as_it_is))(valid, rng))


def _as_it_is(valid, rng):
    return valid


def _cut(valid, rng):
    return valid[: rng.randrange(len(valid) + 1)]


def _grown(valid, rng):
    return valid + rng.randbytes(rng.randrange(1, 64))


def _flipped(valid, rng):
    for _ in range(rng.randrange(1, 8)):
        if len(valid) > HEADER:
            valid[rng.randrange(HEADER, len(valid))] = rng.randrange(256)
    return valid


def _claiming(valid, rng):
    """Wherever a length may stand, one of gigabytes."""
    places = range(HEADER, len(valid) - 3, 4)
    if places:
        struct.pack_into("<I", valid, rng.choice(places), rng.choice(LENGTHS))
    return valid


def _relabelled(valid, rng):
    """Parameter lists, XCDR2, the other byte order, and what no standard knows."""
    return rng.choice((b"\0\0", b"\0\2", b"\0\3", b"\0\7", b"\0\x0a", b"\xff\xff")) + valid[2:]
