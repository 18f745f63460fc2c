# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A ROS domain per test, and a process-like world whose nodes are spun until something is true."""

import importlib.util
import itertools
import os
import time

import pytest

from test.domains import domain_of_our_own

# A real Jazzy checks what is assigned to a field only when asked to; read when a message is imported.
os.environ.setdefault("ROS_PYTHON_CHECK_FIELDS", "1")

# Neither a real ROS 2 nor embedded_ros: these tests cannot even be imported.
collect_ignore_glob = [] if importlib.util.find_spec("rclpy") else ["test_*.py"]

DOMAINS = itertools.cycle(range(100, 0, -1))


class World:
    """One context with one executor: what would be a process. Streams do not cross it by reference."""

    def __init__(self, domain_id):
        import rclpy
        from rclpy.executors import SingleThreadedExecutor

        self.context = rclpy.Context()
        rclpy.init(context=self.context, args=[], domain_id=domain_id)
        self.executor = SingleThreadedExecutor(context=self.context)
        self.nodes = []

    def add(self, build, name=None, **parameters):
        """Build a node and bring it up; `name` renames it."""
        from rclpy.parameter import Parameter

        overrides = [Parameter(key, value=value) for key, value in parameters.items()]
        arguments = ["--ros-args", "-r", f"__node:={name}"] if name else []
        node = build(context=self.context, parameter_overrides=overrides, cli_args=arguments)
        self.nodes.append(node)
        self.executor.add_node(node)
        return node

    def up(self, build, name=None, **parameters):
        """Add a node and take it to active."""
        from rclpy.lifecycle import TransitionCallbackReturn

        node = self.add(build, name, **parameters)
        assert node.trigger_configure() == TransitionCallbackReturn.SUCCESS, node.fatal
        assert node.trigger_activate() == TransitionCallbackReturn.SUCCESS, node.fatal
        return node

    def spin_until(self, condition, timeout_s=20.0, others=()):
        deadline = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come true in time"
            self.executor.spin_once(timeout_sec=0.0 if others else 0.05)
            for other in others:
                other.executor.spin_once(timeout_sec=0.01)

    def listen(self, message_type, topic, qos=10):
        """A plain node's list of what is published on a topic."""
        import rclpy

        received = []
        node = rclpy.create_node(f"listener{len(self.nodes)}", context=self.context)
        self.nodes.append(node)
        self.executor.add_node(node)
        node.create_subscription(message_type, topic, received.append, qos)
        return received

    def close(self):
        self.executor.shutdown()
        for node in self.nodes:
            node.destroy_node()
        self.context.try_shutdown()


@pytest.fixture
def domain_id():
    with domain_of_our_own(DOMAINS) as number:
        yield number


@pytest.fixture
def make_world(monkeypatch, tmp_path, domain_id):
    monkeypatch.setenv("ROS_DOMAIN_ID", str(domain_id))
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    monkeypatch.setenv("ROS_HOME", str(tmp_path / "ros_home"))
    made = []

    def make():
        made.append(World(domain_id))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(make_world):
    return make_world()
