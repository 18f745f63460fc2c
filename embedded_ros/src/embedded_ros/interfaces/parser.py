# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads the text of `.msg` and `.srv` files."""

from __future__ import annotations

import ast
import re

from embedded_ros.interfaces.definition import PRIMITIVES, Definition, Field, FieldType, Shape
from embedded_ros.interfaces.errors import BadDefinition

_COMMENT = re.compile(r"""^((?:[^#"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*)#.*$""")
_TYPE = re.compile(
    r"^(?P<name>[A-Za-z]\w*(?:/[A-Za-z]\w*)*)(?:<=(?P<text>\d+))?(?:\[(?P<bounded><=(?=\d))?(?P<size>\d*)\])?$"
)
_CONSTANT = re.compile(r"^(?P<type>\S+)\s+(?P<name>[A-Z][A-Z0-9_]*)\s*=\s*(?P<value>.+)$")
_FIELD = re.compile(r"^(?P<type>\S+)\s+(?P<name>[a-zA-Z]\w*)(?:\s+(?P<default>.+))?$")
_ITEM = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^,\s]+)\s*(?:,|$)""")


def parse_message(name: str, text: str) -> Definition:
    """Return the definition of message `name` (`package/msg/Name`).

    Raises:
        BadDefinition: a line is neither a field nor a constant; the text names it.
    """
    package = name.split("/")[0]
    fields: list[Field] = []
    constants: list[tuple[str, object]] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = _COMMENT.sub(r"\1", raw).strip()
        if not line:
            continue
        try:
            if match := _CONSTANT.match(line):
                kind = _type(match["type"], package)
                constants.append((match["name"], _value(kind, match["value"].strip())))
            elif match := _FIELD.match(line):
                kind = _type(match["type"], package)
                default = _value(kind, match["default"].strip()) if match["default"] else None
                fields.append(Field(match["name"], kind, default))
            else:
                raise ValueError("expected '<type> <name> [default]' or '<type> <NAME>=<value>'")
        except (ValueError, SyntaxError) as error:
            raise BadDefinition(f"{name}, line {number}, {raw.strip()!r}: {error}") from error
    names = [field.name for field in fields]
    if len(set(names)) < len(names):
        raise BadDefinition(f"{name}: two fields have the same name")
    return Definition(name, tuple(fields), tuple(constants))


def parse_service(name: str, text: str) -> tuple[Definition, Definition]:
    """Return the request and the response of service `name` (`package/srv/Name`).

    Raises:
        BadDefinition: no line `---` between the halves, or as in `parse_message`.
    """
    halves = re.split(r"^---[ \t]*$", text, flags=re.MULTILINE)
    if len(halves) != 2:
        raise BadDefinition(f"{name}: a service needs one line '---' between request and response")
    return parse_message(f"{name}_Request", halves[0]), parse_message(f"{name}_Response", halves[1])


def _type(text: str, package: str) -> FieldType:
    match = _TYPE.match(text)
    if match is None:
        raise ValueError(f"{text!r} is no type")
    element, bound = match["name"], int(match["text"] or 0)
    if bound and element != "string":
        raise ValueError("only strings take a bound outside of brackets")
    if element == "wstring":
        raise ValueError("wstring is not supported; use string, which is UTF-8")
    if element not in PRIMITIVES and element != "string":
        parts = element.split("/")
        if element == "Header":
            parts = ["std_msgs", "Header"]
        owner = parts[0] if len(parts) > 1 else package
        element = f"{owner}/msg/{parts[-1]}"
    if match["size"] is None:
        return FieldType(element, text_bound=bound)
    if not match["size"]:
        return FieldType(element, Shape.SEQUENCE, text_bound=bound)
    if int(match["size"]) == 0:
        raise ValueError("an array or a bound of size 0 holds nothing")
    shape = Shape.BOUNDED if match["bounded"] else Shape.ARRAY
    return FieldType(element, shape, int(match["size"]), bound)


def _value(kind: FieldType, text: str) -> object:
    if kind.shape is Shape.ONE:
        return _scalar(kind, text)
    if not (text.startswith("[") and text.endswith("]")):
        raise ValueError("the default of an array is written [a, b, ...]")
    items = [_scalar(kind, item) for item in _ITEM.findall(text[1:-1])]
    if kind.shape is not Shape.SEQUENCE and (
        len(items) > kind.size or (kind.shape is Shape.ARRAY and len(items) < kind.size)
    ):
        raise ValueError(f"the default has {len(items)} values, the type {kind.size}")
    return items


def _scalar(kind: FieldType, text: str) -> object:
    element, primitive = kind.element, kind.primitive
    if element == "string":
        quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
        return str(ast.literal_eval(text)) if quoted else text
    if primitive is None:
        raise ValueError("a message has no default of its own here")
    if element == "bool":
        try:
            return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
        except KeyError:
            raise ValueError(f"{text!r} is neither true nor false") from None
    if element.startswith("float"):
        return float(text)
    number = int(text, 0)
    low, high = (0, 255) if element == "byte" else (primitive.low, primitive.high)
    if not low <= number <= high:
        raise ValueError(f"{number} does not fit {element}")
    return bytes([number]) if element == "byte" else number
