# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The launch file: the real graph on a tiny video, and inputs that cannot be used."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
from rosbags.highlevel import AnyReader

pytestmark = pytest.mark.ros
FILE = Path(__file__).parents[2] / "launch" / "pipeline.launch.py"
FRAMES = 12


def ros2():
    beside = Path(sys.executable).parent / "ros2"
    return str(beside) if beside.exists() else shutil.which("ros2")


@pytest.fixture
def run_launch(tmp_path):
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        distribution("sgw_ros")
    except PackageNotFoundError:
        pytest.skip("sgw_ros is not installed: pip install -e . or colcon build")
    if ros2() is None:
        pytest.skip("no ros2 command: source a ROS 2 or pip install ./embedded_ros")
    environment = {
        **os.environ,
        "ROS_DOMAIN_ID": str(os.getpid() % 17 + 215),
        "ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST",
        "ROS_HOME": str(tmp_path / "ros_home"),
    }

    def run(*arguments):
        return subprocess.run(
            [ros2(), "launch", str(FILE), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "tiny.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for i in range(FRAMES):
            picture = np.full((48, 64, 3), 60, np.uint8)
            picture[10:30, 4 * i : 4 * i + 10] = 220
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("mode", ["composed", pytest.param("distributed", marks=pytest.mark.slow)])
def test_one_risk_per_frame(run_launch, video, tmp_path, mode):
    out = tmp_path / "out"
    done = run_launch(f"input:={video}", f"out:={out}", f"mode:={mode}", "detector:=motion")
    assert done.returncode == 0, done.stdout + done.stderr
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
    done = run_launch(f"input:={video}", f"out:={out}", "rate:=0", "record_images:=false", "memory:=false")
    assert done.returncode == 0, done.stdout + done.stderr
    with AnyReader([out / "pipeline.mcap"]) as reader:
        topics = {c.topic for c in reader.connections}
    assert not topics & {"/sgw/masks", "/sgw/overlay/compressed", "/sgw/objects"}
    assert '"pictures":[]' in (out / "report.html").read_text()


def test_an_input_that_does_not_exist(run_launch, tmp_path):
    done = run_launch(f"input:={tmp_path / 'none.mp4'}", f"out:={tmp_path / 'out'}")
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert "none.mp4: no such file" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("argument", "told"),
    [
        ("rate:=-3", "'rate' must be at least 0"),
        ("record_image:=false", "unknown argument 'record_image'"),
        ("model:=none.onnx", "none.onnx does not exist"),
        ("detector:=best", "one of auto, motion, person, yolo"),
    ],
)
def test_arguments_that_nothing_can_be_done_with(run_launch, video, tmp_path, argument, told):
    done = run_launch(f"input:={video}", f"out:={tmp_path / 'out'}", argument)
    assert done.returncode != 0
    assert told in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert "process started" not in done.stdout + done.stderr
