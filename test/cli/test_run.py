# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sgw_ros.cli.main import main
from sgw_ros.pipeline import Pipeline

from ..ingest.test_bag import whole_recording
from ..inputs import write_bag, write_video

FILES = {"workspace.db", "report.html", "summary.json"}
CONTRACT = {
    "frames",
    "messages",
    "dropped",
    "stamp_to_risk_ms",
    "state_hash",
    "wall_s",
    "realtime_factor",
}


def last_json(capsys):
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


@pytest.fixture
def video(tmp_path):
    return str(write_video(tmp_path / "v.mp4", count=12))


@pytest.fixture
def bag(tmp_path):
    return str(write_bag(tmp_path / "bag", whole_recording(12)))


def test_run_leaves_journal_report_and_summary(tmp_path, video, capsys):
    assert main(["run", video, "--out", str(tmp_path / "out"), "--json"]) == 0
    summary = last_json(capsys)
    assert set(summary) >= CONTRACT
    assert summary["frames"] == summary["messages"]["/sgw/risk"] == 12
    assert set(summary["stamp_to_risk_ms"]) == {"p50", "p99"}
    assert {path.name for path in (tmp_path / "out").iterdir()} >= FILES
    assert json.loads((tmp_path / "out" / "summary.json").read_text()) == summary
    assert summary["faults"] == {}
    assert "data:image/jpeg" in (tmp_path / "out" / "report.html").read_text()


def test_without_json_a_few_words(tmp_path, video, capsys):
    assert main(["run", video, "--out", str(tmp_path / "out"), "--max-frames", "3"]) == 0
    text = capsys.readouterr().out
    assert "3 frames in" in text
    assert f"wrote {tmp_path / 'out' / 'report.html'}" in text


def test_no_picture_is_kept_where_none_may_be(tmp_path, video):
    assert main(["run", video, "--out", str(tmp_path / "out"), "--no-record-images"]) == 0
    for path in (tmp_path / "out").iterdir():
        content = path.read_bytes()
        assert b"\xff\xd8\xff" not in content
        assert b"/9j/" not in content  # a JPEG's first bytes in base64


def test_replay_gives_the_same_state_at_any_speed_and_thread_count(tmp_path, bag, capsys):
    hashes = set()
    for i, options in enumerate((["--threads", "1"], ["--threads", "3"], ["--rate", "20"])):
        assert main(["replay", bag, "--out", str(tmp_path / f"out{i}"), "--json", *options]) == 0
        hashes.add(last_json(capsys)["state_hash"])
    assert len(hashes) == 1


