# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages to bytes and back: a four-octet encapsulation, then XCDR1."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from embedded_ros.interfaces.classes import Message
from embedded_ros.interfaces.decoder import compile_decoder
from embedded_ros.interfaces.encoder import compile_encoder
from embedded_ros.interfaces.errors import BadPayload

T = TypeVar("T")
_HEADER = b"\x00\x01\x00\x00"  # XCDR1, little endian, no options
_BYTE_ORDERS = {0: ">", 1: "<"}
_LARGEST_PADDING = 3  # what a writer may append to fill the last four octets

_encoder: Callable[[Any], Callable[..., None]] = cache(compile_encoder)
_decoder: Callable[[Any, str], Callable[..., Any]] = cache(compile_decoder)


def serialize(message: Any) -> bytes:
    """Return the CDR of `message`; arrays of numbers are copied once.

    Raises:
        TypeError: not a message.
        ValueError, struct.error: a list in it was changed to hold what its type does not allow.
    """
    if not isinstance(message, Message):
        raise TypeError(f"{type(message).__name__!r} is no ROS message")
    pieces: list[Any] = [_HEADER]
    _encoder(type(message))(message, pieces.append)
    return b"".join(pieces)


def deserialize(data: bytes | bytearray | memoryview, cls: type[T]) -> T:
    """Return the message that `data` holds.

    Raises:
        BadPayload: not a CDR of this type; nothing larger than `data` was allocated for it.
        TypeError: `cls` is no message class.
    """
    if not issubclass(cls, Message):
        raise TypeError(f"{cls.__name__!r} is no ROS message class")
    octets = memoryview(data).cast("B")
    if len(octets) < 4 or octets[0] or octets[1] not in _BYTE_ORDERS:
        start = octets[:4].hex(" ") or "nothing"
        raise BadPayload(
            f"{cls.__name__}: a payload starts with 00 00 or 00 01 (XCDR1), this one with {start}"
        )
    body = octets[4:]
    try:
        message, used = _decoder(cls, _BYTE_ORDERS[octets[1]])(body, len(body))
    except struct.error as error:
        raise BadPayload(f"{cls.__name__}: the payload of {len(octets)} octets is too short") from error
    except BadPayload as error:
        raise BadPayload(f"{cls.__name__}: {error}") from None
    if len(body) - used > _LARGEST_PADDING:
        raise BadPayload(
            f"{cls.__name__}: {len(body) - used} octets too many; is it another version of the type?"
        )
    return message  # type: ignore[no-any-return]
