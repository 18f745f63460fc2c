# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Bounding the journal: checkpoints of the whole graph, and forgetting the commits they stand for."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import Any

from sgw_ros.workspace.archive import Excluded, decode_snapshot, encode_snapshot
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.graph import Snapshot

ROWS_AT_ONCE = 500
"""Rows per delete: a commit waits for one such step at most."""

LONG_LOG_PAGES = 16_384
"""64 MB: a log that a busy writer never lets start over is cut here."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A graph to write, and the journal's chain at its version."""

    snapshot: Snapshot
    chain: bytes


def write_checkpoint(database: sqlite3.Connection, checkpoint: Checkpoint, exclude: Excluded) -> None:
    """Write the graph; its hash is that of what was written, without what must not be stored."""
    snapshot = checkpoint.snapshot
    body = encode_snapshot(snapshot, exclude)
    stored = decode_snapshot(body, snapshot) if exclude else snapshot
    seal = sealed(snapshot.version, checkpoint.chain, stored.state_hash(), body)
    row = (snapshot.version, checkpoint.chain, seal, body)
    database.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)", row)


def sealed(version: int, chain: bytes, state_hash: str, body: bytes) -> str:
    """The state hash of a checkpoint with a digest over all of its row: content alone is not everything."""
    whole = b"".join((version.to_bytes(8, "big"), chain, state_hash.encode(), body))
    return f"{state_hash}:{hashlib.blake2b(whole, digest_size=16).hexdigest()}"


def unsealed(row: Any, path: str) -> tuple[int, bytes, str, bytes]:
    """(version, chain, state hash, body) of a checkpoint's row.

    Raises:
        JournalError: when it is not what was written.
    """
    version, chain, seal, body = row
    kinds = (type(version), type(chain), type(seal), type(body))
    if kinds == (int, bytes, str, bytes) and version >= 0:
        state_hash = seal.partition(":")[0]
        if seal == sealed(version, chain, state_hash, body):
            return version, chain, state_hash, body
    raise JournalError(f"journal {path}: the checkpoint at {version} was altered")


def compact(database: sqlite3.Connection, oldest: int) -> None:
    """Forget commits up to version `oldest`, as far as a checkpoint stands for them.

    The file keeps its size and what comes next takes the room: to give it back would cost every commit.
    """
    row = database.execute(
        "SELECT max(version) FROM checkpoints WHERE version <= ?", (max(oldest, 0),)
    ).fetchone()
    start = row[0]
    if start is None:
        return
    database.execute("DELETE FROM checkpoints WHERE version < ?", (start,))
    some = f"SELECT version FROM commits WHERE version <= ? LIMIT {ROWS_AT_ONCE}"
    statement = f"DELETE FROM commits WHERE version IN ({some})"
    while database.execute(statement, (start,)).rowcount > 0:
        pass


def empty_log(database: sqlite3.Connection) -> None:
    """Move the write-ahead log into the database; writers wait only when it has grown too long."""
    _, pages, _ = database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if pages > LONG_LOG_PAGES:
        database.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
