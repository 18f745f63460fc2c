# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The journal: every commit in SQLite before it is acknowledged, and checkpoints to start from.

The database is in WAL mode. `sync` says what an acknowledged commit survives: `commit` flushes each
to the disk (power loss); `interval` and `off` hand each to the operating system (`kill -9`), the
first flushes every half second besides. `journal_file` says what the file holds.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from sgw_ros.workspace.archive import decode_record, encode_record, excluded
from sgw_ros.workspace.commit import CommitRecord
from sgw_ros.workspace.compaction import Checkpoint, compact, empty_log, unsealed, write_checkpoint
from sgw_ros.workspace.encoding import dump
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.graph import Snapshot
from sgw_ros.workspace.journal_file import BUSY_S, FORMAT, Sync, fault, open_to_read, open_to_write, size_of
from sgw_ros.workspace.journal_lock import JournalLock
from sgw_ros.workspace.journal_log import lost_commits

SYNC_INTERVAL_S = 0.5
DEFAULT_KEEP_COMMITS = 100_000
LONG_LOG_BYTES = 1 << 22
"""A log whose commits are flushed one by one is emptied only when it has grown to this."""
FIRST_CHAIN = b"\0" * 16

FACTS: dict[str, Any] = {"schema": [], "epoch": "", "session": {}}
"""What a journal knows of itself, each with a value of its kind."""
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged file raises; texts that are none are SQLite's own messages, too."""

_APPEND = "INSERT INTO commits VALUES (?, ?, ?)"


