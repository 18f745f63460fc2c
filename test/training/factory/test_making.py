# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sgw_ros.core.errors import ConfigError, SgwError
from test.training.factory import fake
from training.episodes.errors import DatasetError
from training.episodes.stored import StoredEpisodes
from training.factory.engines import local, ray
from training.factory.making import make_set
from training.factory.progress import Progress

ROOT = Path(__file__).parents[3]


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_bytes_are_the_same_whatever_the_number_of_workers(tmp_path):
    one = make_set(fake.make, {}, 9, tmp_path / "one", local, 1)
    four = make_set(fake.make, {}, 9, tmp_path / "four", local, 4)
    assert contents(tmp_path / "one") == contents(tmp_path / "four")
    assert one["sha256"] == four["sha256"] == StoredEpisodes(tmp_path / "one").manifest.sha256
    assert (one["episodes"], one["frames"]) == (10, 40)  # the second half of the last pair is kept


def test_a_set_that_is_complete_is_left_as_it_is_and_can_grow(tmp_path):
    make_set(fake.make, {}, 4, tmp_path / "set", local, 1)
    before = contents(tmp_path / "set")
    assert make_set(fake.make, {}, 4, tmp_path / "set", local, 1)["episodes"] == 4
    assert contents(tmp_path / "set") == before
    make_set(fake.make, {}, 9, tmp_path / "set", local, 2)
    make_set(fake.make, {}, 9, tmp_path / "once", local, 1)
    assert contents(tmp_path / "set") == contents(tmp_path / "once")


@pytest.mark.parametrize(("workers", "how"), [(1, signal.SIGINT), (2, signal.SIGINT), (2, signal.SIGKILL)])
def test_an_interrupted_run_is_continued_to_the_same_bytes(tmp_path, workers, how):
    out = tmp_path / "set"
    run = subprocess.Popen(
        [sys.executable, "-m", "test.training.factory.fake", str(out), str(workers)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (out / "index.jsonl").exists() or (out / "index.jsonl").read_bytes().count(b"\n") < 3:
        assert time.monotonic() < deadline
        assert run.poll() is None
        time.sleep(0.02)
    os.kill(run.pid, how)
    assert run.wait(60) != 0
    found = StoredEpisodes(out)
    safe = len(found.entries)
    assert not found.manifest.complete
    assert 3 <= safe < 200
    make_set(fake.make, {}, safe + 5, out, local, 1)
    make_set(fake.make, {}, safe + 5, tmp_path / "once", local, 1)
    assert contents(out) == contents(tmp_path / "once")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_scenario_that_fails_keeps_what_was_finished(tmp_path, workers):
    with pytest.raises(SgwError, match="no tower stands"):
        make_set(fake.fail_at_four, {}, 9, tmp_path, local, workers)
    assert len(StoredEpisodes(tmp_path).entries) == 6
    assert make_set(fake.make, {}, 9, tmp_path, local, 1)["episodes"] == 10


def test_a_worker_that_is_killed_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"a worker was killed, .* fewer --workers"):
        make_set(fake.die_at_four, {}, 9, tmp_path, local, 2)
    assert make_set(fake.make, {}, 9, tmp_path, local, 1)["episodes"] == 10


def test_without_ray_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ConfigError, match="--engine ray needs Ray: pip install"):
        next(ray(fake.make, range(3), 1))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere():
    now = 100.0
    bar, lines = Terminal(), io.StringIO()
    shown = [Progress(out, 10, 2, lambda: now) for out in (bar, lines)]
    for done in range(3, 11):
        now += 4.0
        for progress in shown:
            progress.show(done)
    assert lines.getvalue().splitlines() == [
        "continuing after 2 of 10 episodes",
        "5/10 episodes, 0.25/s, 20 s left",
        "8/10 episodes, 0.25/s, 8 s left",
        "10/10 episodes, 0.25/s",
    ]
    last = bar.getvalue().split("\r\x1b[K")[-1]
    assert last == "█" * 30 + " 10/10 episodes, 0.25/s\n"
