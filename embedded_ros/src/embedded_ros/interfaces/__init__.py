# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Message and service types: definitions, Python classes, CDR, hashes, and the hook that imports them."""

from __future__ import annotations

from embedded_ros.interfaces.errors import BadDefinition, BadPayload, InterfaceError, UnknownInterface
from embedded_ros.interfaces.hook import install

TYPE_CHECKING = False  # importing `typing` would slow down every start of Python
if TYPE_CHECKING:
    from typing import Any

    from embedded_ros.interfaces.cdr import deserialize, serialize
    from embedded_ros.interfaces.classes import Message, Service, message_class, service_class
    from embedded_ros.interfaces.naming import dds_type_name, type_hash, type_name

__all__ = [
    "BadDefinition",
    "BadPayload",
    "InterfaceError",
    "Message",
    "Service",
    "UnknownInterface",
    "dds_type_name",
    "deserialize",
    "install",
    "message_class",
    "serialize",
    "service_class",
    "type_hash",
    "type_name",
]

# Python imports this package at every start to install the hook; the rest waits until it is used.
_HOME = {
    "deserialize": "cdr",
    "serialize": "cdr",
    "Message": "classes",
    "Service": "classes",
    "message_class": "classes",
    "service_class": "classes",
    "dds_type_name": "naming",
    "type_hash": "naming",
    "type_name": "naming",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    return value
