# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a type is called: in ROS, in DDS, and by its hash."""

from __future__ import annotations

from embedded_ros.interfaces import rihs
from embedded_ros.interfaces.classes import Message, Service


def type_name(cls: type) -> str:
    """Return `package/msg/Name`, `package/srv/Name`, or `package/srv/Name_Request` for half of a service.

    Raises:
        TypeError: `cls` is no message or service class.
    """
    if issubclass(cls, Message):
        return cls._definition.name
    if issubclass(cls, Service):
        return cls._name
    raise TypeError(f"{cls.__name__!r} is no ROS message or service class")


def dds_type_name(cls: type) -> str:
    """Return the name under which rmws register the type: `package::msg::dds_::Name_`."""
    package, kind, name = type_name(cls).split("/")
    return f"{package}::{kind}::dds_::{name}_"


def type_hash(cls: type) -> str:
    """Return `RIHS01_...`, the type's hash in USER_DATA; for a service that of the whole service."""
    name = type_name(cls)
    return rihs.message_hash(cls._definition) if issubclass(cls, Message) else rihs.service_hash(name)
