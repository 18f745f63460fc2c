# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Checks of what is assigned to a message's fields, with the exceptions that ROS 2's Python classes raise.

Each function returns `convert(value) -> stored value` for one field, which raises AssertionError for a value
that does not fit. Numbers in bulk are checked by their type code alone: an image costs one copy at most.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence, Set
from math import isinf
from typing import Any

from embedded_ros.interfaces.definition import Field, FieldType, Primitive, Shape

Convert = Callable[[Any], Any]
_FLOAT32_MAX = 3.402823466e38


def converter(field: Field, message_type: type | None) -> Convert:
    """Return the check for `field`; `message_type` is its element's class where that is a message."""
    kind, primitive = field.type, field.type.primitive
    one = _one(field.name, kind, message_type)
    if kind.shape is Shape.ONE:
        return one
    if primitive is not None and primitive.typecode:
        if kind.shape is Shape.ARRAY:
            return _numeric_array(field.name, kind, primitive, one)
        return _numeric_sequence(field.name, kind, primitive, one)
    return _list(field.name, kind, one)


def _one(name: str, kind: FieldType, message_type: type | None) -> Convert:
    if message_type is not None:
        return _message(name, message_type)
    if kind.element == "string":
        return _text(name, kind.text_bound)
    if kind.element == "bool":
        return _boolean(name)
    if kind.element == "byte":
        return _byte(name)
    if kind.element.startswith("float"):
        return _float(name, _FLOAT32_MAX if kind.element == "float32" else None)
    primitive = kind.primitive
    if primitive is None:
        raise TypeError(f"no check for {kind}")
    return _integer(name, primitive.low, primitive.high)


def _integer(name: str, low: int, high: int) -> Convert:
    sign = "an unsigned integer" if low == 0 else "an integer"

    def convert(value: Any) -> Any:
        if not isinstance(value, int):
            raise AssertionError(f"The '{name}' field must be of type 'int', not {type(value).__name__!r}")
        if not low <= value <= high:
            raise AssertionError(f"The '{name}' field must be {sign} in [{low}, {high}], not {value}")
        return value

    return convert


def _float(name: str, limit: float | None) -> Convert:
    def convert(value: Any) -> Any:
        if not isinstance(value, float):
            raise AssertionError(f"The '{name}' field must be of type 'float', not {type(value).__name__!r}")
        if limit is not None and not isinf(value) and abs(value) > limit:
            raise AssertionError(f"The '{name}' field must be a float in [{-limit}, {limit}], not {value}")
        return value

    return convert


def _boolean(name: str) -> Convert:
    def convert(value: Any) -> Any:
        if not isinstance(value, bool):
            raise AssertionError(f"The '{name}' field must be of type 'bool', not {type(value).__name__!r}")
        return value

    return convert


def _byte(name: str) -> Convert:
    def convert(value: Any) -> Any:
        if not isinstance(value, (bytes, bytearray, memoryview)) or len(value) != 1:
            raise AssertionError(f"The '{name}' field must be of type 'bytes' with length 1")
        return bytes(value)

    return convert


def _text(name: str, bound: int) -> Convert:
    def convert(value: Any) -> Any:
        if not isinstance(value, str):
            raise AssertionError(f"The '{name}' field must be of type 'str', not {type(value).__name__!r}")
        if bound and len(value) > bound:
            raise AssertionError(f"The '{name}' field must be string value not longer than {bound}")
        return value

    return convert


def _message(name: str, message_type: type) -> Convert:
    def convert(value: Any) -> Any:
        if not isinstance(value, message_type):
            raise AssertionError(
                f"The '{name}' field must be a sub message of type '{message_type.__name__}'"
            )
        return value

    return convert


def _check_size(name: str, kind: FieldType, size: int) -> None:
    if kind.shape is Shape.ARRAY and size != kind.size:
        raise AssertionError(f"The '{name}' field must have exactly {kind.size} values, not {size}")
    if kind.shape is Shape.BOUNDED and size > kind.size:
        raise AssertionError(f"The '{name}' field must have at most {kind.size} values, not {size}")


def _values(name: str, value: Any) -> list[Any]:
    """Return `value` as a list; a list stays the very same object, as in ROS 2."""
    if isinstance(value, (str, bytes, bytearray)) or not isinstance(value, (Sequence, Set)):
        raise AssertionError(f"The '{name}' field must be a set or sequence, not {type(value).__name__!r}")
    return value if isinstance(value, list) else list(value)


def _list(name: str, kind: FieldType, one: Convert) -> Convert:
    def convert(value: Any) -> Any:
        values = _values(name, value)
        for item in values:
            one(item)
        _check_size(name, kind, len(values))
        return values

    return convert


def _numeric_sequence(name: str, kind: FieldType, primitive: Primitive, one: Convert) -> Convert:
    typecode = primitive.typecode

    def convert(value: Any) -> Any:
        if isinstance(value, array):
            if value.typecode != typecode:
                raise AssertionError(f"The '{name}' array.array() must have the type code of '{typecode}'")
            stored = value
        elif (view := _buffer(value, primitive)) is not None:
            stored = array(typecode)
            stored.frombytes(view)
        else:
            stored = array(typecode, [one(item) for item in _values(name, value)])
        _check_size(name, kind, len(stored))
        return stored

    return convert


def _buffer(value: Any, primitive: Primitive) -> memoryview | None:
    """Return the octets of anything that holds exactly this type in one piece."""
    if isinstance(value, (list, tuple)):
        return None
    try:
        view = memoryview(value)
    except TypeError:
        return None
    if view.format.lstrip("@=<") not in _SAME_FORMATS.get(primitive.code, primitive.code):
        return None
    if not view.nbytes:
        return memoryview(b"")  # an empty one cannot be cast
    if view.ndim > 1:
        return None  # as in ROS 2, which takes no rows of rows
    return view.cast("B") if view.c_contiguous else memoryview(view.tobytes())


_SAME_FORMATS = {"q": "ql", "Q": "QL"}  # C's long is 64 bits where this runs


def _numeric_array(name: str, kind: FieldType, primitive: Primitive, one: Convert) -> Convert:
    import numpy as np

    dtype = np.dtype(primitive.code)

    def convert(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            if value.dtype != dtype:
                raise AssertionError(f"The '{name}' numpy.ndarray() must have the dtype of '{dtype.name}'")
            _check_size(name, kind, value.size)
            return value
        values = [one(item) for item in _values(name, value)]
        _check_size(name, kind, len(values))
        return np.array(values, dtype)

    return convert
