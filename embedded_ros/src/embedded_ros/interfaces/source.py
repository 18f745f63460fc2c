# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Source code under construction, and what is known of the position in the payload while it is written.

Encoder and decoder of a type are compiled from source made for it. Neighbouring fields of fixed size become
one `struct` call: a *run*. XCDR1 aligns each primitive to its size, counted from the first octet after the
encapsulation. After a string the position is unknown; then padding is computed while the code runs.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from types import TracebackType
from typing import Any

from embedded_ros.interfaces.definition import Primitive


class Position:
    """Knows that the position is `offset` modulo `modulus` (a power of two up to 8)."""

    def __init__(self) -> None:
        self.modulus, self.offset = 8, 0

    def forget(self) -> None:
        """Anything may follow: the size of the last value was unknown."""
        self.modulus, self.offset = 1, 0

    def aligned(self, size: int) -> None:
        """The code has just aligned to `size`."""
        self.modulus, self.offset = size, 0

    def advance(self, size: int) -> None:
        """A value of known size follows."""
        self.offset = (self.offset + size) % self.modulus

    def padding(self, size: int) -> int | None:
        """Return how many octets align to `size`; None when that is unknown before the code runs."""
        return -self.offset % size if size <= self.modulus else None


class Source:
    """Lines of one function with their indentation, and the objects they refer to."""

    def __init__(self, byte_order: str) -> None:
        self.byte_order = byte_order
        self.lines: list[str] = []
        self.scope: dict[str, Any] = {}
        self.position = Position()
        self._indent = 1
        self._names = 0
        self.run: list[tuple[str, str]] = []  # (format, expression or target)
        self.run_size = 0

    def emit(self, line: str) -> None:
        """Add a line at the present indentation."""
        self.lines.append("    " * self._indent + line)

    def name(self, prefix: str) -> str:
        """Return a variable name that nothing else has."""
        self._names += 1
        return f"{prefix}{self._names}"

    def refer(self, prefix: str, value: object) -> str:
        """Return a name under which the code reaches `value`."""
        name = self.name(prefix)
        self.scope[name] = value
        return name

    def structure(self, format_text: str) -> Struct:
        """Return the compiled format in this source's byte order."""
        return Struct(self.byte_order + format_text)

    def block(self, head: str) -> Source:
        """Add `head` and indent what follows inside `with`."""
        self.emit(head)
        return self

    def __enter__(self) -> None:
        self._indent += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._indent -= 1

    def add(self, primitive: Primitive, text: str, align: Callable[[int], None]) -> None:
        """Append one primitive to the run; `align` writes code for a padding not known beforehand."""
        padding = self.position.padding(primitive.size)
        if padding is None:
            align(primitive.size)
            padding = 0
        self.run.append((f"{padding}x{primitive.code}" if padding else primitive.code, text))
        self.run_size += padding + primitive.size
        self.position.advance(padding + primitive.size)

    def take_run(self) -> tuple[str, str, int]:
        """Return (format, expressions, octets) of the run and start a new one."""
        format_text = "".join(part for part, _ in self.run)
        expressions = ", ".join(text for _, text in self.run)
        size = self.run_size
        self.run, self.run_size = [], 0
        return format_text, expressions, size

    def compile(self, name: str, head: str) -> Callable[..., Any]:
        """Return the function `head` with these lines as its body; `name` is shown in tracebacks."""
        exec(compile("\n".join([head, *self.lines]), f"<{name}>", "exec"), self.scope)
        return self.scope[head.split("(")[0].removeprefix("def ")]  # type: ignore[no-any-return]
