# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What one attribute may hold: every value is checked here and brought into its proper type."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from sgw_ros.core.graph import Value

LARGEST = 1e300
"""Bound of a number that has none of its own: comparing with it also catches NaN and infinity."""
LATEST_NS = 2**31 * 10**9 - 1
"""The last stamp that a message can hold: its seconds are a signed 32-bit number."""
LARGEST_INTEGER = 2**63 - 1
SHORT = 8
"""Vectors up to this length are checked faster number by number."""

Kind = Literal["flag", "integer", "number", "text", "vector"]


@dataclass(frozen=True)
class Attribute:
    """What one attribute may hold. `length` is exact for vectors; `maximum_length` bounds texts too.

    A `sensitive` attribute can be kept out of the journal.
    """

    kind: Kind = "number"
    unit: str = ""
    minimum: float = -LARGEST
    maximum: float = LARGEST
    length: int | None = None
    maximum_length: int = 1024
    required: bool = False
    sensitive: bool = False

    @cached_property
    def clean(self) -> Callable[[Any], Value]:
        """A function that returns the value in its proper type or raises `ValueError` with the reason."""
        return {
            "flag": _clean_flag,
            "integer": self._clean_integer,
            "number": self._clean_number,
            "text": self._clean_text,
            "vector": self._clean_vector,
        }[self.kind]

    def _clean_number(self, value: Any) -> Value:
        if type(value) is not float:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"takes a number, not {brief(value)}")
            value = float(value) if abs(value) <= LARGEST else LARGEST * 10
        if not self.minimum <= value <= self.maximum:
            raise ValueError(self._out_of_range(value))
        return value  # type: ignore[no-any-return]

    def _clean_integer(self, value: Any) -> Value:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"takes a whole number, not {brief(value)}")
        if not (self.minimum <= value <= self.maximum and -LARGEST_INTEGER <= value <= LARGEST_INTEGER):
            raise ValueError(self._out_of_range(value))
        return int(value)

    def _clean_text(self, value: Any) -> Value:
        if not isinstance(value, str):
            raise ValueError(f"takes a text, not {brief(value)}")
        if len(value) > self.maximum_length:
            raise ValueError(f"has {len(value)} characters; {self.maximum_length} are the limit")
        if not is_text(value):
            raise ValueError("has a lone surrogate, which no file and no message can hold")
        return value

    def _clean_vector(self, value: Any) -> Value:
        if type(value) is tuple and len(value) == self.length:
            # What experts send nearly always; the comparison fails for NaN, too.
            low, high = self.minimum, self.maximum
            for number in value:
                if type(number) is not float or not low <= number <= high:
                    break
            else:
                return value
        return self._clean_any_vector(value)

    def _clean_any_vector(self, value: Any) -> Value:
        if not isinstance(value, tuple | list):
            raise ValueError(f"takes a tuple of numbers, not {brief(value)}")
        size = len(value)
        if size != self.length if self.length is not None else size > self.maximum_length:
            limit = self.length if self.length is not None else f"at most {self.maximum_length}"
            raise ValueError(f"takes {limit} numbers, not {size}")
        try:
            vector = tuple(map(float, value))
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"takes a tuple of numbers, not {brief(value)}") from None
        if size > SHORT:
            # The sum gives NaN and infinity away; minimum and maximum alone would let NaN through.
            inside = self.minimum <= min(vector) and max(vector) <= self.maximum
            if inside and math.isfinite(sum(vector)):
                return vector
        low, high = self.minimum, self.maximum
        for number in vector:
            if not low <= number <= high:
                raise ValueError(f"[{vector.index(number)}]: {self._out_of_range(number)}")
        return vector

    def _out_of_range(self, value: float) -> str:
        bounds = f"{self.minimum:g} to {self.maximum:g} {self.unit}".rstrip()
        return f"is {value!r}, outside {bounds}"


def _clean_flag(value: Any) -> Value:
    if not isinstance(value, bool):
        raise ValueError(f"takes True or False, not {brief(value)}")
    return value


def is_text(value: str) -> bool:
    """Whether a text can be written as UTF-8."""
    return value.isascii() or not any("\ud800" <= c <= "\udfff" for c in value)


def brief(value: Any) -> str:
    """A value and its type, short enough for a message."""
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 40 else text[:37] + '...'}"
