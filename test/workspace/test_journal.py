# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import resource
import sqlite3
from contextlib import contextmanager

import pytest

from sgw_ros.core.graph import NodeUpdate
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.recovery import replay
from sgw_ros.workspace.scene import SCENE
from sgw_ros.workspace.workspace import Workspace

from .small import gone, identity, near, proposal, state, workspace_with


def filled(path, commits=5, **settings):
    workspace = workspace_with(journal=Journal(path, **settings))
    for number in range(commits):
        workspace.propose_update(
            proposal(state(number, x=number), state(number + 100), near(number, number + 100))
        )
    return workspace


@pytest.mark.parametrize("sync", ["commit", "interval", "off"])
def test_a_reopened_workspace_is_where_it_was(tmp_path, sync):
    before = filled(tmp_path / "w.db", sync=sync)
    before.propose_update(proposal(gone(1, stamp=5), identity(2, stamp=5)))
    before.close()
    after = Workspace(journal=Journal(tmp_path / "w.db", sync))
    assert after.epoch == before.epoch
    assert after.head.version == before.head.version == 6
    assert after.head.state_hash() == before.head.state_hash()
    assert after.propose_update(proposal(state(9, stamp=9))).version == 7
    assert after.snapshot(3).state_hash() == before.snapshot(3).state_hash()
    after.close()


def test_a_checkpoint_is_a_start_too_and_bounds_the_file(tmp_path):
    before = filled(tmp_path / "w.db", commits=20, keep_commits=0)
    before.checkpoint()
    before.propose_update(proposal(state(1, stamp=7)))
    before.close()
    journal = Journal(tmp_path / "w.db")
    assert [r.version for r in journal.records()] == [21]
    after = Workspace(journal=journal)
    assert after.head.state_hash() == before.head.state_hash()
    assert after.head.item("object/3", "state").version == 4
    after.close()


def test_the_file_stops_growing_once_commits_are_forgotten(tmp_path):
    path = tmp_path / "w.db"
    workspace = filled(path, keep_commits=50)
    sizes = []
    for stamp in range(2, 602):
        workspace.propose_update(proposal(*[state(n, stamp=stamp) for n in range(5)], stamp=stamp))
        if stamp % 50 == 0:
            workspace.checkpoint()
            with sqlite3.connect(path) as database:
                sizes.append(database.execute("PRAGMA page_count").fetchone()[0])
    workspace.close()
    assert sizes[-1] <= 1.2 * sizes[3]
    assert len(list(Journal(path, read_only=True).rows())) <= 100


def cut_in_its_last_commit(folder, sizes):
    """Recover from a log that ends at each of `sizes(first, last)` bytes of its last commit."""
    path, log = folder / "w.db", folder / "w.db-wal"
    workspace = filled(path, commits=3, sync="off")
    hashes = [workspace.head.state_hash()]
    start = log.stat().st_size
    workspace.propose_update(proposal(state(50)))
    hashes.append(workspace.head.state_hash())
    database, content = path.read_bytes(), log.read_bytes()
    workspace.close()
    for size in sizes(start, len(content)):
        # A journal as `kill -9` leaves it; opened as recovery opens it, without a flusher of its own.
        for name in ("cut.db", "cut.db-wal", "cut.db-shm"):
            (folder / name).unlink(missing_ok=True)
        (folder / "cut.db").write_bytes(database)
        (folder / "cut.db-wal").write_bytes(content[:size])
        *_, (snapshot, _, _) = replay(Journal(folder / "cut.db", read_only=True), SCENE)
        assert snapshot.version == 3 + (size == len(content)), size
        assert snapshot.state_hash() == hashes[snapshot.version - 3]


def test_a_journal_cut_in_its_last_commit_loses_at_most_that(tmp_path):
    cut_in_its_last_commit(tmp_path, lambda first, last: [*range(first, last, 301), last - 1, last])


@pytest.mark.slow
def test_a_journal_cut_at_every_byte_of_its_last_commit_loses_at_most_that(tmp_path):
    cut_in_its_last_commit(tmp_path, lambda first, last: range(first, last + 1))


def test_a_workspace_goes_on_with_a_cut_journal(tmp_path):
    path, log = tmp_path / "w.db", tmp_path / "w.db-wal"
    workspace = filled(path, commits=3, sync="off")
    (tmp_path / "cut.db").write_bytes(path.read_bytes())
    (tmp_path / "cut.db-wal").write_bytes(log.read_bytes()[:-1])
    workspace.close()
    recovered = Workspace(journal=Journal(tmp_path / "cut.db"))
    assert recovered.head.version == 2
    assert recovered.propose_update(proposal(state(60))).version == 3
    recovered.close()


