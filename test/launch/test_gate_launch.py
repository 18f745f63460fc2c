# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The gate beside the graph: wheels turn while pictures are judged, and stop with the graph."""

import os
import signal
import time
from functools import partial

import pytest
import rclpy
from geometry_msgs.msg import Twist, Vector3

from sgw_ros.nodes.qos import RELIABLE
from test.launch.test_live_topics import Driver

pytestmark = pytest.mark.ros


@pytest.mark.parametrize("killed", ["component_container", "nobody"])
def test_wheels_turn_while_the_graph_judges_and_stop_with_it(start_launch, world, tmp_path, killed):
    wheels = world.listen(Twist, "/wheels", RELIABLE)
    camera = Driver(world, "raw")
    joystick = world.add(partial(rclpy.create_node, "joystick"))
    asked = joystick.create_publisher(Twist, "/joy_vel", 10)
    launch = start_launch(
        f"out:={tmp_path / 'out'}",
        "image:=/camera/color/image_raw",
        "gate:=true",
        "cmd_vel_in:=/joy_vel",
        "cmd_vel:=/wheels",
        "record:=false",
        "detector:=motion",
    )
    shooting = joystick.create_timer(0.1, lambda: camera.shoot(time.time_ns()))
    joystick.create_timer(0.05, lambda: asked.publish(Twist(linear=Vector3(x=0.2))))
    world.spin_until(lambda: wheels and wheels[-1].linear.x > 0.0, timeout_s=60.0)
    if killed == "nobody":
        shooting.cancel()  # the camera falls silent: no picture, no advice
    else:
        os.kill(launch.pid_of(killed), signal.SIGKILL)
    world.spin_until(lambda: wheels[-1].linear.x == 0.0, timeout_s=10.0)


def test_a_gate_that_would_hear_itself_is_refused(run_launch, tmp_path):
    status, told = run_launch(f"out:={tmp_path}", "gate:=true", "cmd_vel:=/same", "cmd_vel_in:=/same")
    assert status != 0
    assert "needs two topics" in told
