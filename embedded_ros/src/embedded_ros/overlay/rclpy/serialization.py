# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages to bytes and back."""

from __future__ import annotations

from typing import Any

from embedded_ros import interfaces
from rclpy.type_support import check_is_valid_msg_type


def serialize_message(message: Any) -> bytes:
    """Return the message as CDR with its encapsulation header."""
    check_is_valid_msg_type(type(message))
    return interfaces.serialize(message)


def deserialize_message(serialized_message: bytes, message_type: Any) -> Any:
    """Return the message of this type that the bytes hold."""
    check_is_valid_msg_type(message_type)
    return interfaces.deserialize(serialized_message, message_type)
