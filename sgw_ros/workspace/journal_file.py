# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The journal as a file: its tables and layout, how it is opened, and what its faults mean.

meta         key, value: schema, epoch, session
commits      version, chain, body: one row per commit; `chain` is a digest over all bodies so far
checkpoints  version, chain, state_hash, body: the whole graph, to replay from
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Literal

from sgw_ros.workspace.errors import JournalError, NoJournalError
from sgw_ros.workspace.journal_log import lost_commits

Sync = Literal["commit", "interval", "off"]
BUSY_S = 5.0
"""How long to wait for another connection's write."""
SMALLEST = 100
"""Bytes of a database's header: SQLite takes some shorter files for new ones."""
FORMAT = 3
"""Layout of the tables and bodies; `PRAGMA user_version` holds it."""

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commits (version INTEGER PRIMARY KEY, chain BLOB NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS checkpoints (
    version INTEGER PRIMARY KEY, chain BLOB NOT NULL, state_hash TEXT NOT NULL, body BLOB NOT NULL);
"""
NO_DATABASE = "not a database"
_ADVICE = {
    "full": "free some space on its disk",
    "readonly": "name a file that may be written",
    "unable to open": "name a file in a folder that exists and may be written",
    NO_DATABASE: "name the workspace.db of a run",
    "locked": "another workspace writes to it; give each its own journal",
}


def fault(path: str, error: Exception) -> JournalError:
    """What went wrong with a journal, and what to do about it."""
    text = str(error)
    advice = next((f"; {advice}" for sign, advice in _ADVICE.items() if sign in text), "")
    kind = NoJournalError if NO_DATABASE in text else JournalError
    return kind(f"journal {path}: {text}{advice}")


def open_to_write(path: str, sync: Sync) -> tuple[sqlite3.Connection, int]:
    """Open or make a journal in WAL mode; also the layout that was found.

    Raises:
        JournalError: for a file that is cut, of a layout of the future or a database of something else.
        sqlite3.Error: when it cannot be opened, or is no database.
    """
    size = size_of(path)
    if 0 < size < SMALLEST:
        raise JournalError(f"journal {path} was cut to {size} bytes; restore it or remove it")
    database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_S)
    found = _layout(database)
    if not 0 <= found <= FORMAT:
        raise JournalError(f"journal {path} has layout {found}; this SGW knows up to {FORMAT}")
    if not found:
        _check_ours(path, database)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute(f"PRAGMA synchronous={'FULL' if sync == 'commit' else 'NORMAL'}")
    database.execute("PRAGMA wal_autocheckpoint=0")
    if not found:
        database.executescript(_TABLES)
        database.execute(f"PRAGMA user_version={FORMAT}")
    return database, found or FORMAT


def open_to_read(path: str) -> sqlite3.Connection:
    """Open a journal that nobody may change, on a read-only medium too.

    Raises:
        JournalError: for a file that is no journal of today's layout.
        sqlite3.Error: when it cannot be opened.
    """
    if not Path(path).is_file():
        raise JournalError(f"journal {path}: no such file")
    uri = Path(path).absolute().as_uri()
    database = sqlite3.connect(f"{uri}?mode=ro", uri=True, check_same_thread=False)
    try:
        found = _layout(database)
    except sqlite3.OperationalError:
        # Nobody can write beside it. Where no log is left, the file itself holds everything.
        if size_of(f"{path}-wal"):
            raise
        database = sqlite3.connect(f"{uri}?immutable=1", uri=True, check_same_thread=False)
        found = _layout(database)
    if not found and lost_commits(path):
        raise JournalError(f"journal {path}: its log is damaged, and without it nothing is there; restore it")
    if found != FORMAT:
        old = "; a workspace that opens it brings it up to date" if 0 < found < FORMAT else ""
        raise NoJournalError(f"journal {path} is no journal of this SGW (layout {found}, not {FORMAT}){old}")
    return database


def size_of(path: str) -> int:
    """Bytes of a file, 0 where there is none."""
    return Path(path).stat().st_size if Path(path).exists() else 0


def _check_ours(path: str, database: sqlite3.Connection) -> None:
    """A journal that was just begun may have tables and no layout yet; what holds others is none."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if strange := sorted(tables - {"meta", "commits", "checkpoints"}):
        raise NoJournalError(
            f"journal {path} is a database of something else (its tables: {', '.join(strange[:5])}); "
            "name a new file, or the workspace.db of a run"
        )


def _layout(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
