# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages by the name of their type, and to and from dictionaries."""

from rosidl_runtime_py.convert import message_to_ordereddict
from rosidl_runtime_py.set_message import set_message_fields

__all__ = ["message_to_ordereddict", "set_message_fields"]