class Journal:
    """One journal file, or `:memory:`; used by one workspace under its write lock.

    `exclude` names attributes (`group.attribute`) that are never written, for what must not be stored.
    `keep_commits` bounds the file: older commits go once a checkpoint stands for them. `last_fault` is
    what went wrong last beside the commits, `refusal` why the last commit was not taken; empty if it was.
    `lost_commits` counts those that were damaged in the log when it was opened for writing.
    """

    def __init__(
        self,
        path: str | Path,
        sync: Sync = "interval",
        exclude: Iterable[str] = (),
        keep_commits: int = DEFAULT_KEEP_COMMITS,
        read_only: bool = False,
    ) -> None:
        if sync not in ("commit", "interval", "off"):
            raise JournalError(f"journal: sync is 'commit', 'interval' or 'off', not {sync!r}")
        self.path = str(path)
        self.sync: Sync = sync
        self.last_fault = self.refusal = ""
        self.layout = FORMAT
        self.lost_commits = 0
        self.exclude = excluded(exclude)
        self._keep_commits = keep_commits
        self._requested: Checkpoint | None = None
        self._chain = FIRST_CHAIN
        self._closed = threading.Event()
        self._lock: JournalLock | None = None
        try:
            if read_only:
                self._database = open_to_read(self.path)
            else:
                self.lost_commits = lost_commits(self.path)
                self._database, self.layout = open_to_write(self.path, sync)
                self._lock = self._take_lock()
        except (sqlite3.Error, OSError) as error:
            raise fault(self.path, error) from error
        self._appending = self._database.cursor()
        self._flusher: threading.Thread | None = None
        self._dirty = False
        if self._lock is not None:
            self._flusher = threading.Thread(target=self._flush, name="journal-flush", daemon=True)
            self._flusher.start()

    # ---- writing -----------------------------------------------------------------------------

    def append(self, record: CommitRecord) -> None:
        """Write one commit; returns when it is as safe as `sync` promises.

        Raises:
            JournalError: when it could not be written; then nothing of it is.
        """
        body = encode_record(record, self.exclude)
        chain = chained(self._chain, body)
        try:
            self._appending.execute(_APPEND, (record.version, chain, body))
        except sqlite3.Error as error:
            refusal = fault(self.path, error)
            self.refusal = str(refusal)
            raise refusal from error
        self.refusal = ""
        self._chain = chain
        self._dirty = True

    def checkpoint(self, snapshot: Snapshot) -> None:
        """Write the whole graph as of the last commit, so that recovery starts here, and compact.

        Raises:
            JournalError: when it could not be written.
        """
        try:
            write_checkpoint(self._database, Checkpoint(snapshot, self._chain), self.exclude)
            compact(self._database, snapshot.version - self._keep_commits)
        except sqlite3.Error as error:
            raise fault(self.path, error) from error

    def request_checkpoint(self, snapshot: Snapshot) -> None:
        """Have the last commit's graph written beside the commits to come."""
        self._requested = Checkpoint(snapshot, self._chain)

    def set_meta(self, key: str, value: Any) -> None:
        """Keep a fact about the journal as JSON."""
        self._execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, dump(value).decode()))

    def rewrite(self, change: Callable[[sqlite3.Connection], None]) -> None:
        """Bring every row to today's layout by `change`, in one transaction.

        Raises:
            JournalError: when it cannot be done; nothing was changed then.
        """
        self._execute("BEGIN IMMEDIATE", ())
        try:
            change(self._database)
            self._database.execute(f"PRAGMA user_version={FORMAT}")
            self._database.execute("COMMIT")
        except (JournalError, sqlite3.Error) as error:
            self._database.execute("ROLLBACK")
            raise fault(self.path, error) from error
        self.layout = FORMAT

    def restart_log(self) -> None:
        """Empty the log into the database, so that the commits lost in it are not found again.

        Raises:
            JournalError: when the database cannot be written.
        """
        self._execute("PRAGMA wal_checkpoint(TRUNCATE)", ())

    def close(self) -> None:
        """Flush and close; the journal cannot be used afterwards."""
        self._stop_flushing()
        if self._lock is not None:
            try:
                self.set_meta("session", {**self.meta("session", {}), "closed": True})
            except JournalError as error:
                self.last_fault = str(error)
        self.release()

    def release(self) -> None:
        """Let go of the file as it is: what could not be opened is not said to be closed well."""
        self._stop_flushing()
        self._database.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _take_lock(self) -> JournalLock | None:
        try:
            return None if self.path == ":memory:" else JournalLock(self.path)
        except (JournalError, OSError):
            self._database.close()
            raise

    def _stop_flushing(self) -> None:
        self._closed.set()
        if self._flusher is not None:
            self._flusher.join()

    # ---- reading -----------------------------------------------------------------------------

    def meta(self, key: str, default: Any) -> Any:
        """A fact about the journal, of the kind of its default.

        Raises:
            JournalError: when what stands there is of another kind.
        """
        rows = self._fetch("SELECT value FROM meta WHERE key = ?", (key,))
        try:
            value = json.loads(rows[0][0]) if rows else default
        except (ValueError, TypeError):
            value = None
        if type(value) is not type(default):
            raise JournalError(f"journal {self.path}: its '{key}' is damaged")
        return value

    def checkpoints(self, until: int | None = None) -> Iterator[tuple[int, bytes, str, bytes]]:
        """(version, chain, state hash, body) of the checkpoints, newest first, not after `until`."""
        limit = 2**62 if until is None else until
        sql = "SELECT * FROM checkpoints WHERE version <= ? ORDER BY version DESC"
        for row in self._each(sql, (limit,)):
            yield unsealed(row, self.path)

    def rows(self, after: int = 0, until: int | None = None) -> Iterator[tuple[int, bytes, bytes]]:
        """(version, chain, body) of the commits after one version, oldest first."""
        limit = 2**62 if until is None else until
        yield from self._each(
            "SELECT * FROM commits WHERE version > ? AND version <= ? ORDER BY version", (after, limit)
        )

    def records(self, after: int = 0, until: int | None = None) -> Iterator[CommitRecord]:
        """The commits after one version, oldest first."""
        for _, _, body in self.rows(after, until):
            yield decode_record(body)

    def has_commit(self, version: int) -> bool:
        """Whether the commit that made a version is kept."""
        return bool(self._fetch("SELECT 1 FROM commits WHERE version = ?", (version,)))

    def reach(self) -> tuple[int, int]:
        """The oldest and the newest version that can be read."""
        [(first, last)] = self._fetch("SELECT min(version), max(version) FROM commits", ())
        [(begun, saved)] = self._fetch("SELECT min(version), max(version) FROM checkpoints", ())
        return 0 if first == 1 else begun or 0, max(last or 0, saved or 0)

    def continue_chain(self, chain: bytes) -> None:
        """Take up the chain of the last commit that was recovered."""
        self._chain = chain

    # ---- the database ------------------------------------------------------------------------

    def _flush(self) -> None:
        """Move the write-ahead log into the database and write checkpoints, so that no commit pays for it."""
        database = sqlite3.connect(self.path, isolation_level=None, timeout=BUSY_S)
        database.execute(f"PRAGMA synchronous={'OFF' if self.sync == 'off' else 'NORMAL'}")
        closing = False
        while not closing:
            closing = self._closed.wait(SYNC_INTERVAL_S)
            requested, self._requested = self._requested, None
            try:
                if requested is not None:
                    write_checkpoint(database, requested, self.exclude)
                    compact(database, requested.snapshot.version - self._keep_commits)
                if self._dirty and (self.sync != "commit" or size_of(f"{self.path}-wal") > LONG_LOG_BYTES):
                    self._dirty = False
                    empty_log(database)
            except (sqlite3.Error, JournalError) as error:
                # The log itself holds every commit, so a checkpoint can wait for the next round; on a
                # full disk for the next ten thousand versions, because it costs much to try.
                if not self.refusal:
                    self._requested = self._requested or requested
                self._dirty = True
                self.last_fault = str(error)
        database.close()

    def _execute(self, sql: str, values: tuple[Any, ...]) -> None:
        try:
            self._database.execute(sql, values)
        except sqlite3.Error as error:
            raise fault(self.path, error) from error

    def _fetch(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        try:
            return self._database.execute(sql, values).fetchall()
        except UNREADABLE as error:
            raise fault(self.path, error) from error

    def _each(self, sql: str, values: tuple[Any, ...]) -> Iterator[Any]:
        try:
            yield from self._database.execute(sql, values)
        except UNREADABLE as error:
            raise fault(self.path, error) from error


def chained(chain: bytes, body: Any) -> bytes:
    """The chain after one more body; nothing where the file holds something else in its place."""
    return hashlib.blake2b(chain + body, digest_size=16).digest() if type(body) is bytes else b""
