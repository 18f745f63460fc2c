# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the journal does beside the commits: checkpoints that nobody waits for, and forgetting."""

import sqlite3
import threading

import pytest

from sgw_ros.workspace import compaction
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.recovery import replay
from sgw_ros.workspace.scene import SCENE

from .small import proposal, state, workspace_with

DEADLINE_S = 20.0


@pytest.fixture
def compacted(monkeypatch):
    """Set once the flusher has compacted; a checkpoint is wanted every 10 versions."""
    event = threading.Event()

    def compact(*args):
        compaction.compact(*args)
        event.set()

    monkeypatch.setattr("sgw_ros.workspace.workspace.CHECKPOINT_EVERY", 10)
    monkeypatch.setattr("sgw_ros.workspace.journal.compact", compact)
    return event


def commit(workspace, count):
    for number in range(count):
        workspace.propose_update(proposal(state(number)))


def found_in(path):
    """Versions of the checkpoints and of the commits."""
    journal = Journal(path, read_only=True)
    *_, (last, _, _) = replay(journal, SCENE, from_oldest=True)
    found = [row[0] for row in journal.checkpoints()], [row[0] for row in journal.rows()], last.version
    journal.close()
    return found


def test_a_checkpoint_is_written_beside_the_commits_and_stands_for_what_is_forgotten(tmp_path, compacted):
    workspace = workspace_with(journal=Journal(tmp_path / "w.db", keep_commits=0))
    commit(workspace, 12)
    assert compacted.wait(DEADLINE_S)
    workspace.close()
    assert found_in(tmp_path / "w.db") == ([10], [11, 12], 12)


def test_a_checkpoint_that_could_not_be_written_is_written_later(tmp_path, compacted, monkeypatch):
    tried = []

    def write(database, checkpoint, exclude):
        tried.append(checkpoint)
        if len(tried) == 1:
            raise sqlite3.OperationalError("database is locked")
        compaction.write_checkpoint(database, checkpoint, exclude)

    monkeypatch.setattr("sgw_ros.workspace.journal.write_checkpoint", write)
    workspace = workspace_with(journal=Journal(tmp_path / "w.db"))
    commit(workspace, 12)
    assert compacted.wait(DEADLINE_S)
    assert "locked" in workspace.faults["journal"]
    workspace.close()
    assert found_in(tmp_path / "w.db") == ([10], list(range(1, 13)), 12)
