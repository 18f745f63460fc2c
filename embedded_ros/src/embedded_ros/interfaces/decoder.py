# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Compiles a message type's decoder: XCDR1 of either byte order to fields."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from typing import NoReturn

from embedded_ros.interfaces import catalogue
from embedded_ros.interfaces.classes import Message, message_class
from embedded_ros.interfaces.definition import EMPTY_MEMBER, PRIMITIVES, Definition, Field, FieldType, Shape
from embedded_ros.interfaces.errors import BadPayload
from embedded_ros.interfaces.source import Source

_LENGTH = PRIMITIVES["uint32"]


def compile_decoder(cls: type[Message], byte_order: str) -> Callable[[memoryview, int], tuple[Message, int]]:
    """Return `decode(body, size) -> (message, octets read)`; `byte_order` is `<` or `>`.

    It checks each length against what is left before it makes room, and raises BadPayload or `struct.error`.
    """
    source = Source(byte_order)
    source.scope.update(array=array, new=object.__new__, fail=_fail, root=cls)
    source.emit("n = 0")
    source.emit("message = new(root)")
    _Decoder(source).fields(cls._definition, "message")
    source.emit("return message, n")
    return source.compile(f"decode {cls._definition.name}", "def decode(body, end):")


def _fail(text: str) -> NoReturn:
    raise BadPayload(text)


def _least_size(kind: FieldType) -> int:
    """Return how many octets one value takes at least."""
    if kind.is_message:
        return _least_size_of(catalogue.message(kind.element))
    return kind.primitive.size if kind.primitive is not None else _LENGTH.size


def _least_size_of(definition: Definition) -> int:
    total = 0
    for field in definition.wire_fields:
        one = {Shape.ONE: 1, Shape.ARRAY: field.type.size}.get(field.type.shape)
        total += _LENGTH.size if one is None else one * _least_size(field.type)
    return total


class _Decoder:
    """Writes the code that reads; in it `n` is the position in `body`, `end` its size."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._native = (source.byte_order == "<") == (sys.byteorder == "little")

    def fields(self, definition: Definition, owner: str) -> None:
        """Decode into the message in variable `owner`."""
        self._fields(definition, owner)
        self._flush()

    def _fields(self, definition: Definition, owner: str) -> None:
        for field in definition.wire_fields:
            target = self._source.name("unused") if field.name == EMPTY_MEMBER else f"{owner}._{field.name}"
            self._field(field, target)

    def _field(self, field: Field, target: str) -> None:
        kind, source = field.type, self._source
        if kind.shape is Shape.ONE:
            self._one(field, target)
            return
        count = self._count(field)
        if not (kind.is_message or kind.element == "string"):
            self._numbers(field, target, count)
            return
        items, item = source.name("a"), source.name("e")
        self._flush()
        source.emit(f"{items} = []")
        source.emit(f"{target} = {items}")
        source.position.forget()
        with source.block(f"for _ in range({count}):"):
            self._one(field, item)
            self._flush()
            source.emit(f"{items}.append({item})")
        source.position.forget()

    def _count(self, field: Field) -> str:
        """Read a sequence's length and check that so much can follow; return an expression for it."""
        kind, source = field.type, self._source
        if kind.shape is Shape.ARRAY:
            return str(kind.size)
        count = source.name("l")
        source.add(_LENGTH, count, self._align)
        self._flush()
        if kind.shape is Shape.BOUNDED:
            with source.block(f"if {count} > {kind.size}:"):
                source.emit(f'fail(f"{field.name} has {{{count}}} values, its type {kind.size}")')
        with source.block(f"if {count} > (end - n) // {_least_size(kind)}:"):
            source.emit(f'fail(f"{field.name} claims {{{count}}} values, {{end - n}} octets are left")')
        return count

    def _numbers(self, field: Field, target: str, count: str) -> None:
        kind, source, primitive = field.type, self._source, field.type.primitive
        if primitive is None:
            raise TypeError(f"{kind} is no sequence of numbers")
        self._flush()
        if source.position.padding(primitive.size) != 0:
            with source.block(f"if {count}:"):
                source.emit(f"n += -n & {primitive.size - 1}")
        last = source.name("k")
        source.emit(f"{last} = n + {count} * {primitive.size}")
        with source.block(f"if {last} > end:"):
            source.emit(f'fail("it ends within {field.name}")')
        if not primitive.typecode:
            piece = source.name("b")
            source.emit(f"{piece} = body[n:{last}]")
            octets = f"[{piece}[i:i + 1].tobytes() for i in range({count})]"
            source.emit(f"{target} = {octets if kind.element == 'byte' else f'[x != 0 for x in {piece}]'}")
        elif kind.shape is Shape.ARRAY:
            self._numpy_array(target, kind.size, source.byte_order + primitive.code, primitive.code)
        else:
            values = source.name("a")
            source.emit(f"{values} = array({primitive.typecode!r})")
            source.emit(f"{values}.frombytes(body[n:{last}])")
            if not self._native:
                source.emit(f"{values}.byteswap()")
            source.emit(f"{target} = {values}")
        source.emit(f"n = {last}")
        source.position.aligned(min(primitive.size, _LENGTH.size))

    def _numpy_array(self, target: str, size: int, wire_type: str, stored_type: str) -> None:
        import numpy as np

        source = self._source
        source.scope["frombuffer"] = np.frombuffer
        wire = source.refer("dtype", np.dtype(wire_type))
        stored = source.refer("dtype", np.dtype(stored_type))
        own = "copy()" if self._native else f"astype({stored})"
        source.emit(f"{target} = frombuffer(body, {wire}, {size}, n).{own}")

    def _one(self, field: Field, target: str) -> None:
        kind, source = field.type, self._source
        if kind.is_message:
            made = source.name("m")
            cls = source.refer("cls", message_class(kind.element))
            source.emit(f"{made} = new({cls})")
            source.emit(f"{target} = {made}")
            self._fields(catalogue.message(kind.element), made)
        elif kind.primitive is not None:
            source.add(kind.primitive, target, self._align)
        else:
            self._text(field, target)

    def _text(self, field: Field, target: str) -> None:
        source = self._source
        length, last = source.name("l"), source.name("k")
        source.add(_LENGTH, length, self._align)
        self._flush()
        source.emit(f"{last} = n + {length}")
        with source.block(f"if {last} > end:"):
            source.emit(f'fail(f"{field.name} claims {{{length}}} octets, {{end - n}} are left")')
        with source.block(f"if not {length}:"):
            source.emit(f"{target} = ''")
        with source.block(f"elif body[{last} - 1]:"):
            source.emit(f'fail("{field.name} does not end with a zero")')
        with source.block("else:"):
            source.emit(f"{target} = str(body[n:{last} - 1], 'utf-8', 'replace')")
        if bound := field.type.text_bound:
            with source.block(f"if {length} > {4 * bound + 1}:"):
                source.emit(f'fail("{field.name} is longer than {bound}")')
        source.emit(f"n = {last}")
        source.position.forget()

    def _align(self, size: int) -> None:
        self._flush()
        self._source.emit(f"n += -n & {size - 1}")
        self._source.position.aligned(size)

    def _flush(self) -> None:
        if self._source.run:
            format_text, targets, size = self._source.take_run()
            unpack = self._source.refer("unpack", self._source.structure(format_text).unpack_from)
            self._source.emit(f"{targets}, = {unpack}(body, n)")
            self._source.emit(f"n += {size}")
