# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The launch file: the real graph on a tiny video, and inputs that cannot be used."""

import json
import sqlite3

import pytest
from rosbags.highlevel import AnyReader

from sgw_ros.experts.registry import EXPERTS
from sgw_ros.nodes.pictures import SCENE_TOPICS
from test.launch.conftest import FRAMES

pytestmark = pytest.mark.ros


@pytest.mark.parametrize("mode", ["composed", pytest.param("distributed", marks=pytest.mark.slow)])
def test_one_risk_per_frame(run_launch, video, tmp_path, mode):
    out = tmp_path / "out"
    status, told = run_launch(f"input:={video}", f"out:={out}", f"mode:={mode}", "detector:=motion")
    assert status == 0, told
    summary = json.loads((out / "summary.json").read_text())
    assert summary["frames"] == summary["answered_once"] == FRAMES
    assert summary["dropped"] == 0
    assert summary["state_hash"]
    assert summary["stamp_to_risk_ms"]["p50"] > 0
    assert "</html>" in (out / "report.html").read_text()
    with AnyReader([out / "pipeline.mcap"]) as reader:
        counts = {c.topic: c.msgcount for c in reader.connections}
    assert counts["/sgw/risk"] == counts["/sgw/action"] == FRAMES
    assert counts["/sgw/overlay/compressed"] > 0


def test_without_pictures(run_launch, video, tmp_path):
    out = tmp_path / "out"
    status, told = run_launch(
        f"input:={video}", f"out:={out}", "rate:=0", "record_images:=false", "memory:=false"
    )
    assert status == 0, told
    with AnyReader([out / "pipeline.mcap"]) as reader:
        topics = {c.topic for c in reader.connections}
    assert not topics & {f"/sgw/{name}" for name in (*SCENE_TOPICS, "objects")}
    assert '"pictures":[]' in (out / "report.html").read_text()


@pytest.mark.parametrize("mode", ["composed", "sync"])
def test_ctrl_c_leaves_everything_whole(start_launch, video, tmp_path, mode):
    out = tmp_path / "out"
    launch = start_launch(f"input:={video}", f"out:={out}", f"mode:={mode}", "rate:=0.1")
    launch.until({"composed": r"frame [3-9] of", "sync": r" [3-9]/12 frames"}[mode])
    status = launch.ctrl_c()
    assert "Traceback" not in launch.text
    assert status == 0, launch.text
    summary = json.loads((out / "summary.json").read_text())
    assert 0 < summary["frames"] < FRAMES
    with AnyReader([out / "pipeline.mcap"]) as reader:
        assert sum(c.msgcount for c in reader.connections if c.topic == "/sgw/risk") > 0
    with sqlite3.connect(out / "workspace.db") as journal:
        assert journal.execute("pragma integrity_check").fetchone() == ("ok",)


def test_ctrl_c_before_the_first_frame_recorded_nothing(start_launch, tmp_path):
    launch = start_launch(f"out:={tmp_path / 'out'}")
    launch.until("waiting for the first frame")
    status = launch.ctrl_c()
    assert status == 0, launch.text
    assert "nothing was recorded: the end came before the first frame" in launch.text
    assert "wrote" not in launch.text


