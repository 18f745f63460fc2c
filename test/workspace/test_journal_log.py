# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import sqlite3
from contextlib import closing

import pytest

from sgw_ros.cli.main import main
from sgw_ros.core.graph import NodeUpdate
from sgw_ros.workspace.errors import JournalError
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.journal_log import lost_commits
from sgw_ros.workspace.mirror import Mirror, keyframe_of
from sgw_ros.workspace.recovery import replay
from sgw_ros.workspace.scene import SCENE
from sgw_ros.workspace.workspace import Workspace

from .small import proposal, state, workspace_with

PAGE = 4096
FRAME = PAGE + 24


def as_killed(folder, commits=9):
    """(epoch, path) of a journal as `kill -9` leaves it, all of its commits in the log."""
    path = folder / "w.db"
    workspace = workspace_with(journal=Journal(path, "off"))
    for number in range(commits):
        assert workspace.propose_update(proposal(state(number))).version == number + 1
    files = {suffix: (folder / f"w.db{suffix}").read_bytes() for suffix in ("", "-wal")}
    epoch = workspace.epoch
    workspace.close()
    for suffix, content in files.items():
        (folder / f"killed.db{suffix}").write_bytes(content)
    return epoch, folder / "killed.db"


def flip(path, place):
    log = path.with_name(f"{path.name}-wal")
    content = bytearray(log.read_bytes())
    content[place if place >= 0 else len(content) + place] ^= 1
    log.write_bytes(bytes(content))


def test_a_log_that_a_kill_left_has_lost_nothing(tmp_path):
    epoch, path = as_killed(tmp_path)
    assert lost_commits(str(path)) == 0
    assert main(["workspace", "check", str(path)]) == 0
    again = Workspace(journal=Journal(path))
    assert (again.epoch, again.head.version, again.faults) == (epoch, 9, {})
    again.close()


# Within the header; within the first page; at the salt and in the page of the last commit.
@pytest.mark.parametrize("place", [9, 32 + 100, -FRAME + 9, -1])
def test_a_damaged_log_is_found_and_begins_a_new_epoch(tmp_path, place):
    epoch, path = as_killed(tmp_path)
    flip(path, place)
    assert lost_commits(str(path)) > 0
    with pytest.raises(JournalError, match="damaged"):
        list(replay(Journal(path, read_only=True), SCENE, from_oldest=True))
    again = Workspace(journal=Journal(path))
    assert again.epoch != epoch
    assert "damaged" in again.faults["journal"]
    again.close()


def test_what_goes_on_after_lost_commits_is_a_new_epoch_that_says_so(tmp_path, capsys):
    epoch, path = as_killed(tmp_path)
    flip(path, -PAGE)
    assert main(["workspace", "check", str(path)]) == 1
    assert "1 commit after version 8 is damaged" in capsys.readouterr().err
    again = Workspace(journal=Journal(path, "off"))
    assert again.head.version == 8
    assert again.epoch != epoch
    assert "damaged" in again.faults["journal"]
    assert lost_commits(str(path)) == 0
    assert again.propose_update(proposal(state(77))).version == 9
    again.close()
    assert main(["workspace", "check", str(path)]) == 0


def test_a_log_cut_anywhere_is_as_a_kill_leaves_it(tmp_path):
    _, path = as_killed(tmp_path, commits=2)
    log = path.with_name("killed.db-wal")
    content = log.read_bytes()
    for size in [*range(0, len(content), 307), len(content)]:
        log.write_bytes(content[:size])
        assert lost_commits(str(path)) == 0, size


def test_frames_of_an_earlier_use_of_the_log_are_not_missed(tmp_path):
    path, log = tmp_path / "w.db", tmp_path / "w.db-wal"
    workspace = workspace_with(journal=Journal(path, "commit"))
    for number in range(9):
        workspace.propose_update(proposal(state(number)))
    size = log.stat().st_size
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(RESTART)")
    before = log.read_bytes()
    workspace.propose_update(proposal(state(10)))
    assert log.stat().st_size == size
    assert log.read_bytes()[:32] != before[:32]
    assert lost_commits(str(path)) == 0
    workspace.close()


def test_what_was_never_stored_is_another_graph_and_so_another_epoch(tmp_path):
    def opened():
        return Workspace(journal=Journal(tmp_path / "w.db", exclude=SCENE.sensitive))

    first = opened()
    face = NodeUpdate("object/1", "identity", {"embedding": (1.0, 2.0)}, 0.1, 1)
    assert first.propose_update(proposal(state(1), face)).status == "committed"
    mirror = Mirror()
    mirror.apply_keyframe(keyframe_of(first.head))
    first.close()
    again = opened()
    assert again.epoch != first.epoch
    assert mirror.apply_keyframe(keyframe_of(again.head))
    again.propose_update(proposal(state(2)))
    assert mirror.apply_delta(again.epoch, again.records()[-1])
    assert mirror.head.state_hash() == again.head.state_hash()
    again.close()
