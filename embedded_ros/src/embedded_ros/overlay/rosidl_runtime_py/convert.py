# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Messages as dictionaries."""

from array import array
from collections import OrderedDict
from typing import Any


def message_to_ordereddict(
    msg: Any, *, truncate_length: int | None = None, no_arr: bool = False, no_str: bool = False
) -> "OrderedDict[str, Any]":
    """Return {field: value}, nested messages as dictionaries and arrays as lists.

    Args:
        msg: the message.
        truncate_length: strings, bytes and arrays longer than this are cut and end with '...'.
        no_arr: say only type and length of arrays.
        no_str: say only the length of strings.
    """
    return OrderedDict(
        (name, _convert(getattr(msg, name), kind, truncate_length, no_arr, no_str))
        for name, kind in msg.get_fields_and_field_types().items()
    )


def _convert(value: Any, kind: str, limit: int | None, no_arr: bool, no_str: bool) -> Any:
    if hasattr(value, "get_fields_and_field_types"):
        return message_to_ordereddict(value, truncate_length=limit, no_arr=no_arr, no_str=no_str)
    if isinstance(value, (str, bytes)):
        if no_str and isinstance(value, str):
            return f"<string length: <{len(value)}>>"
        return value if limit is None or len(value) <= limit else f"{value[:limit]!s}..."
    if isinstance(value, (list, array)) or hasattr(value, "tolist"):
        if no_arr:
            kind = kind.replace("/", "/msg/")
            if not kind.startswith("sequence<"):
                return f"<array type: {kind}>"
            element, _, bound = kind.removeprefix("sequence<").removesuffix(">").partition(", ")
            return f"<sequence type: {element}{bound and f'[{bound}]'}, length: {len(value)}>"
        values = value if isinstance(value, list) else value.tolist()
        cut = limit is not None and len(values) > limit
        shown = [_convert(item, "", limit, no_arr, no_str) for item in (values[:limit] if cut else values)]
        return [*shown, "..."] if cut else shown
    return value
