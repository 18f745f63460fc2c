# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Processes killed with SIGKILL: the rest go on, it is told, and the launch restarts them when asked to."""

import os
import signal

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rosbags.highlevel import AnyReader

from sgw_msgs.msg import RiskAssessment
from sgw_ros.nodes.convert.values import stamp_of
from sgw_ros.nodes.qos import RELIABLE
from test.launch.test_live_topics import Driver

pytestmark = pytest.mark.ros
TOPICS = ("image:=/camera/color/image_raw", "detector:=motion")


class Watch:
    """Drives the camera and sees what comes out."""

    def __init__(self, world):
        self._world, self._driver = world, Driver(world, "raw")
        self.risks = world.listen(RiskAssessment, "/sgw/risk", RELIABLE)
        self._reports = world.listen(DiagnosticArray, "/diagnostics", RELIABLE)

    def level(self, name):
        """The last one told of a node."""
        levels = [
            status.level for message in self._reports for status in message.status if status.name == name
        ]
        return levels[-1] if levels else None

    def shoot_until(self, condition, timeout_s=60.0):
        def shot():
            self._driver.shoot()
            self._world.executor.spin_once(timeout_sec=0.1)
            return condition()

        self._world.spin_until(shot, timeout_s=timeout_s)

    def judged(self, more):
        """Wait for frames taken from now on to be judged."""
        newest = max((stamp_of(risk) for risk in self.risks), default=0)
        self.shoot_until(lambda: len({stamp_of(r) for r in self.risks if stamp_of(r) > newest}) >= more)


@pytest.fixture
def watch(world):
    return Watch(world)


@pytest.mark.parametrize("respawn", ["true", pytest.param("false", marks=pytest.mark.slow)])
def test_an_expert_of_its_own_process(start_launch, watch, tmp_path, respawn):
    launch = start_launch(f"out:={tmp_path}", "mode:=distributed", f"respawn:={respawn}", *TOPICS)
    watch.judged(5)
    watch.shoot_until(lambda: watch.level("/sgw/flow") == DiagnosticStatus.OK)
    first = launch.pid_of("flow_expert")
    os.kill(first, signal.SIGKILL)
    watch.judged(5)
    if respawn == "false":
        watch.shoot_until(lambda: watch.level("/sgw/flow") == DiagnosticStatus.ERROR)
        watch.judged(5)
        assert "flow" in watch.risks[-1].stale_inputs
    else:
        watch.shoot_until(lambda: launch.pid_of("flow_expert") != first)
        watch.shoot_until(lambda: "flow" not in watch.risks[-1].stale_inputs)
        watch.shoot_until(lambda: watch.level("/sgw/flow") == DiagnosticStatus.OK)
    assert launch.running
    launch.interrupt()


def test_a_whole_container_comes_back_loaded(start_launch, watch, tmp_path):
    launch = start_launch(f"out:={tmp_path}", "respawn:=true", *TOPICS)
    watch.judged(5)
    watch.shoot_until(lambda: watch.level("/sgw/flow") is not None)
    first = launch.pid_of("component_container")
    os.kill(first, signal.SIGKILL)
    watch.judged(5)
    assert launch.pid_of("component_container") != first
    launch.interrupt()
    assert "Traceback" not in launch.text
    assert not (tmp_path / "components.json").exists()
    with AnyReader([tmp_path / "pipeline.mcap"]) as reader:
        assert {c.topic for c in reader.connections} >= {
            "/sgw/risk",
            "/sgw/objects",
            "/sgw/overlay/compressed",
        }


def test_a_container_that_is_not_restarted_fails_the_launch_and_the_bag_is_whole(
    start_launch, watch, tmp_path
):
    launch = start_launch(f"out:={tmp_path}", *TOPICS)
    watch.judged(5)
    os.kill(launch.pid_of("component_container"), signal.SIGKILL)
    assert launch.wait(30.0) == 1
    assert "Traceback" not in launch.text
    with AnyReader([tmp_path / "pipeline.mcap"]) as reader:
        assert any(c.topic == "/sgw/risk" and c.msgcount >= 5 for c in reader.connections)
