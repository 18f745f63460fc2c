# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How reads name what was read: a node, an attribute group, a fact of one stamp, an edge, a query.

object/7                  the whole node, existing or missing
object/7#state            one attribute group
object/7#state@1700...    the group as of a stamp (ns): later observations do not matter
near:object/7>object/9    an edge
?{"types":["object"]}     everything a query found, and what it did not find (see `Query.text`)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sgw_ros.workspace.errors import QueryError
from sgw_ros.workspace.schema import Schema

QUERY_MARK = "?"

_NODE = r"([a-z][a-z_]*)/[A-Za-z0-9_.\-]{1,128}"
_ADDRESS = re.compile(rf"{_NODE}(?:#([^#@>]{{1,128}})(@[0-9]{{1,19}})?)?|([a-z][a-z_]*):{_NODE}>{_NODE}")


class Address(NamedTuple):
    """A parsed address; `group` empty means the node or edge as a whole, `stamp_ns` None any time."""

    key: str
    group: str = ""
    stamp_ns: int | None = None

    @property
    def is_edge(self) -> bool:
        """Whether the key is that of an edge."""
        return ">" in self.key


def check_address(text: str, schema: Schema) -> None:
    """Refuse what is no address, or names what the schema does not know: it would never conflict.

    Raises:
        QueryError: that says what is unknown.
    """
    found = _match(text)
    node, group, _, edge, source, target = found.groups()
    if edge and edge not in schema.edges:
        raise QueryError(f"'{text}' is no address: unknown edge type; known: {_names(schema.edges)}")
    for kind in (source, target) if edge else (node,):
        if kind not in schema.nodes:
            raise QueryError(f"'{text}' is no address: unknown node type; known: {_names(schema.nodes)}")
    if group and group not in schema.nodes[node].groups:
        raise QueryError(f"'{text}' is no address: unknown group; known: {_names(schema.nodes[node].groups)}")


def parse_address(text: str) -> Address:
    """Take an address apart.

    Raises:
        QueryError: when it is none.
    """
    _match(text)
    key, _, rest = text.partition("#")
    group, _, stamp = rest.partition("@")
    return Address(key, group, int(stamp) if stamp else None)


def item_address(key: str, group: str = "") -> str:
    """The address of a group, or of a node or edge as a whole."""
    return f"{key}#{group}" if group else key


def _match(text: str) -> re.Match[str]:
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise QueryError(
            f"'{text[:80]}' is no address; write 'key', 'key#group', 'key#group@stamp_ns' or an edge's key"
        )
    return found


def _names(known: Iterable[str]) -> str:
    return ", ".join(sorted(known))
