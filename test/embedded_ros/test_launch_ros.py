# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Nodes get their name, namespace, parameters and remapping rules; containers get the right requests."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from launch.actions import GroupAction, SetLaunchConfiguration
from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration, SubstitutionFailure
from launch_ros.actions import Node, PushRosNamespace, SetParameter, SetRemap
from launch_ros.actions.load_composable_nodes import get_composable_node_load_request
from launch_ros.descriptions import ComposableNode, ParameterFile, ParameterValue
from launch_ros.substitutions import ExecutableInPackage, FindPackagePrefix, FindPackageShare

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity, LaunchService

# A node that writes its arguments, and the parameter files among them, to a file.
PROGRAM = """#!/bin/sh
printf '%s\\n' "$@" > "$RESULT"
for word in "$@"; do case "$word" in */launch_params_*) cp "$word" "$RESULT.yaml";; esac; done
"""
Run = Callable[..., list[str]]


@pytest.fixture
def run(tmp_path: Path, launch_logs: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Launch entities, one of them a node of `robot/drive`, and give its arguments after --ros-args."""
    marker = tmp_path / "share/ament_index/resource_index/packages/robot"
    program = tmp_path / "lib/robot/drive"
    for path in (marker, program):
        path.parent.mkdir(parents=True)
    marker.touch()
    program.write_text(PROGRAM)
    program.chmod(0o755)
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    monkeypatch.setenv("RESULT", str(tmp_path / "result"))

    def launch(*entities: LaunchDescriptionEntity) -> list[str]:
        service = LaunchService(noninteractive=True)
        service.include_launch_description(LaunchDescription(entities))
        assert service.run() == 0
        words = (tmp_path / "result").read_text().splitlines()
        return words[words.index("--ros-args") + 1 :]

    return launch


def drive(**options: Any) -> Node:
    return Node(package="robot", executable="drive", **options)


def test_bare_node(run: Run, tmp_path: Path) -> None:
    node = drive(arguments=["--fast"])
    assert run(node) == []
    assert node.process_details is not None
    assert node.process_details["cmd"] == [f"{tmp_path}/lib/robot/drive", "--fast", "--ros-args"]
    assert node.node_name == "<node_namespace_unspecified>/<node_name_unspecified>"
    assert str(node.name).startswith("drive-")


def test_name_namespace_and_remapping(run: Run) -> None:
    node = drive(name="driver", namespace="left", remappings=[("in", ["o", "ut"])], exec_name="label")
    arguments = run(PushRosNamespace("fleet"), SetRemap("/tf", "tf"), node)
    assert arguments == ["-r", "__node:=driver", "-r", "__ns:=/fleet/left", "-r", "/tf:=tf", "-r", "in:=out"]
    assert node.node_name == "/fleet/left/driver"
    assert str(node.name).startswith("label-")


def test_parameters(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("/**: {ros__parameters: {a: 1}}")
    parameters = [
        {"rate": LaunchConfiguration("rate"), "nested": {"text": "1e5"}},
        str(file),
        tmp_path / "absent",
    ]
    arguments = run(
        SetLaunchConfiguration("rate", "5"), drive(name="n", namespace="/", parameters=parameters)
    )
    assert arguments[:5] == ["-r", "__node:=n", "-r", "__ns:=/", "--params-file"]
    assert arguments[6:] == ["--params-file", str(file)]
    written = yaml.safe_load((tmp_path / "result.yaml").read_text())
    assert written == {"/n": {"ros__parameters": {"rate": 5, "nested.text": "1e5"}}}


def test_parameters_of_the_scope(run: Run) -> None:
    group = GroupAction([SetParameter("use_sim_time", True), SetParameter("text", "five"), drive()])
    words = run(group)
    assert [word.replace('"', "").lower() for word in words if word != "-p"] == [
        "use_sim_time:=true",
        "text:=five",
    ]
    assert run(GroupAction([SetParameter("use_sim_time", True)]), drive()) == []


def test_same_name_twice(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    run(drive(name="n", namespace=""), drive(name="n", namespace=""))
    assert "there are now at least 2 nodes with the name /n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (Node(package="absent", executable="x"), "package 'absent' not found, searching:"),
        (Node(package="robot", executable="fly"), "'fly'"),
        (Node(package="robot", executable="drive", name="7up"), "'7up'"),
        (Node(package="robot", executable="drive", namespace="a-b"), "'/a-b'"),
    ],
)
def test_user_errors(run: Run, capsys: pytest.CaptureFixture[str], node: Node, words: str) -> None:
    service = LaunchService(noninteractive=True)
    service.include_launch_description(LaunchDescription([node]))
    assert service.run() == 1
    assert words in capsys.readouterr().out


def test_package_substitutions(run: Run, tmp_path: Path) -> None:
    context = LaunchContext()
    assert FindPackageShare("robot").perform(context) == str(tmp_path / "share/robot")
    assert FindPackagePrefix(["ro", "bot"]).perform(context) == str(tmp_path)
    assert ExecutableInPackage("drive", "robot").perform(context) == str(tmp_path / "lib/robot/drive")


@pytest.mark.ros
def test_request_for_a_composable_node(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(
        "/**: {ros__parameters: {a: 1, b: all, nested: {c: [1.5]}}}\n"
        "/fleet: {left: {driver: {ros__parameters: {b: mine}}}}\n"
        "other: {ros__parameters: {d: 1}}\n"
    )
    node = ComposableNode(
        package="robot",
        plugin="robot:Driver",
        name="driver",
        namespace="left",
        parameters=[
            ParameterFile(file),
            {"a": 2},
            {"e": ParameterValue(LaunchConfiguration("rate"), value_type=str)},
        ],
        remappings=[("in", "out")],
        extra_arguments=[{"use_intra_process_comms": True}],
    )
    context = LaunchContext()
    context.launch_configurations.update({"rate": "5"})
    for action in (PushRosNamespace("fleet"), SetParameter("use_sim_time", True), SetRemap("x", "y")):
        action.visit(context)
    request = get_composable_node_load_request(node, context)
    assert (request.package_name, request.plugin_name) == ("robot", "robot:Driver")
    assert (request.node_name, request.node_namespace) == ("driver", "/fleet/left")
    assert list(request.remap_rules) == ["x:=y", "in:=out"]
    values = {parameter.name: parameter.value for parameter in request.parameters}
    assert set(values) == {"use_sim_time", "a", "b", "nested.c", "e"}
    assert values["use_sim_time"].bool_value is True
    assert values["a"].integer_value == 2
    assert values["b"].string_value == "mine"
    assert list(values["nested.c"].double_array_value) == [1.5]
    assert values["e"].string_value == "5"
    assert request.extra_arguments[0].value.bool_value is True


@pytest.mark.ros
def test_unreadable_parameter_file(tmp_path: Path) -> None:
    node = ComposableNode(package="p", plugin="q", name="n", parameters=[str(tmp_path / "absent.yaml")])
    with pytest.raises((SubstitutionFailure, FileNotFoundError), match=r"absent\.yaml"):
        get_composable_node_load_request(node, LaunchContext())


def test_composable_node_has_a_condition() -> None:
    condition = IfCondition("true")
    assert ComposableNode(package="p", plugin="q", condition=condition).condition() is condition
