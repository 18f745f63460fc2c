# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a `.msg` or `.srv` file says, as data: fields, constants, and what the built-in types are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

EMPTY_MEMBER = "structure_needs_at_least_one_member"  # the octet that an empty message is on the wire


class Primitive(NamedTuple):
    """One built-in type of fixed size."""

    code: str  # of `struct`
    size: int  # octets
    typecode: str  # of `array.array`; empty where Python keeps a list
    idl_name: str  # as `get_fields_and_field_types` says
    hash_id: int  # in type descriptions
    low: int = 0  # range of integers
    high: int = 0


PRIMITIVES = {
    "bool": Primitive("?", 1, "", "boolean", 15),
    "byte": Primitive("c", 1, "", "octet", 16),
    "char": Primitive("B", 1, "B", "uint8", 3, 0, 2**8 - 1),
    "int8": Primitive("b", 1, "b", "int8", 2, -(2**7), 2**7 - 1),
    "uint8": Primitive("B", 1, "B", "uint8", 3, 0, 2**8 - 1),
    "int16": Primitive("h", 2, "h", "int16", 4, -(2**15), 2**15 - 1),
    "uint16": Primitive("H", 2, "H", "uint16", 5, 0, 2**16 - 1),
    "int32": Primitive("i", 4, "i", "int32", 6, -(2**31), 2**31 - 1),
    "uint32": Primitive("I", 4, "I", "uint32", 7, 0, 2**32 - 1),
    "int64": Primitive("q", 8, "q", "int64", 8, -(2**63), 2**63 - 1),
    "uint64": Primitive("Q", 8, "Q", "uint64", 9, 0, 2**64 - 1),
    "float32": Primitive("f", 4, "f", "float", 10),
    "float64": Primitive("d", 8, "d", "double", 11),
}


class Shape(Enum):
    """How many values a field holds."""

    ONE = 0
    ARRAY = 48  # exactly `size`
    BOUNDED = 96  # up to `size`
    SEQUENCE = 144
    # The numbers are what a type description adds to the element's id.


@dataclass(frozen=True)
class FieldType:
    """A field's type; `element` is a built-in name or `package/msg/Name`."""

    element: str
    shape: Shape = Shape.ONE
    size: int = 0
    text_bound: int = 0  # longest string; 0 is any

    @property
    def primitive(self) -> Primitive | None:
        """The element's properties; None for strings and messages."""
        return PRIMITIVES.get(self.element)

    @property
    def is_message(self) -> bool:
        """Whether the element is another message."""
        return "/" in self.element

    def describe(self) -> str:
        """Return the type as ROS 2's Python classes spell it: `sequence<double, 3>`."""
        if self.is_message:
            package, _, name = self.element.split("/")
            element = f"{package}/{name}"
        elif (primitive := self.primitive) is not None:
            element = primitive.idl_name
        else:
            element = f"string<{self.text_bound}>" if self.text_bound else "string"
        if self.shape is Shape.ARRAY:
            return f"{element}[{self.size}]"
        if self.shape is Shape.BOUNDED:
            return f"sequence<{element}, {self.size}>"
        return f"sequence<{element}>" if self.shape is Shape.SEQUENCE else element


class Field(NamedTuple):
    """One field; `default` is None where the type's zero serves."""

    name: str
    type: FieldType
    default: object = None


@dataclass(frozen=True)
class Definition:
    """One message: `name` is `package/msg/Name`, or `package/srv/Name_Request` for half of a service."""

    name: str
    fields: tuple[Field, ...]
    constants: tuple[tuple[str, object], ...] = ()

    @property
    def wire_fields(self) -> tuple[Field, ...]:
        """The fields as sent: an empty message is one octet."""
        return self.fields or (Field(EMPTY_MEMBER, FieldType("uint8")),)