def test_a_file_s_node_that_there_is_not_is_told(run_launch, video, tmp_path):
    config = tmp_path / "mine.yaml"
    config.write_text("/**/visuall:\n  ros__parameters:\n    timeout_s: 0.5\n")
    status, told = run_launch(f"input:={video}", f"config:={config}", "detector:=yolo")
    assert status == 1
    assert "section '/**/visuall' means no node of this graph" in told
    assert "visual: detector 'yolo' needs a model" in told
    assert "process started" not in told


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("none.mp4", "none.mp4: no such file"),
        ("text.mp4", "text.mp4: not a readable video"),
        ("97", "camera 97: cannot be opened"),
    ],
)
def test_an_input_that_cannot_be_used_is_told_in_one_line(
    run_launch, tmp_path, monkeypatch, source, expected
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.mp4").write_text("hello")
    status, told = run_launch(f"input:={source}", f"out:={tmp_path / 'out'}")
    assert status == 1
    [line] = [line for line in told.splitlines() if "[INFO]" not in line]
    assert expected in line


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("rate:=-3", "'rate' must be at least 0"),
        ("record_image:=false", "unknown argument 'record_image'"),
        ("model:=none.onnx", "none.onnx does not exist"),
        ("detector:=best", "one of auto, motion, person, yolo"),
        ("image:=/camera/image", "is a video without topics"),
        ("transport:=compressed", "transport is for live topics"),
    ],
)
def test_arguments_that_nothing_can_be_done_with(run_launch, video, tmp_path, argument, expected):
    status, told = run_launch(f"input:={video}", f"out:={tmp_path / 'out'}", argument)
    assert status == 1
    assert expected in told
    assert "Traceback" not in told
    assert "process started" not in told


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("mode:=sync",), "mode:=sync needs an input"),
        (("mode:=distributed", "executor_threads:=2"), "executor_threads:=2 means nothing with"),
        (("executor_threads:=-3",), "'executor_threads' must be at least 1, not -3"),
        (("mode:=sync", "respawn:=true"), "respawn:=true means nothing with mode:=sync"),
        (("mode:=sync", "use_sim_time:=true"), "use_sim_time:=true means nothing with mode:=sync"),
        (("image:=my camera",), "image:=my camera is no name of a topic"),
        (("image:=/cam/image/compressed",), "give image:=/cam/image transport:=compressed"),
    ],
)
def test_arguments_that_do_not_go_together(run_launch, tmp_path, arguments, expected):
    status, told = run_launch(f"out:={tmp_path / 'out'}", *arguments)
    assert status == 1
    assert expected in told
    assert "Traceback" not in told


def test_the_loop_takes_the_same_arguments(run_launch, video, tmp_path):
    config = tmp_path / "mine.yaml"
    config.write_text(
        "/**/visual:\n  ros__parameters:\n    detector: motion\n"
        "/robot_7/sgw/flow:\n  ros__parameters:\n    rate_hz: 5.0\n"
        "/**/supervisor:\n  ros__parameters:\n    throttle: false\n"
    )
    out = tmp_path / "out"
    arguments = (f"input:={video}", f"out:={out}", f"config:={config}", "namespace:=robot_7/sgw", "rate:=4")
    status, told = run_launch("mode:=sync", *arguments, "memory:=false")
    assert status == 0, told
    summary = json.loads((out / "summary.json").read_text())
    assert summary["messages"]["/robot_7/sgw/risk"] == FRAMES
    assert summary["per_node_runs"] == {
        "flow": FRAMES / 2,
        "visual": FRAMES,
        "memory": 0,
        "physics": FRAMES,
        "risk": FRAMES,
    }
    assert summary["wall_s"] >= (FRAMES - 1) / 10 / 4


@pytest.mark.parametrize("mode", ["composed", "sync"])
def test_a_run_that_is_not_recorded_ends_too(run_launch, video, tmp_path, mode):
    out = tmp_path / "out"
    status, told = run_launch(f"input:={video}", f"out:={out}", f"mode:={mode}", "record:=false")
    assert status == 0, told
    assert {path.name.split("-")[0] for path in out.iterdir()} == {"workspace.db"}


@pytest.mark.parametrize("off", [("risk",), EXPERTS])
def test_without_risk_the_last_expert_sets_the_pace(run_launch, video, tmp_path, off):
    out = tmp_path / "out"
    switches = [f"{name}:=false" for name in off]
    status, told = run_launch(f"input:={video}", f"out:={out}", "rate:=0", *switches)
    assert status == 0, told
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["frames"], summary["dropped"], summary["answered_once"]) == (FRAMES, 0, FRAMES)
