# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The journal's bytes: a line of JSON, then its fractional numbers as 64-bit floats (little endian).

In the JSON `null` stands for one number, `[n]` for a vector of n, in order; texts, flags and whole
numbers stand for themselves. Numbers written as decimals would take longer than the rest of a commit,
and so any language can read a journal, and reading one runs nothing.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.encoding import dump

DAMAGED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
"""What `unpack`, or using what it gave, raises on bytes that were not packed here."""


class Numbers:
    """The numbers of a body, taken in order."""

    def __init__(self, values: Sequence[float]) -> None:
        self._values = values
        self._next = 0

    def take(self, count: int) -> tuple[float, ...]:
        """The next `count` numbers.

        Raises:
            ValueError: when there are not as many.
        """
        start, end = self._next, self._next + count
        if not start <= end <= len(self._values):
            raise ValueError(f"{count} numbers are wanted, {len(self._values) - start} are left")
        self._next = end
        return tuple(self._values[start:end])

    def finish(self) -> None:
        """Make sure that nothing is left.

        Raises:
            ValueError: when something is.
        """
        if self._next < len(self._values):
            raise ValueError(f"{len(self._values) - self._next} numbers are too many")


def pack(value: Any, numbers: Sequence[float]) -> bytes:
    """A JSON value and the numbers that belong to it as bytes."""
    return b"%b\n%b" % (dump(value), struct.pack(f"<{len(numbers)}d", *numbers))


def unpack(body: bytes) -> tuple[Any, Numbers]:
    """A JSON value and its numbers from their bytes.

    Raises:
        Exception: one of `DAMAGED`.
    """
    text, _, tail = body.partition(b"\n")
    if len(tail) % 8:
        raise ValueError(f"{len(tail)} bytes of numbers are no multiple of 8")
    return json.loads(text), Numbers(struct.unpack(f"<{len(tail) // 8}d", tail))


def fold(update: NodeUpdate | EdgeUpdate, numbers: list[float]) -> list[Any]:
    """An update as JSON values; its numbers go to the end of `numbers`.

    Its names, its stamp, `true` if it is a removal, then attribute, value, attribute, value.
    """
    *names, attributes, uncertainty, stamp_ns, remove = update
    parts: list[Any] = [*names, stamp_ns]
    if remove:
        parts.append(True)
    for attribute, value in attributes.items():
        parts.append(attribute)
        # By exact type: the schema has made them so, and it is quicker.
        if type(value) is tuple:
            parts.append([len(value)])
            numbers += value
        elif type(value) is float:
            parts.append(None)
            numbers.append(value)
        else:
            parts.append(value)
    numbers.append(uncertainty)
    return parts


def unfold(values: Sequence[Any], names: int, numbers: Numbers) -> tuple[Any, ...]:
    """The fields of the update with so many names that `fold` took apart.

    Whether they make sense is the schema's to say.

    Raises:
        Exception: one of `DAMAGED`.
    """
    rest = values[names + 1 :]
    remove = len(rest) % 2 == 1
    if remove and rest[0] is not True:
        raise ValueError("an attribute has no value")
    pairs = zip(rest[remove::2], rest[remove + 1 :: 2], strict=True)
    attributes = {name: _value(value, numbers) for name, value in pairs}
    [uncertainty] = numbers.take(1)
    return (*values[:names], attributes, uncertainty, values[names], remove)


def _value(value: Any, numbers: Numbers) -> Any:
    if value is None:
        [number] = numbers.take(1)
        return number
    if isinstance(value, list):
        [count] = value
        return numbers.take(count)
    return value
