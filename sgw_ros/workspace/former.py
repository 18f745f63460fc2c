# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Bodies as earlier layouts of the journal wrote them: 1 as JSON, 2 as pickles of plain values.

Only a migration reads them. A pickle is looked through before it is loaded: what could name a class,
call a function or ask for memory without end is refused.
"""

from __future__ import annotations

import json
import pickle
import pickletools
from collections.abc import Sequence
from typing import Any

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.archive import StoredEdge, StoredNode, decode_items, decode_record
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.packing import DAMAGED

PLAIN = frozenset(
    {"PROTO", "FRAME", "STOP", "MARK", "MEMOIZE", "BINGET", "LONG_BINGET", "NONE", "NEWTRUE", "NEWFALSE"}
    | {"BININT", "BININT1", "BININT2", "LONG1", "BINFLOAT", "SHORT_BINUNICODE", "BINUNICODE"}
    | {"EMPTY_TUPLE", "TUPLE", "TUPLE1", "TUPLE2", "TUPLE3", "EMPTY_LIST", "APPEND", "APPENDS"}
    | {"EMPTY_DICT", "SETITEM", "SETITEMS"}
)
"""The instructions that plain values need."""


def record_of(body: bytes, layout: int) -> CommitRecord:
    """A commit from its bytes in some layout.

    Raises:
        JournalError: when they are damaged.
    """
    if layout > 2:
        return decode_record(body)
    try:
        *before, nodes, edges, late, reads, reason, hashes = _values(body, layout)
        updates: list[tuple[Any, ...]] = [tuple(NodeUpdate(*v) for v in nodes)]
        updates += [tuple(EdgeUpdate(*v) for v in edges), tuple(NodeUpdate(*v) for v in late)]
        return CommitRecord._make((*before, *updates, tuple(reads), reason, tuple(hashes)))
    except (*DAMAGED, pickle.UnpicklingError) as error:
        raise JournalError(f"a commit of layout {layout} is damaged: {error}") from error


def items_of(body: bytes, layout: int) -> tuple[int, Sequence[StoredNode], Sequence[StoredEdge]]:
    """(newest stamp, nodes, edges) of a checkpoint from its bytes in some layout.

    Raises:
        JournalError: when they are damaged.
    """
    if layout > 2:
        return decode_items(body)[1:]
    try:
        values = _values(body, layout)
        latest_ns, nodes, edges = (
            values[1:] if layout == 2 else (values[k] for k in ("latest_ns", "nodes", "edges"))
        )
        node_list = [(version, expert, NodeUpdate(*v)) for version, expert, v in nodes]
        return latest_ns, node_list, [(version, expert, EdgeUpdate(*v)) for version, expert, v in edges]
    except (*DAMAGED, pickle.UnpicklingError) as error:
        raise JournalError(f"a checkpoint of layout {layout} is damaged: {error}") from error


def _values(body: bytes, layout: int) -> Any:
    if layout == 1:
        return json.loads(body)
    for instruction, _, _ in pickletools.genops(body):
        if instruction.name not in PLAIN:
            raise ValueError(f"has a {instruction.name}; only plain values belong here")
    return pickle.loads(body)
