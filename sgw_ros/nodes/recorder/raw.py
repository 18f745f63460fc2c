# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads serialised messages; anybody may publish anything, so each may be malformed."""

from __future__ import annotations

import struct
from typing import Any

from rclpy.serialization import deserialize_message

from sgw_ros.core.errors import FrameError

STAMP_AT = 4
"""Bytes of encapsulation before the header, whose stamp comes first."""


def raw_stamp_ns(data: bytes) -> int:
    """The header's stamp of a serialised message that begins with a header.

    Raises:
        FrameError: when it is too short to hold one.
    """
    try:
        seconds, nanoseconds = struct.unpack_from("<iI" if data[1] & 1 else ">iI", data, STAMP_AT)
    except (struct.error, IndexError):
        raise FrameError(f"a message of {len(data)} bytes is malformed") from None
    return int(seconds) * 1_000_000_000 + int(nanoseconds)


def read_message(data: bytes, message_type: Any) -> Any:
    """The message.

    Raises:
        FrameError: when it is malformed.
    """
    try:
        return deserialize_message(data, message_type)
    except Exception as error:  # malformed CDR ends in whichever error the runtime has for it
        raise FrameError(f"a message is malformed ({error})") from None
