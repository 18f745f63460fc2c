# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Classes of messages and services by name."""

from importlib import import_module
from typing import Any


def get_interface(identifier: str) -> Any:
    """Return the class named `package/msg/Name` or `package/srv/Name`.

    Raises:
        ValueError: not such a name.
        ModuleNotFoundError, AttributeError: no such package, or no such type in it.
    """
    parts = identifier.split("/")
    if len(parts) != 3 or not all(part.isidentifier() for part in parts):
        raise ValueError(
            f"expected the full name of an interface, such as std_msgs/msg/String, got '{identifier}'"
        )
    package, kind, name = parts
    return getattr(import_module(f"{package}.{kind}"), name)


def get_message(identifier: str) -> Any:
    """Return the class of message `package/msg/Name` or `package/Name`.

    Raises as `get_interface`, and ValueError for a service.
    """
    interface = get_interface(_full(identifier, "msg"))
    if not is_message(interface):
        raise ValueError(f"expected the full name of a message, got '{identifier}'")
    return interface


def get_service(identifier: str) -> Any:
    """Return the class of service `package/srv/Name` or `package/Name`.

    Raises as `get_interface`, and ValueError for a message.
    """
    interface = get_interface(_full(identifier, "srv"))
    if not is_service(interface):
        raise ValueError(f"expected the full name of a service, got '{identifier}'")
    return interface


def _full(identifier: str, kind: str) -> str:
    package, *rest = identifier.split("/")
    return f"{package}/{kind}/{rest[0]}" if len(rest) == 1 else identifier


def is_message(interface: Any) -> bool:
    """Return whether `interface` is a message class."""
    return hasattr(interface, "get_fields_and_field_types")


def is_service(interface: Any) -> bool:
    """Return whether `interface` is a service class."""
    return hasattr(interface, "Request") and hasattr(interface, "Response")