@pytest.mark.slow
def test_the_sample_gives_the_same_state_twenty_times(tmp_path):
    """At half and at full speed and unthrottled, with one to four threads, each in a process of its own."""
    sample = Path(__file__).parents[2] / "samples" / "rover.mcap"
    ways = [(rate, threads) for rate in ("0.5", "1") for threads in ("1", "4")]
    ways += [("0", threads) for _ in range(4) for threads in ("1", "2", "3", "4")]
    summaries = []
    for i, (rate, threads) in enumerate(ways):
        options = ["--out", str(tmp_path / str(i)), "--rate", rate, "--threads", threads]
        command = [sys.executable, "-m", "sgw_ros.cli.main", "replay", str(sample), *options, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        summaries.append(json.loads(done.stdout))
    assert len(summaries) == 20
    assert len({summary["state_hash"] for summary in summaries}) == 1
    assert len({json.dumps(summary["messages"]) for summary in summaries}) == 1


def test_without_recording_only_the_journal_is_left(tmp_path, video, capsys):
    out = tmp_path / "out"
    assert main(["run", video, "--out", str(out), "--no-record", "--json"]) == 0
    assert last_json(capsys)["frames"] == 12
    assert {path.name for path in out.iterdir()} == {"workspace.db"}


def test_topics_below_another_namespace(tmp_path, video, capsys):
    assert main(["run", video, "--out", str(tmp_path / "out"), "--namespace", "robot_7/sgw", "--json"]) == 0
    messages = last_json(capsys)["messages"]
    assert messages["/robot_7/sgw/risk"] == 12
    assert all(name.startswith(("/robot_7/sgw/", "/tf", "/diagnostics")) for name in messages)


def test_a_run_at_the_pace_of_its_stamps(tmp_path, video, capsys):
    assert main(["run", video, "--out", str(tmp_path / "out"), "--rate", "4", "--json"]) == 0
    assert last_json(capsys)["wall_s"] >= 11 / 10 / 4


def test_a_rate_below_zero(tmp_path, video, capsys):
    assert main(["run", video, "--out", str(tmp_path / "out"), "--rate", "-1"]) == 2
    assert "--rate takes 0 or more" in capsys.readouterr().err


def test_a_second_run_replaces_the_first(tmp_path, bag, capsys):
    hashes = []
    for _ in range(2):
        assert main(["replay", bag, "--out", str(tmp_path / "out"), "--json"]) == 0
        hashes.append(last_json(capsys)["state_hash"])
    assert hashes[0] == hashes[1]


def test_what_is_wrong_with_the_input_is_a_warning_and_counted(tmp_path, capsys):
    recording = list(whole_recording(8))
    recording[9] = recording[5]  # an image again whose stamp is the one before
    folder = write_bag(tmp_path / "bag", sorted(recording, key=lambda m: m[1]))
    assert main(["run", str(folder), "--out", str(tmp_path / "out"), "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["skipped"] == 1
    assert "sgw: warning: /cam/image_raw: stamps go backwards" in captured.err


def test_what_goes_wrong_inside_is_a_warning_once_and_counted(tmp_path, video, monkeypatch, capsys):
    monkeypatch.setattr(Pipeline, "_propose", lambda self, outcome: "flow: proposal refused: disk is full")
    assert main(["run", video, "--out", str(tmp_path / "out"), "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err.count("sgw: warning: flow: proposal refused: disk is full") == 1
    told = json.loads(captured.out)["per_node_told"]["flow"]
    assert told == {"noted": "60", "last fault": "proposal refused: disk is full"}


def test_an_interrupted_run_writes_what_there_is(tmp_path, video, monkeypatch, capsys):
    from sgw_ros.ingest.video import VideoSource

    whole = VideoSource.__iter__

    def interrupted(self):
        for frame in whole(self):
            if frame.sequence == 5:
                raise KeyboardInterrupt
            yield frame

    monkeypatch.setattr(VideoSource, "__iter__", interrupted)
    assert main(["run", video, "--out", str(tmp_path / "out"), "--json"]) == 1
    assert last_json(capsys)["frames"] == 5
    assert (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_process_asked_to_end_closes_its_files(tmp_path, bag, number):
    command = [sys.executable, "-m", "sgw_ros.cli.main", "replay", bag, "--rate", "0.2"]
    command += ["--out", str(tmp_path / "out")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    journal = tmp_path / "out" / "workspace.db"
    # No frame makes more than five commits, one per expert: with the sixth, one frame is complete.
    while not (journal.exists() and _commits(journal) > 5) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Traceback" not in told
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert 0 < summary["frames"] < 12


def _commits(journal):
    try:
        with sqlite3.connect(journal) as database:
            return database.execute("SELECT count(*) FROM commits").fetchone()[0]
    except sqlite3.Error:
        return 0


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["run", "VIDEO", "--model", "nowhere.onnx"], "nowhere.onnx"),
        (["run", "nowhere.mp4"], "nowhere.mp4: no such file"),
        (["run", "VIDEO", "--set", "flow.speed=3"], "flow: unknown parameter 'speed'"),
        (["run", "VIDEO", "--set", "nose.rate_hz=3"], "unknown expert 'nose'"),
        (["run", "VIDEO", "--set", "flow.rate_hz=-3"], "'rate_hz' must be at least 0.0 Hz"),
        (["run", "VIDEO", "--set", "ingest.image_topic=3"], "'image_topic' takes a str"),
        (["run", "VIDEO", "--detector", "nose"], "'detector' takes one of"),
        (["run", "VIDEO", "--out", "VIDEO"], "--out"),
        (["replay", "VIDEO"], "not a bag; 'sgw run' takes videos"),
        (["replay", "BAG", "--rate", "-1"], "--rate takes 0 or more"),
        (["recover", "nowhere.mcap"], "nowhere.mcap: no such file; name an mcap file"),
    ],
)
def test_what_cannot_be_used_is_one_line_and_status_2(tmp_path, video, bag, capsys, arguments, text):
    given = [{"VIDEO": video, "BAG": bag}.get(argument, argument) for argument in arguments]
    if "--out" not in given and "recover" not in given:
        given += ["--out", str(tmp_path / "out")]
    assert main(given) == 2
    [line] = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("sgw: error: ")
    assert text in line


def test_version_names_what_is_installed(capsys):
    assert main(["version", "--json"]) == 0
    assert {"sgw_ros", "python", "numpy"} <= set(last_json(capsys))


def test_unknown_subcommands_are_refused_with_status_2(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["fly"])
    assert caught.value.code == 2
