# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Loading, unloading and listing components, and what happens when one misbehaves."""

import gc
from functools import partial
from importlib.metadata import EntryPoint

import pytest
import rclpy
from composition_interfaces.srv import ListNodes, LoadNode, UnloadNode
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.parameter import Parameter
from std_msgs.msg import String

from sgw_ros.nodes.container import loading
from sgw_ros.nodes.container.container import ComponentContainer
from sgw_ros.nodes.container.main import main
from test.nodes.talker import Talker

pytestmark = pytest.mark.ros


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


def test_who_is_missing_is_told_until_it_is_there(container, call, world):
    statuses = world.listen(DiagnosticArray, "/diagnostics")
    named = {"node_name": "anna", "node_namespace": "/show"}
    assert not load(call, "talk_show::Broken", **named).success
    world.spin_until(lambda: statuses)
    [status] = statuses[-1].status
    assert (status.name, status.level) == ("/show/anna", DiagnosticStatus.ERROR)
    assert status.message == "not loaded: no model"
    assert load(call, **named).success
    assert not load(call, **named).success  # another one of its name: that one is well
    assert not container._refusals._refused


@pytest.mark.parametrize("threads", ["0", "-3", "many"])
def test_a_pool_has_at_least_one_thread(threads, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["component_container", "--executor-threads", threads])
    assert ended.value.code == 2
    assert "--executor-threads" in capsys.readouterr().err


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


def test_an_error_that_a_pool_hands_out_twice_is_reported_once(world, container, monkeypatch, capfd):
    error = RuntimeError("no answer to that")

    def fail():
        raise error

    monkeypatch.setattr(world.executor, "spin_once", fail)
    container._spin_once()
    container._spin_once()
    assert capfd.readouterr().err.count("threw") == 1


@pytest.mark.parametrize(
    ("argument", "refusal"),
    [
        (Parameter("use_intra_process_comms", value=True), ""),
        (Parameter("forward_global_arguments", value=False), ""),
        (Parameter("shout", value=1), ""),
        (Parameter("use_intra_process_comms", value="yes"), "takes true or false, not 'yes'"),
    ],
)
def test_extra_arguments_are_taken_refused_or_warned_of(container, call, capfd, argument, refusal):
    answer = load(call, extra_arguments=[argument.to_parameter_msg()])
    assert answer.success is not bool(refusal)
    assert refusal in answer.error_message
    assert ("'shout' is not understood" in capfd.readouterr().err) is (argument.name == "shout")


def test_a_taken_name_is_refused_before_anything_is_built(container, call, monkeypatch):
    assert load(call, node_name="anna", node_namespace="/show").success
    monkeypatch.setattr(loading, "find_component", lambda *_: pytest.fail("built"))
    answer = load(call, node_name="anna", node_namespace="show/")
    assert "/show/anna is here already" in answer.error_message


@pytest.fixture
def collector_off():
    """A process that runs for long collects what refers to itself every few minutes."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_our_own_components_are_found_and_say_what_they_do_not_know(world, collector_off):
    container = ComponentContainer(world.add(partial(rclpy.create_node, "box")), world.executor)

    def load_view(**values):
        parameters = [Parameter(key, value=value).to_parameter_msg() for key, value in values.items()]
        request = LoadNode.Request(package_name="sgw_ros", plugin_name="sgw_ros::View", parameters=parameters)
        return container._load(request, LoadNode.Response())

    assert "unknown parameter 'bogus'; known ones: autostart, " in load_view(bogus=1).error_message
    assert "'draw_hz'" in load_view(draw_hz=-1.0).error_message
    assert load_view(draw_hz=5.0).success
    # Nodes that failed are gone at once, which the graph hears in its own time.
    world.spin_until(lambda: world.nodes[0].get_node_names().count("view") == 1)
    container.close()
