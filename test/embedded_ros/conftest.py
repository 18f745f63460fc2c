# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One ROS domain per test, nodes that are destroyed, and spinning until something is true."""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from test.domains import domain_of_our_own

# A real Jazzy checks what is assigned to a field only when asked to; read when a message is imported.
os.environ.setdefault("ROS_PYTHON_CHECK_FIELDS", "1")

_child_prelude = ""
if importlib.util.find_spec("rclpy") is None:  # neither a real ROS 2 nor an installed embedded_ros
    _SOURCE = Path(__file__).parents[2] / "embedded_ros" / "src"
    sys.path[:0] = [str(_SOURCE), str(_SOURCE / "embedded_ros" / "overlay")]
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path[:2])  # for child processes
    from embedded_ros.interfaces import install

    install()
    _child_prelude = "from embedded_ros.interfaces import install; install()\n"

DOMAINS = itertools.cycle(range(100, 0, -1))


@pytest.fixture
def domain_id(monkeypatch):
    """A domain that no other test run uses at the same time, on this machine alone."""
    monkeypatch.setenv("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")
    monkeypatch.delenv("CYCLONEDDS_URI", raising=False)
    with domain_of_our_own(DOMAINS) as number:
        monkeypatch.setenv("ROS_DOMAIN_ID", str(number))
        yield number


@pytest.fixture
def launch_logs(tmp_path):
    """The folder that launch logs to in this test; its screen is the standard output of this test."""
    from launch import logging

    logging.reset()
    logging.launch_config.log_dir = str(tmp_path)
    yield tmp_path
    logging.reset()


class Ros:
    """A context of its own with an executor: makes nodes, spins them, and cleans up."""

    def __init__(self, domain_id: int, args: list[str] | None = None) -> None:
        import rclpy
        from rclpy.executors import SingleThreadedExecutor

        self.context = rclpy.Context()
        rclpy.init(context=self.context, args=args or [], domain_id=domain_id)
        self.executor = SingleThreadedExecutor(context=self.context)
        self.nodes = []
        self.thread = None

    def node(self, name="node", node_class=None, **options):
        from rclpy.node import Node

        node = (node_class or Node)(name, context=self.context, **options)
        self.nodes.append(node)
        self.executor.add_node(node)
        return node

    def spin_until(self, condition, timeout_s=5.0):
        deadline = time.monotonic() + timeout_s
        while not condition():
            assert time.monotonic() < deadline, "the condition did not come true in time"
            self.executor.spin_once(timeout_sec=0.05)

    def call(self, client, request, timeout_s=5.0):
        future = client.call_async(request)
        self.executor.spin_until_future_complete(future, timeout_s)
        assert future.done(), "no response in time"
        return future.result()

    def spin_in_background(self):
        """Spin in a thread until the fixture closes."""
        from rclpy.executors import ExternalShutdownException

        def spin():
            with contextlib.suppress(ExternalShutdownException):
                self.executor.spin()

        self.thread = threading.Thread(target=spin)
        self.thread.start()

    def spin_for(self, seconds):
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.executor.spin_once(timeout_sec=left)

    def close(self):
        self.executor.shutdown()
        if self.thread is not None:
            self.thread.join()
        for node in self.nodes:
            node.destroy_node()
        self.context.try_shutdown()


@pytest.fixture
def make_ros(domain_id):
    made = []

    def make(args=None):
        made.append(Ros(domain_id, args))
        return made[-1]

    yield make
    for ros in made:
        ros.close()


@pytest.fixture
def ros(make_ros):
    return make_ros()


@pytest.fixture
def start_script(domain_id):
    """Start Python code in a process of its own, in the test's domain; it is stopped at the end."""
    children = []

    def start(text):
        children.append(
            subprocess.Popen(
                [sys.executable, "-c", _child_prelude + textwrap.dedent(text)],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return children[-1]

    yield start
    for child in children:
        child.send_signal(signal.SIGINT)  # one that leaves the domain cleanly keeps nobody waiting
    for child in children:
        _stop(child)


def _stop(child):
    try:
        child.communicate(timeout=3)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
