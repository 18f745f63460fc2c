# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The brake holds in a graph that is killed, starved or shut down."""

import os
import signal
import subprocess
import sys

import pytest
import rclpy
from composition_interfaces.srv import LoadNode
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from geometry_msgs.msg import Twist, TwistStamped, Vector3
from rclpy.parameter import Parameter

from sgw_ros.core.types import Action
from sgw_ros.nodes.gate_node import GateNode
from sgw_ros.nodes.qos import RELIABLE, SHOWN
from test.nodes.risk_source import RiskSource

pytestmark = pytest.mark.ros

CONTAINER = "from sgw_ros.nodes.container.main import main; raise SystemExit(main())"
GATE = "from sgw_ros.nodes.main import gate; raise SystemExit(gate())"


class Driver:
    """Asks for half a metre per second, and remembers what goes to the wheels."""

    def __init__(self, world, stamped=False):
        self.node = rclpy.create_node("driver", context=world.context)
        world.nodes.append(self.node)
        world.executor.add_node(self.node)
        self.stamped = stamped
        kind = TwistStamped if stamped else Twist
        self.out = []
        self.node.create_subscription(kind, "cmd_vel", self.out.append, RELIABLE)
        self.publisher = self.node.create_publisher(kind, "cmd_vel_in", 10)
        self.node.create_timer(0.05, self.ask)

    def ask(self, x=0.5):
        twist = Twist(linear=Vector3(x=x))
        if self.stamped:
            stamped = TwistStamped(twist=twist)
            stamped.header.stamp = self.node.get_clock().now().to_msg()
            stamped.header.frame_id = "base_footprint"
            twist = stamped
        self.publisher.publish(twist)

    def speed(self):
        """The last speed that went out, None before any did."""
        if not self.out:
            return None
        return (self.out[-1].twist if self.stamped else self.out[-1]).linear.x


def add_source(world, action=Action.CONTINUE):
    node = rclpy.create_node("risk_source", context=world.context)
    world.nodes.append(node)
    world.executor.add_node(node)
    source = RiskSource(node, action)
    source.timer = node.create_timer(0.05, source.publish)
    return source


def test_the_advice_decides_what_reaches_the_wheels(world):
    gate, source, driver = world.up(GateNode), add_source(world), Driver(world)
    world.spin_until(lambda: driver.speed() == 0.5)
    source.action = Action.SLOW
    world.spin_until(lambda: driver.speed() == pytest.approx(0.3))
    source.action = Action.STOP
    world.spin_until(lambda: driver.speed() == 0.0)
    assert gate.counters()["reason"] == "stopped: advice: stop"


def test_stamped_commands_keep_their_frame(world):
    world.up(GateNode, stamped=True)
    add_source(world)
    driver = Driver(world, stamped=True)
    world.spin_until(lambda: driver.speed() == 0.5)
    assert driver.out[-1].header.frame_id == "base_footprint"
    assert driver.out[-1].header.stamp.sec > 0


def test_without_a_word_from_the_graph_it_stands_and_says_why(world):
    world.up(GateNode)
    driver = Driver(world)
    told = world.listen(DiagnosticArray, "/diagnostics", SHOWN)
    world.spin_until(lambda: driver.speed() == 0.0)
    world.spin_until(lambda: told)
    status = told[0].status[0]
    assert status.level == DiagnosticStatus.WARN
    assert "supervisor" in status.message
    assert all(message.linear.x == 0.0 for message in driver.out)


def test_a_supervisor_that_is_not_active_is_as_good_as_gone(world):
    world.up(GateNode)
    add_source(world)
    driver = Driver(world)
    world.spin_until(lambda: driver.speed() == 0.5)
    wrong = DiagnosticStatus(level=DiagnosticStatus.ERROR, name="/supervisor", message="inactive: lost")
    publisher = driver.node.create_publisher(DiagnosticArray, "/diagnostics", SHOWN)
    driver.node.create_timer(0.001, lambda: publisher.publish(DiagnosticArray(status=[wrong])))
    world.spin_until(lambda: driver.speed() == 0.0)


@pytest.mark.parametrize("end", ["trigger_deactivate", "trigger_shutdown", "destroy_node"])
def test_a_gate_that_ends_leaves_the_robot_standing(world, end):
    gate, _, driver = world.up(GateNode), add_source(world), Driver(world)
    world.spin_until(lambda: driver.speed() == 0.5)
    getattr(gate, end)()
    world.spin_until(lambda: driver.speed() == 0.0)


def test_an_error_inside_leaves_the_robot_standing(world):
    gate, _, driver = world.up(GateNode), add_source(world), Driver(world)
    world.spin_until(lambda: driver.speed() == 0.5)
    gate._gate.decide = lambda now: 1 / 0
    world.spin_until(lambda: gate.phase == "unconfigured")
    world.spin_until(lambda: driver.speed() == 0.0)


@pytest.fixture
def process():
    """Starts Python processes that do not outlive the test."""
    started = []

    def start(*arguments):
        command = [sys.executable, *arguments]
        started.append(subprocess.Popen(command, env=os.environ, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


def test_a_killed_graph_stops_the_robot(world, process):
    source = process("-m", "test.nodes.risk_source")
    process("-c", GATE, "--ros-args", "-p", "autostart:=true")
    driver = Driver(world)
    world.spin_until(lambda: driver.speed() == 0.5, timeout_s=20)
    source.kill()
    world.spin_until(lambda: driver.speed() == 0.0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("threads", ["1", "3"])
def test_a_gate_in_a_container_says_stop_first_too(world, process, number, threads):
    process("-m", "test.nodes.risk_source")
    box = process("-c", CONTAINER, "--executor-threads", threads)
    driver = Driver(world)
    loader = driver.node.create_client(LoadNode, "component_container/_container/load_node")
    world.spin_until(loader.service_is_ready, timeout_s=20)
    autostart = Parameter("autostart", value=True).to_parameter_msg()
    loader.call_async(
        LoadNode.Request(package_name="sgw_ros", plugin_name="sgw_ros::Gate", parameters=[autostart])
    )
    world.spin_until(lambda: driver.speed() == 0.5, timeout_s=20)
    box.send_signal(number)
    world.spin_until(lambda: driver.speed() == 0.0)
    assert box.wait(10) == 0
    assert "Traceback" not in box.stderr.read()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_gate_told_to_end_says_stop_first(world, process, number):
    process("-m", "test.nodes.risk_source")
    gate = process("-c", GATE, "--ros-args", "-p", "autostart:=true")
    driver = Driver(world)
    world.spin_until(lambda: driver.speed() == 0.5, timeout_s=20)
    gate.send_signal(number)
    world.spin_until(lambda: driver.speed() == 0.0)
    assert gate.wait(10) == 0
    assert "Traceback" not in gate.stderr.read()
