# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Compiles a message type's encoder: fields to XCDR1, little endian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded_ros.interfaces import catalogue
from embedded_ros.interfaces.classes import Message
from embedded_ros.interfaces.definition import EMPTY_MEMBER, PRIMITIVES, Definition, Field, FieldType, Shape
from embedded_ros.interfaces.source import Source

_LENGTH = PRIMITIVES["uint32"]
_PADDING = [bytes(size) for size in range(8)]


def compile_encoder(cls: type[Message]) -> Callable[[Any, Callable[[Any], None]], None]:
    """Return `encode(message, write)`; it calls `write` with each piece of the body (buffers)."""
    source = Source("<")
    source.scope["padding"] = _PADDING
    source.emit("n = 0")
    _Encoder(source).fields(cls._definition, "message")
    return source.compile(f"encode {cls._definition.name}", "def encode(message, write):")


class _Encoder:
    """Writes the code that writes; `n` in it is the position."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def fields(self, definition: Definition, owner: str) -> None:
        """Encode the message that expression `owner` gives."""
        self._fields(definition, owner)
        self._flush()

    def _fields(self, definition: Definition, owner: str) -> None:
        for field in definition.wire_fields:
            self._field(field, "0" if field.name == EMPTY_MEMBER else f"{owner}._{field.name}")

    def _field(self, field: Field, value: str) -> None:
        kind, source = field.type, self._source
        if kind.shape is Shape.ONE:
            self._one(kind, value)
            return
        if kind.is_message or kind.element == "string":
            name = source.name("a")
            source.emit(f"{name} = {value}")
            self._size(field, name)
            self._flush()
            item = source.name("e")
            source.position.forget()
            with source.block(f"for {item} in {name}:"):
                self._one(kind, item)
                self._flush()
            source.position.forget()
            return
        self._numbers(field, value)

    def _size(self, field: Field, name: str) -> None:
        """Write the length of a sequence; refuse a list that has been grown past its bound."""
        kind, source = field.type, self._source
        if kind.shape is not Shape.SEQUENCE:
            relation = "!=" if kind.shape is Shape.ARRAY else ">"
            with source.block(f"if len({name}) {relation} {kind.size}:"):
                source.emit(
                    f'raise ValueError(f"{field.name} has {{len({name})}} values, its type {kind.size}")'
                )
        if kind.shape is not Shape.ARRAY:
            source.add(_LENGTH, f"len({name})", self._align)

    def _numbers(self, field: Field, value: str) -> None:
        kind, source, primitive = field.type, self._source, field.type.primitive
        if primitive is None:
            raise TypeError(f"{kind} is no sequence of numbers")
        name = source.name("a")
        numpy_array = primitive.typecode and kind.shape is Shape.ARRAY
        if primitive.typecode:
            source.emit(f"{name} = {value}.tobytes()" if numpy_array else f"{name} = {value}")
        else:
            source.emit(
                f"{name} = b''.join({value})" if kind.element == "byte" else f"{name} = bytes({value})"
            )
        if numpy_array:
            with source.block(f"if len({name}) != {kind.size * primitive.size}:"):
                source.emit(f'raise ValueError("{field.name} needs {kind.size} values")')
        else:
            self._size(field, name)
        self._flush()
        scale = f" * {primitive.size}" if primitive.size > 1 and not numpy_array else ""
        if source.position.padding(primitive.size) is None or source.position.padding(primitive.size):
            with source.block(f"if {name}:"):
                self._pad(primitive.size)
        source.emit(f"write({name})")
        source.emit(f"n += len({name}){scale}")
        source.position.aligned(min(primitive.size, _LENGTH.size))

    def _one(self, kind: FieldType, value: str) -> None:
        source = self._source
        if kind.is_message:
            self._fields(catalogue.message(kind.element), value)
        elif kind.primitive is not None:
            source.add(kind.primitive, value, self._align)
        else:
            text = source.name("s")
            source.emit(f"{text} = {value}.encode()")
            source.add(_LENGTH, f"len({text}) + 1", self._align)
            self._flush()
            source.emit(f"write({text})")
            source.emit("write(b'\\0')")
            source.emit(f"n += len({text}) + 1")
            source.position.forget()

    def _align(self, size: int) -> None:
        self._flush()
        self._pad(size)
        self._source.position.aligned(size)

    def _pad(self, size: int) -> None:
        with self._source.block(f"if n & {size - 1}:"):
            self._source.emit(f"write(padding[-n & {size - 1}])")
            self._source.emit(f"n += -n & {size - 1}")

    def _flush(self) -> None:
        if self._source.run:
            format_text, values, size = self._source.take_run()
            pack = self._source.refer("pack", self._source.structure(format_text).pack)
            self._source.emit(f"write({pack}({values}))")
            self._source.emit(f"n += {size}")
