# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import os
import signal
import sqlite3

import pytest

from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.scene import SCENE
from sgw_ros.workspace.schema import Schema
from sgw_ros.workspace.workspace import Workspace

from .small import proposal, state, workspace_with


def test_a_journal_has_one_writer_and_any_number_of_readers(tmp_path):
    path = tmp_path / "w.db"
    first = workspace_with(state(1), journal=Journal(path))
    with pytest.raises(JournalError, match="another workspace writes to it"):
        Journal(path)
    Journal(path, read_only=True).close()
    assert first.propose_update(proposal(state(2))).version == 2
    first.close()
    second = Workspace(journal=Journal(path))
    assert second.head.version == 2
    second.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["w.db"]


def test_a_lock_ends_with_its_process(tmp_path):
    path = tmp_path / "w.db"
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        Journal(path)
        os.write(write_end, b".")
        signal.pause()
    assert os.read(read_end, 1) == b"."
    with pytest.raises(JournalError, match="another workspace"):
        Journal(path)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    Journal(path).close()
    os.close(read_end)
    os.close(write_end)


def test_a_journal_that_cannot_be_recovered_is_let_go_as_it_is(tmp_path):
    path = tmp_path / "w.db"
    workspace_with(state(1), journal=Journal(path)).close()
    with sqlite3.connect(path) as database:
        database.execute("UPDATE meta SET value = '{\"closed\": false}' WHERE key = 'session'")
    other = Schema("other", "1", SCENE.nodes, SCENE.edges)
    with pytest.raises(JournalError, match="no way leads"):
        Workspace(other, Journal(path))
    journal = Journal(path)
    assert journal.meta("session", {}) == {"closed": False}
    journal.close()


def test_a_database_of_something_else_is_not_written_to(tmp_path):
    path = tmp_path / "photos.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE photos (name)")
    content = path.read_bytes()
    with pytest.raises(JournalError, match="photos"):
        Journal(path)
    assert path.read_bytes() == content


def test_a_journal_that_was_only_begun_is_taken(tmp_path):
    with sqlite3.connect(tmp_path / "w.db") as database:
        database.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    workspace_with(state(1), journal=Journal(tmp_path / "w.db")).close()
