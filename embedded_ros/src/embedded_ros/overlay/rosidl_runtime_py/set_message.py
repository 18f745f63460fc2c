# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages from dictionaries."""

from array import array
from typing import Any


def set_message_fields(msg: Any, values: dict[str, Any]) -> None:
    """Assign {field: value} to `msg`; nested messages are dictionaries, numbers may be of any kind.

    Raises:
        AttributeError: `msg` has no such field.
        TypeError, ValueError: a value is not what its field takes.
    """
    if not hasattr(values, "items"):
        raise TypeError(
            f"expected a dictionary for {type(msg).__name__}, got {type(values).__name__} {values!r}"
        )
    kinds = msg.get_fields_and_field_types()
    for name, value in values.items():
        if name not in kinds:
            raise AttributeError(f"{type(msg).__name__!r} has no field {name!r}; it has {', '.join(kinds)}")
        present = getattr(msg, name)
        if isinstance(present, list) and "/" in kinds[name]:
            setattr(msg, name, [_message(kinds[name], item) for item in value])
        elif hasattr(present, "get_fields_and_field_types") and not isinstance(value, type(present)):
            set_message_fields(present, value)
        else:
            setattr(msg, name, _like(present, value))


def _like(present: Any, value: Any) -> Any:
    """Return `value` as the kind of object that the field holds."""
    if isinstance(present, array):
        return array(present.typecode, value)
    if hasattr(present, "dtype"):
        import numpy as np

        return np.array(value, dtype=present.dtype)
    return value if isinstance(present, (list, bool)) else type(present)(value)


def _message(kind: str, value: Any) -> Any:
    """Make one element of a field of type `sequence<package/Name>` or `package/Name[3]`."""
    from rosidl_runtime_py.utilities import get_message

    if hasattr(value, "get_fields_and_field_types"):
        return value
    package, name = kind.removeprefix("sequence<").split(",")[0].split("[")[0].rstrip(">").split("/")
    made = get_message(f"{package}/msg/{name}")()
    set_message_fields(made, value)
    return made
