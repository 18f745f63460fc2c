# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Loading, unloading and listing components, and what happens when one misbehaves."""

import threading
from functools import partial
from importlib.metadata import EntryPoint

import pytest
import rclpy
from composition_interfaces.srv import ListNodes, LoadNode, UnloadNode
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node
from rclpy.parameter import Parameter
from std_msgs.msg import String

from sgw_ros.nodes.container import loading
from sgw_ros.nodes.container.container import ComponentContainer

pytestmark = pytest.mark.ros


class Talker(Node):
    def __init__(self, **node_kwargs):
        super().__init__("talker", **node_kwargs)
        self.words = self.declare_parameter("words", "hello").value
        self.create_subscription(String, "ask", self._on_ask, 10)
        self.publisher = self.create_publisher(String, "answer", 10)

    def _on_ask(self, message):
        if message.data == "fail":
            raise RuntimeError("no answer to that")
        self.publisher.publish(String(data=f"{self.words} {message.data}"))


def broken(**node_kwargs):
    raise SystemExit("no model")


class _Distribution:
    name = "talk-show"


@pytest.fixture
def container(world, monkeypatch):
    entries = [
        EntryPoint("talk_show::Talker", f"{__name__}:Talker", loading.GROUP)._for(_Distribution()),
        EntryPoint("talk_show::Broken", f"{__name__}:broken", loading.GROUP)._for(_Distribution()),
    ]
    monkeypatch.setattr(EntryPoint, "load", lambda self: {"Talker": Talker, "broken": broken}[self.attr])
    monkeypatch.setattr(loading, "entry_points", lambda group: entries)
    node = world.add(partial(rclpy.create_node, "box"))
    return ComponentContainer(node, world.executor)


@pytest.fixture
def call(world):
    """Call one of the container's services."""
    node = world.add(partial(rclpy.create_node, "caller"))

    def call(kind, name, **fields):
        client = node.create_client(kind, f"/box/_container/{name}")
        future = client.call_async(kind.Request(**fields))
        world.spin_until(future.done)
        return future.result()

    return call


def load(call, plugin="talk_show::Talker", **fields):
    return call(LoadNode, "load_node", package_name="talk_show", plugin_name=plugin, **fields)


def test_load_list_unload(container, call):
    answer = load(
        call,
        node_name="anna",
        node_namespace="/show",
        remap_rules=["ask:=/question"],
        parameters=[Parameter("words", value="good evening").to_parameter_msg()],
    )
    assert (answer.success, answer.full_node_name, answer.unique_id) == (True, "/show/anna", 1)
    node = container.nodes[0]
    assert node.words == "good evening"
    assert node.subscriptions.__next__().topic_name == "/question"
    listed = call(ListNodes, "list_nodes")
    assert (list(listed.unique_ids), listed.full_node_names) == ([1], ["/show/anna"])
    assert call(UnloadNode, "unload_node", unique_id=1).success
    assert container.nodes == ()
    again = call(UnloadNode, "unload_node", unique_id=1)
    assert not again.success
    assert "no node has the id 1" in again.error_message


def test_what_cannot_be_loaded_says_why(container, call):
    assert "it has talk_show::Broken, talk_show::Talker" in load(call, "talk_show::Singer").error_message
    assert "no components" in call(LoadNode, "load_node", package_name="x", plugin_name="y").error_message
    assert "no model" in load(call, "talk_show::Broken").error_message
    assert load(call).success
    assert "here already" in load(call).error_message
    assert len(container.nodes) == 1


def test_a_throwing_callback_stops_nobody(world, container, call, capfd):
    assert load(call).success
    assert load(call, node_name="berta").success
    answers = world.listen(String, "answer")
    asker = world.add(partial(rclpy.create_node, "asker"))
    ask = asker.create_publisher(String, "ask", 10)
    world.spin_until(lambda: ask.get_subscription_count() == 2)

    def spin_until(condition):
        while not condition():
            container._spin_once()

    ask.publish(String(data="fail"))
    ask.publish(String(data="now"))
    spin_until(lambda: len(answers) == 2)
    error = capfd.readouterr().err
    assert "a callback of /talker threw" in error
    assert "a callback of /berta threw" in error


def test_unloading_waits_for_the_running_callback(make_world, monkeypatch):
    world = make_world()
    world.executor = MultiThreadedExecutor(2, context=world.context)
    entered, release = threading.Event(), threading.Event()

    class Slow(Node):
        destroyed = False

        def __init__(self, **node_kwargs):
            super().__init__("slow", **node_kwargs)
            self.create_timer(0.01, self.work)

        def work(self):
            entered.set()
            assert release.wait(5.0)
            assert not self.destroyed

        def destroy_node(self):
            self.destroyed = True
            super().destroy_node()

    monkeypatch.setattr(loading, "find_component", lambda package, plugin: Slow)
    node = world.add(partial(rclpy.create_node, "box"))
    ComponentContainer(node, world.executor)
    client_node = world.add(partial(rclpy.create_node, "caller"))
    loader = client_node.create_client(LoadNode, "/box/_container/load_node")
    unloader = client_node.create_client(UnloadNode, "/box/_container/unload_node")
    loaded = loader.call_async(LoadNode.Request())
    world.spin_until(lambda: loaded.done() and entered.is_set())
    gone = unloader.call_async(UnloadNode.Request(unique_id=1))
    for _ in range(10):
        world.executor.spin_once(timeout_sec=0.01)
    assert not gone.done()
    release.set()
    world.spin_until(gone.done)
    assert gone.result().success
