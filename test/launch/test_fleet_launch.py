# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A fleet in one launch: every robot has its own pipeline, and one may die without the others."""

import json
import os
import signal

import pytest

from sgw_msgs.msg import FleetStatus
from sgw_ros.nodes.qos import LATCHED
from test.launch.conftest import FRAMES
from test.launch.test_live_topics import Driver

pytestmark = pytest.mark.ros
FLEET = {"file": "fleet.launch.py"}


def test_each_robot_plays_its_own_input(run_launch, video, tmp_path):
    out = tmp_path / "out"
    arguments = (f"input:={video},{video}", "robots:=2", "rate:=0.5", "detector:=motion")
    status, told = run_launch(f"out:={out}", *arguments, **FLEET)
    assert status == 0, told
    for robot in ("robot_0", "robot_1"):
        summary = json.loads((out / robot / "summary.json").read_text())
        assert (summary["frames"], summary["answered_once"]) == (FRAMES, FRAMES)
        topics = set(summary["messages"]) - {"/diagnostics"}
        assert all(topic.startswith(f"/{robot}/") for topic in topics)
        assert f"/{robot}/sgw/risk" in topics


def test_the_rest_go_on_when_a_robot_dies(start_launch, world, tmp_path):
    statuses = world.listen(FleetStatus, "/fleet/status", LATCHED)
    names = ("anna", "otto")
    drivers = [Driver(world, "raw", f"/{name}/camera") for name in names]
    arguments = ("robots:=anna,otto", "image:=/{robot}/camera/image_raw", "detector:=motion")
    launch = start_launch(f"out:={tmp_path}", *arguments, **FLEET)

    def shoot_until(silent):
        def silence():
            for driver in drivers:
                driver.shoot()
            world.executor.spin_once(timeout_sec=0.1)
            # The recorder tells of its first frames: before that, it has nothing to write.
            recorded = all(f"[{name}.sgw.recorder]: frame" in launch.text for name in names)
            told = {r.robot: r.silent for r in statuses[-1].robots} if statuses else {}
            return recorded and told == silent

        world.spin_until(silence, timeout_s=60.0)

    shoot_until({"anna": False, "otto": False})
    os.kill(launch.pid_of("component_container"), signal.SIGKILL)
    shoot_until({"anna": False, "otto": True})
    launch.until(f"wrote {tmp_path / 'otto' / 'pipeline.mcap'}")
    assert launch.running
    assert not (tmp_path / "anna" / "summary.json").exists()
    launch.interrupt()
    assert "Traceback" not in launch.text
    assert (tmp_path / "anna" / "summary.json").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("robots:=0",), "robots:=0 is neither a number of robots"),
        (("robots:=a,a",), "robots:=a,a is neither"),
        (("robots:=3", "input:=a.mp4,b.mp4"), "names 2 inputs for 3 robots"),
        (("robots:=2", "mode:=sync"), "mode:=sync means nothing with a fleet"),
        (("robots:=1", "namespace:=x"), "unknown argument 'namespace'"),
        (("robots:=1", "input:=none.mp4"), "none.mp4: no such file"),
    ],
)
def test_what_is_no_fleet(run_launch, tmp_path, arguments, expected):
    status, told = run_launch(f"out:={tmp_path}", *arguments, **FLEET)
    assert status == 1
    assert expected in told
    assert "Traceback" not in told
