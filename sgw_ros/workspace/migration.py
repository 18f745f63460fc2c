# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Bringing an older journal up to date, its layout, its schema or both: in one transaction or not at all.

Every commit is checked against the old chain, taken through the schema's migrations and written in
today's layout with a new chain; so are the checkpoints.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import partial

from sgw_ros.core.graph import EdgeUpdate, NodeUpdate
from sgw_ros.workspace.archive import StoredNode, decode_snapshot, encode_items, encode_record
from sgw_ros.workspace.compaction import sealed
from sgw_ros.workspace.errors import JournalError, SchemaError
from sgw_ros.workspace.former import items_of, record_of
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.journal import FIRST_CHAIN, Journal, chained
from sgw_ros.workspace.journal_file import FORMAT
from sgw_ros.workspace.packing import DAMAGED
from sgw_ros.workspace.schema import Migration, Schema


def bring_up_to_date(journal: Journal, schema: Schema) -> None:
    """Make a journal one of today's layout and of this schema; a new one takes the schema on.

    Raises:
        JournalError: when no way leads from what it holds, or something on it does not fit. Nothing
            was changed then.
    """
    wanted = [schema.name, schema.version]
    found = journal.meta("schema", wanted)
    steps = schema.steps_from(found[-1]) if found[:-1] == [schema.name] else None
    if steps is None:
        held = " ".join(map(str, found))
        raise JournalError(
            f"journal {journal.path} holds schema {held}, and no way leads from there to {' '.join(wanted)}; "
            "start with a new journal, or read this one with the version that wrote it"
        )
    if steps or journal.layout != FORMAT:
        journal.rewrite(partial(_rewrite, layout=journal.layout, schema=schema, steps=steps))
    if journal.meta("schema", []) != wanted:
        journal.set_meta("schema", wanted)


def _rewrite(database: sqlite3.Connection, layout: int, schema: Schema, steps: Sequence[Migration]) -> None:
    checkpoints = database.execute("SELECT * FROM checkpoints ORDER BY version").fetchall()
    versions = [version for (version,) in database.execute("SELECT version FROM commits ORDER BY version")]
    starts_anew = not checkpoints or versions[:1] == [1]
    old = new = FIRST_CHAIN if starts_anew else checkpoints[0][1]
    chains = {}
    try:
        for version in versions:
            row = database.execute("SELECT chain, body FROM commits WHERE version = ?", (version,))
            link, body = row.fetchone()
            old = chained(old, body)
            if old != link:
                raise JournalError(f"version {version} was altered")
            body = _commit(body, layout, schema, steps)
            new = chains[version] = chained(new, body)
            database.execute("UPDATE commits SET chain = ?, body = ? WHERE version = ?", (new, body, version))
        for version, chain, _, body in checkpoints:
            body = _checkpoint(body, layout, schema, steps)
            state = decode_snapshot(body, Snapshot("", version, schema)).state_hash()
            chain = chains.get(version, chain)
            values = (chain, sealed(version, chain, state, body), body, version)
            database.execute(
                "UPDATE checkpoints SET chain = ?, state_hash = ?, body = ? WHERE version = ?", values
            )
    except (*DAMAGED, SchemaError) as error:
        raise JournalError(f"it cannot be brought up to date: {error}") from error


def _commit(body: bytes, layout: int, schema: Schema, steps: Sequence[Migration]) -> bytes:
    record = record_of(body, layout)
    node, edge = partial(_node, schema=schema, steps=steps), partial(_edge, schema=schema, steps=steps)
    nodes, edges, late = map(node, record.nodes), map(edge, record.edges), map(node, record.late)
    return encode_record(record._replace(nodes=tuple(nodes), edges=tuple(edges), late=tuple(late)), {})


def _checkpoint(body: bytes, layout: int, schema: Schema, steps: Sequence[Migration]) -> bytes:
    latest_ns, nodes, edges = items_of(body, layout)
    node, edge = partial(_node, schema=schema, steps=steps), partial(_edge, schema=schema, steps=steps)
    new_nodes = [(version, expert, node(update)) for version, expert, update in _roots_first(nodes, schema)]
    return encode_items(
        schema, latest_ns, new_nodes, [(v, expert, edge(update)) for v, expert, update in edges]
    )


def _roots_first(nodes: Iterable[StoredNode], schema: Schema) -> list[StoredNode]:
    """Items of nodes in an order in which they can be restored."""
    return sorted(nodes, key=lambda item: item[2].group not in schema.roots)


def _node(update: NodeUpdate, schema: Schema, steps: Sequence[Migration]) -> NodeUpdate:
    for step in steps:
        update = step.node(update)
    return schema.clean_node(update)


def _edge(update: EdgeUpdate, schema: Schema, steps: Sequence[Migration]) -> EdgeUpdate:
    for step in steps:
        update = step.edge(update)
    return schema.clean_edge(update)
