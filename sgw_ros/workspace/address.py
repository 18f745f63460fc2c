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
from typing import NamedTuple

from sgw_ros.workspace.errors import QueryError

QUERY_MARK = "?"
LONGEST = 512

_ADDRESS = re.compile(r"[^#]+(#[^@]+(@[0-9]+)?)?")


class Address(NamedTuple):
    """A parsed address; `group` empty means the node or edge as a whole, `stamp_ns` None any time."""

    key: str
    group: str = ""
    stamp_ns: int | None = None

    @property
    def is_edge(self) -> bool:
        """Whether the key is that of an edge."""
        return ">" in self.key


def check_address(text: str) -> None:
    """Refuse what is no address; quicker than to take it apart.

    Raises:
        QueryError: when it is none.
    """
    if _ADDRESS.fullmatch(text) is None or len(text) > LONGEST:
        raise QueryError(f"'{text[:80]}' is no address; write 'key', 'key#group' or 'key#group@stamp_ns'")


def parse_address(text: str) -> Address:
    """Take an address apart.

    Raises:
        QueryError: when it is none.
    """
    check_address(text)
    key, _, rest = text.partition("#")
    group, _, stamp = rest.partition("@")
    return Address(key, group, int(stamp) if stamp else None)


def item_address(key: str, group: str = "") -> str:
    """The address of a group, or of a node or edge as a whole."""
    return f"{key}#{group}" if group else key