def test_a_cut_database_is_a_named_error(tmp_path):
    path = tmp_path / "w.db"
    filled(path).close()
    content = path.read_bytes()
    for size in (1, 50, 100, 4096, len(content) // 2):
        (tmp_path / "cut.db").write_bytes(content[:size])
        with pytest.raises(JournalError, match="journal"):
            Workspace(journal=Journal(tmp_path / "cut.db"))


def test_altered_and_missing_commits_are_found(tmp_path):
    path = tmp_path / "w.db"
    filled(path).close()
    with sqlite3.connect(path) as database:
        [[body]] = database.execute("SELECT body FROM commits WHERE version = 3")
        altered = body.replace(b"object/102", b"object/103")
        assert altered != body
        database.execute("UPDATE commits SET body = ? WHERE version = 3", (altered,))
    with pytest.raises(JournalError, match="version 3 was altered"):
        Workspace(journal=Journal(path))
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM commits WHERE version = 2")
    with pytest.raises(JournalError, match="version 2 is missing"):
        list(replay(Journal(path), SCENE))


def test_a_full_disk_refuses_the_commit_and_the_workspace_lives(tmp_path):
    journal = Journal(tmp_path / "w.db")
    workspace = workspace_with(state(1), journal=journal)
    before = workspace.head
    pages = journal._database.execute("PRAGMA page_count").fetchone()[0]
    journal._database.execute(f"PRAGMA max_page_count = {pages}")
    result = workspace.propose_update(proposal(*[state(n) for n in range(2, 300)]))
    assert (result.status, workspace.head) == ("refused", before)
    assert "full" in result.message
    results = [workspace.propose_update(proposal(identity(n), expert="physics")) for n in (7, 8)]
    [told] = {result.message for result in results}
    assert "full" in told
    assert told.endswith("; what this rests on was not kept")
    journal._database.execute("PRAGMA max_page_count = 1000000")
    assert workspace.propose_update(proposal(state(2))).status == "committed"
    assert "has to come first" in workspace.propose_update(proposal(identity(7))).message
    workspace.close()
    assert Workspace(journal=Journal(tmp_path / "w.db")).head.version == 2


@contextmanager
def files_up_to(size):
    """No file may grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("sync", ["commit", "interval", "off"])
def test_a_file_that_cannot_grow_refuses_commits_until_it_can(tmp_path, sync):
    workspace = filled(tmp_path / "w.db", sync=sync)
    before = workspace.head
    with files_up_to(max(file.stat().st_size for file in tmp_path.iterdir())):
        for stamp in range(2, 12):
            result = workspace.propose_update(proposal(*[state(n, stamp=stamp) for n in range(300, 400)]))
            assert (result.status, workspace.head) == ("refused", before)
            assert "journal" in result.message
        with pytest.raises(JournalError, match="journal"):
            workspace.prune("count", 1)
        with pytest.raises(JournalError, match="journal"):
            workspace.checkpoint()
        assert workspace.head is before
    assert workspace.propose_update(proposal(state(7, stamp=20))).version == before.version + 1
    workspace.close()
    after = Workspace(journal=Journal(tmp_path / "w.db", sync))
    assert after.head.state_hash() == workspace.head.state_hash()
    after.close()


def test_a_journal_where_nothing_can_be_written_is_read_all_the_same(tmp_path):
    filled(tmp_path / "w.db").close()
    with files_up_to(0):
        assert len(list(replay(Journal(tmp_path / "w.db", read_only=True), SCENE))) == 6
        with pytest.raises(JournalError, match="journal"):
            Workspace(journal=Journal(tmp_path / "w.db"))
        (tmp_path / "w.db-shm").unlink(missing_ok=True)
    (tmp_path / "w.db-wal").write_bytes(b"commits that only a log holds")
    with files_up_to(0), pytest.raises(JournalError, match="journal"):
        Journal(tmp_path / "w.db", read_only=True)


@pytest.mark.parametrize("key", ["schema", "epoch", "session"])
@pytest.mark.parametrize("value", ["", "5", "[]", '["sgw.scene"]', '["sgw.scene", {}]', "{", b"\x00"])
def test_facts_about_a_journal_that_are_damaged_are_a_named_error(tmp_path, key, value):
    filled(tmp_path / "w.db").close()
    with sqlite3.connect(tmp_path / "w.db") as database:
        database.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
    with pytest.raises(JournalError, match=rf"'{key}' is damaged|no way leads"):
        Workspace(journal=Journal(tmp_path / "w.db"))


def test_a_journal_that_cannot_be_opened_is_a_named_error(tmp_path):
    with pytest.raises(JournalError, match="missing"):
        Journal(tmp_path / "missing" / "w.db")
    with pytest.raises(JournalError, match="may be written"):
        Journal("/proc/w.db")
    (tmp_path / "text.db").write_text("this is no database, whatever its name says" * 10)
    with pytest.raises(JournalError, match="not a database"):
        Journal(tmp_path / "text.db")
    with pytest.raises(JournalError, match="no such file"):
        Journal(tmp_path / "none.db", read_only=True)
    with pytest.raises(JournalError, match="sync"):
        Journal(tmp_path / "w.db", sync="sometimes")


def test_excluded_attributes_are_never_stored(tmp_path):
    path = tmp_path / "w.db"
    workspace = workspace_with(journal=Journal(path, exclude=["identity.class_name"]))
    secret = NodeUpdate("object/1", "identity", {"class_name": "Waldo", "class_confidence": 0.5}, 0.1, 1)
    workspace.propose_update(proposal(state(1), secret))
    workspace.checkpoint()
    workspace.close()
    assert not any(b"Waldo" in file.read_bytes() for file in tmp_path.iterdir())
    node = Workspace(journal=Journal(path)).head.nodes["object/1"]
    assert node.groups["identity"].update.attributes == {"class_confidence": 0.5}


def test_the_schema_says_what_is_sensitive(tmp_path):
    assert SCENE.sensitive == ("identity.embedding",)
    with pytest.raises(JournalError, match="exclude"):
        Journal(tmp_path / "w.db", exclude=["embedding"])


def test_an_unsafe_journal_after_a_reboot_starts_a_new_epoch(tmp_path):
    workspace = filled(tmp_path / "w.db", sync="off")
    workspace.close()
    journal = Journal(tmp_path / "w.db", sync="off")
    journal.set_meta("session", {"boot": "another", "sync": "off", "closed": False})
    recovered = Workspace(journal=journal)
    assert recovered.epoch != workspace.epoch
    assert recovered.head.state_hash() == workspace.head.state_hash()
    recovered.close()


def test_only_a_sound_journal_passes_the_check(tmp_path):
    workspace = filled(tmp_path / "w.db")
    workspace.checkpoint()
    workspace.propose_update(proposal(state(70)))
    workspace.close()
    assert len(list(replay(Journal(tmp_path / "w.db", read_only=True), SCENE, from_oldest=True))) == 7
    with sqlite3.connect(tmp_path / "w.db") as database:
        database.execute("UPDATE checkpoints SET state_hash = 'no'")
    with pytest.raises(JournalError, match="checkpoint at 5"):
        list(replay(Journal(tmp_path / "w.db"), SCENE, from_oldest=True))


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE checkpoints SET version = 3",
        "UPDATE checkpoints SET chain = x'00'",
        "UPDATE checkpoints SET chain = 'text'",
        "UPDATE checkpoints SET body = CAST(replace(body, '\"memory\"', '\"mallory\"') AS BLOB)",
        "DELETE FROM commits WHERE version > 3",
    ],
)
def test_a_checkpoint_that_is_not_as_it_was_written_fails_the_check(tmp_path, damage):
    workspace = filled(tmp_path / "w.db")
    workspace.checkpoint()
    workspace.close()
    with sqlite3.connect(tmp_path / "w.db") as database:
        database.execute(damage)
    with pytest.raises(JournalError, match="checkpoint"):
        list(replay(Journal(tmp_path / "w.db", read_only=True), SCENE, from_oldest=True))


def test_texts_that_are_none_are_a_fault_of_the_journal(tmp_path):
    filled(tmp_path / "w.db").close()
    with sqlite3.connect(tmp_path / "w.db") as database:
        database.execute("UPDATE meta SET value = CAST(x'ff22' AS TEXT) WHERE key = 'epoch'")
    with pytest.raises(JournalError):
        Journal(tmp_path / "w.db", read_only=True).meta("epoch", "")
