# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A container that was killed comes back with what it had loaded; one that ended as it should, empty."""

import errno
from functools import partial
from pathlib import Path

import pytest
import rclpy
from composition_interfaces.srv import LoadNode, UnloadNode
from rclpy.node import Node
from rclpy.parameter import Parameter

from sgw_ros.core.errors import ConfigError
from sgw_ros.nodes.container import loading
from sgw_ros.nodes.container.container import ComponentContainer
from sgw_ros.nodes.container.remembered import Remembered

pytestmark = pytest.mark.ros


class Plain(Node):
    def __init__(self, **node_kwargs):
        super().__init__("plain", **node_kwargs)
        self.gains = self.declare_parameter("gains", [0.0]).value
        self.topic = self.resolve_topic_name("in")


@pytest.fixture(autouse=True)
def components(monkeypatch):
    monkeypatch.setattr(loading, "find_component", lambda package, plugin: Plain)


def container(make_world, path):
    world = make_world()
    node = world.add(partial(rclpy.create_node, "box"))
    return ComponentContainer(node, world.executor, Remembered(path, node.get_logger().error))


def load(container, name):
    parameter = Parameter("gains", value=[0.5, float("inf")]).to_parameter_msg()
    request = LoadNode.Request(
        package_name="any",
        plugin_name="Plain",
        node_name=name,
        node_namespace="/robot",
        parameters=[parameter],
    )
    request.remap_rules = ["in:=/camera"]
    return container._load(request, LoadNode.Response())


def test_nodes_come_back_with_names_parameters_and_remappings(make_world, tmp_path):
    path = tmp_path / "components.json"
    first = container(make_world, path)
    load(first, "a"), load(first, "b")
    again = container(make_world, path)
    assert [node.get_fully_qualified_name() for node in again.nodes] == ["/robot/a", "/robot/b"]
    assert list(again.nodes[1].gains) == [0.5, float("inf")]
    assert again.nodes[1].topic == "/camera"
    third = container(make_world, path)
    assert len(third.nodes) == 2


def test_what_was_unloaded_stays_away(make_world, tmp_path):
    first = container(make_world, tmp_path / "components.json")
    load(first, "a")
    second = load(first, "b").unique_id
    task = first._executor.create_task(
        first._unload, UnloadNode.Request(unique_id=second), UnloadNode.Response()
    )
    first._executor.spin_until_future_complete(task, timeout_sec=5.0)
    assert [node.get_name() for node in container(make_world, tmp_path / "components.json").nodes] == ["a"]


def test_an_orderly_end_leaves_nothing(make_world, tmp_path):
    first = container(make_world, tmp_path / "components.json")
    load(first, "a")
    first.close()
    assert not container(make_world, tmp_path / "components.json").nodes


def test_killed_while_coming_back_nothing_is_lost(make_world, tmp_path):
    path = tmp_path / "components.json"
    first = container(make_world, path)
    load(first, "a"), load(first, "b")
    Remembered(path, print).from_last_time().__next__()
    assert len(container(make_world, path).nodes) == 2


def test_a_disk_that_takes_nothing_keeps_nobody_from_loading(make_world, tmp_path, monkeypatch, capfd):
    path = tmp_path / "components.json"
    first = container(make_world, path)
    assert load(first, "a").success

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    assert load(first, "b").success
    again = container(make_world, path)
    assert [node.get_name() for node in again.nodes] == ["a"]
    monkeypatch.setattr(Path, "unlink", full)
    again.close()
    told = capfd.readouterr().err
    assert f"{path}: No space left on device" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("text", ["", "{", "[3]", '[{"no_such_field": 1}]', "\xff\xfe"])
def test_a_file_of_another_kind_is_named(make_world, tmp_path, text):
    path = tmp_path / "components.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(ConfigError, match=r"components\.json"):
        container(make_world, path)
