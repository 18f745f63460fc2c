# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Message definitions as text, for bags that explain themselves; made from the classes, which are at hand
on every runtime while the `.msg` files may not be.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

SEPARATOR = "=" * 80
IDL_NAMES = {"boolean": "bool", "octet": "byte", "float": "float32", "double": "float64"}
SEQUENCE = re.compile(r"sequence<(?P<item>.+?)(, (?P<bound>\d+))?>$")
FIXED = re.compile(r"(?P<item>.+)\[(?P<size>\d+)\]$")
BOUNDED_TEXT = re.compile(r"(?P<kind>w?string)<(?P<bound>\d+)>$")


def type_name(message_type: Any) -> str:
    """`package/msg/Name` of a message class."""
    return f"{message_type.__module__.split('.')[0]}/msg/{message_type.__name__}"


def definition(message_type: Any) -> str:
    """The definition and those of all types inside, as the `ros2msg` encoding wants them."""
    texts = [_fields_text(message_type)]
    seen = {type_name(message_type)}
    queue = _inner_types(message_type)
    while queue:
        name = queue.pop(0)
        if name in seen:
            continue
        seen.add(name)
        inner = find_type(name)
        short = name.replace("/msg/", "/")
        texts.append(f"{SEPARATOR}\nMSG: {short}\n{_fields_text(inner)}")
        queue += _inner_types(inner)
    return "".join(texts)


def find_type(name: str) -> Any:
    """The class of `package/msg/Name`."""
    package, _, short = name.split("/")
    return getattr(import_module(f"{package}.msg"), short)


def _fields_text(message_type: Any) -> str:
    fields = message_type.get_fields_and_field_types()
    return "".join(f"{_spelled(kind)} {name}\n" for name, kind in fields.items())


def _inner_types(message_type: Any) -> list[str]:
    items = (_item(kind) for kind in message_type.get_fields_and_field_types().values())
    return [item.replace("/", "/msg/", 1) for item in items if "/" in item]


def _item(kind: str) -> str:
    match = SEQUENCE.match(kind) or FIXED.match(kind)
    return _item(match["item"]) if match else kind


def _spelled(kind: str) -> str:
    """A field's type as `.msg` files spell it."""
    if match := SEQUENCE.match(kind):
        return f"{_spelled(match['item'])}[{'<=' + match['bound'] if match['bound'] else ''}]"
    if match := FIXED.match(kind):
        return f"{_spelled(match['item'])}[{match['size']}]"
    if match := BOUNDED_TEXT.match(kind):
        return f"{match['kind']}<={match['bound']}"
    return IDL_NAMES.get(kind, kind)
