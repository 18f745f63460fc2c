# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import os
import random
import signal

import pytest

from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.workspace import Workspace

from .crash import commit_forever


def killed_at(path, sync, lines):
    """Fork a committing process, kill it after so many acknowledged commits; return those."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        try:
            commit_forever(path, sync, lambda v, h: os.write(write_end, f"{v} {h}\n".encode()))
        finally:
            os._exit(1)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        heard = [line for _, line in zip(range(lines), pipe, strict=False)]
        os.kill(child, signal.SIGKILL)
        heard += pipe.readlines()
    os.waitpid(child, 0)
    return [line.split() for line in heard if line.endswith("\n")]


def survives(path, sync, runs, seed):
    rng = random.Random(seed)
    lost = 0
    for _ in range(runs):
        acknowledged = killed_at(path, sync, rng.randint(1, 60))
        version, state_hash = int(acknowledged[-1][0]), acknowledged[-1][1]
        workspace = Workspace(journal=Journal(path, sync))
        # A commit may have reached the disk without its acknowledgement reaching us, never the reverse.
        lost += not version <= workspace.head.version <= version + 1
        lost += workspace.snapshot(version).state_hash() != state_hash
        workspace.close()
    return lost


@pytest.mark.parametrize("sync", ["commit", "interval", "off"])
def test_no_acknowledged_commit_is_lost_to_kill_9(tmp_path, sync):
    assert survives(tmp_path / "w.db", sync, runs=4, seed=1) == 0


@pytest.mark.slow
def test_no_acknowledged_commit_is_lost_in_200_kills(tmp_path):
    assert survives(tmp_path / "w.db", "commit", runs=200, seed=2) == 0
