# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A container with a pool of threads: what runs is waited for, and one who fails stops nobody."""

import threading
from functools import partial

import pytest
import rclpy
from composition_interfaces.srv import ListNodes, LoadNode, UnloadNode
from rclpy.callback_groups import MutuallyExclusiveCallbackGroup, ReentrantCallbackGroup
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node
from rclpy.task import Future
from std_msgs.msg import String

from sgw_ros.nodes.container import loading
from sgw_ros.nodes.container.container import ComponentContainer
from test.nodes.talker import Talker

pytestmark = pytest.mark.ros


def threaded_box(make_world, monkeypatch, component):
    """A container with three threads that loads `component`, with its load and unload services."""
    world = make_world()
    world.executor = MultiThreadedExecutor(3, context=world.context)
    monkeypatch.setattr(loading, "find_component", lambda package, plugin: component)
    container = ComponentContainer(world.add(partial(rclpy.create_node, "box")), world.executor)
    node = world.add(partial(rclpy.create_node, "caller"))

    def ask(kind, name, **fields):
        return node.create_client(kind, f"/box/_container/{name}").call_async(kind.Request(**fields))

    return world, container, ask


class Slow(Node):
    """Works in a group of its own choice until released; says whether it was destroyed meanwhile."""

    group_type = None

    def __init__(self, **node_kwargs):
        super().__init__("slow", **node_kwargs)
        self.entered, self.release, self.destroyed = threading.Event(), threading.Event(), False
        group = self.group_type() if self.group_type else None
        self.timer = self.create_timer(0.01, self.work, callback_group=group)

    def work(self):
        self.timer.cancel()
        self.entered.set()
        assert self.release.wait(5.0)
        assert not self.destroyed

    def destroy_node(self):
        self.destroyed = True
        super().destroy_node()


class Exclusive(Slow):
    group_type = MutuallyExclusiveCallbackGroup


class Reentrant(Slow):
    group_type = ReentrantCallbackGroup


@pytest.mark.parametrize("component", [Slow, Exclusive, Reentrant])
def test_unloading_waits_for_running_callbacks_and_keeps_nobody_out(make_world, monkeypatch, component):
    world, container, ask = threaded_box(make_world, monkeypatch, component)
    loaded = ask(LoadNode, "load_node")
    world.spin_until(loaded.done)
    (slow,) = container.nodes
    world.spin_until(slow.entered.is_set)
    gone = ask(UnloadNode, "unload_node", unique_id=1)
    world.spin_until(lambda: not container.nodes)
    listed = ask(ListNodes, "list_nodes")
    world.spin_until(listed.done)
    again = ask(LoadNode, "load_node", node_name="slow")
    world.spin_until(again.done)
    assert "here already" in again.result().error_message
    assert not gone.done()
    assert not slow.destroyed
    slow.release.set()
    world.spin_until(gone.done)
    assert gone.result().success
    assert slow.destroyed


def test_a_coroutine_that_waits_is_running(make_world, monkeypatch):
    answer = Future()

    class Waiting(Node):
        asked = finished = False

        def __init__(self, **node_kwargs):
            super().__init__("waiting", **node_kwargs)
            self.create_service(ListNodes, "ask", self.serve)

        async def serve(self, request, response):
            self.asked = True
            await answer
            self.finished = True
            return response

    world, container, ask = threaded_box(make_world, monkeypatch, Waiting)
    loaded = ask(LoadNode, "load_node")
    world.spin_until(loaded.done)
    (node,) = container.nodes
    world.nodes[-1].create_client(ListNodes, "/ask").call_async(ListNodes.Request())
    world.spin_until(lambda: node.asked)
    gone = ask(UnloadNode, "unload_node", unique_id=1)
    world.spin_until(lambda: not container.nodes)
    assert not gone.done()
    answer.set_result(None)
    world.spin_until(gone.done)
    assert node.finished


def test_a_throwing_callback_in_a_pool_stops_nobody(make_world, monkeypatch, capfd):
    world, container, ask = threaded_box(make_world, monkeypatch, Talker)
    for name in ("anna", "berta"):
        ask(LoadNode, "load_node", node_name=name)
    world.spin_until(lambda: len(container.nodes) == 2)
    answers = world.listen(String, "answer")
    publisher = world.nodes[-1].create_publisher(String, "ask", 10)
    world.spin_until(lambda: publisher.get_subscription_count() == 2)
    publisher.publish(String(data="fail"))
    publisher.publish(String(data="now"))
    world.nodes[-1].create_timer(0.02, lambda: None)  # spinning goes on while the pool works
    while len(answers) < 2:
        container._spin_once()
    assert capfd.readouterr().err.count("threw") == 2
