# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Nodes are loaded into a container that runs in a process of its own."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from launch.actions import EmitEvent, RegisterEventHandler, Shutdown
from launch_ros.actions import ComposableNodeContainer, LifecycleNode, LoadComposableNodes
from launch_ros.descriptions import ComposableNode
from launch_ros.event_handlers import OnStateTransition
from launch_ros.events.lifecycle import ChangeState, matches_node_name
from rclpy.task import Future

from launch import LaunchContext, LaunchDescription, LaunchDescriptionEntity, LaunchService

pytestmark = pytest.mark.ros

# Where embedded_ros is used from its source, nobody else makes the message packages importable.
PRELUDE = """
try:
    from embedded_ros.activation import activate
except ImportError:
    pass
else:
    activate()
"""
# Answers load requests without loading anything; ends after as many as it is told.
CONTAINER = """
import sys
import rclpy
from composition_interfaces.srv import LoadNode

rclpy.init()
node = rclpy.create_node("unnamed")
left = int(sys.argv[1])

def load(request, response):
    global left
    left -= 1
    values = ", ".join(f"{p.name}={p.value.integer_value}" for p in request.parameters)
    print(request.plugin_name, request.remap_rules, values, flush=True)
    response.success = request.plugin_name != "bad"
    response.error_message = "" if response.success else "no such plugin"
    response.full_node_name = f"{request.node_namespace}/{request.node_name}"
    return response

node.create_service(LoadNode, "~/_container/load_node", load)
while left:
    rclpy.spin_once(node, timeout_sec=0.1)
rclpy.spin_once(node, timeout_sec=0.1)
"""
LIFECYCLE = """
import rclpy
from rclpy.executors import ExternalShutdownException
from rclpy.lifecycle import LifecycleNode

rclpy.init()
try:
    rclpy.spin(LifecycleNode("unnamed"))
except (KeyboardInterrupt, ExternalShutdownException):
    pass
"""
Launch = Callable[..., int]


@pytest.fixture
def launch(launch_logs: Path, domain_id: int) -> Launch:
    def run(*entities: LaunchDescriptionEntity) -> int:
        service = LaunchService(noninteractive=True)
        service.include_launch_description(LaunchDescription(entities))
        return service.run()

    return run


def container(tmp_path: Path, requests: int, *nodes: ComposableNode) -> ComposableNodeContainer:
    script = tmp_path / "container.py"
    script.write_text(PRELUDE + CONTAINER)
    return ComposableNodeContainer(
        name="box",
        namespace="lab",
        executable=sys.executable,
        arguments=[str(script), str(requests)],
        output="screen",
        exec_name="box",
        on_exit=[Shutdown()],
        composable_node_descriptions=nodes,
    )


def test_nodes_are_loaded(launch: Launch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = ComposableNode(
        package="p", plugin="first", name="one", parameters=[{"a": 5}], remappings=[("in", "out")]
    )
    box = container(tmp_path, 3, first, ComposableNode(package="p", plugin="bad", name="two"))
    later = ComposableNode(package="p", plugin="third", name="three", namespace="/else")
    assert (
        launch(box, LoadComposableNodes(composable_node_descriptions=[later], target_container="/lab/box"))
        == 0
    )
    output = capsys.readouterr().out
    assert f"[{box.name}] first ['in:=out'] a=5\n" in output
    assert "Loaded node '/one' in container '/lab/box'" in output
    assert "Failed to load node '/two' of type 'bad' in container '/lab/box': no such plugin" in output
    assert "Loaded node '/else/three' in container '/lab/box'" in output


def test_container_that_dies_first(launch: Launch, tmp_path: Path) -> None:
    box = container(tmp_path, 0, ComposableNode(package="p", plugin="first", name="one"))
    absent = LoadComposableNodes(
        composable_node_descriptions=[ComposableNode(package="p", plugin="first", name="one")],
        target_container="/absent",
    )
    launch(absent, box)  # ends, though what loads still waits; the result is chance in ROS 2
    assert box.return_code == 0


def test_lifecycle_node(launch: Launch, tmp_path: Path) -> None:
    script = tmp_path / "node.py"
    script.write_text(PRELUDE + LIFECYCLE)
    node = LifecycleNode(name="n", namespace="lab", executable=sys.executable, arguments=[str(script)])
    configure = EmitEvent(
        event=ChangeState(lifecycle_node_matcher=matches_node_name("/lab/n"), transition_id=1)
    )
    done = OnStateTransition(target_lifecycle_node=node, goal_state="inactive", entities=[Shutdown()])
    assert launch(RegisterEventHandler(done), node, configure) == 0


def test_who_waits_long_for_an_answer_says_so(
    launch_logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from launch_ros import ros_adapters

    pytest.importorskip("embedded_ros.dds", reason="a real launch_ros waits without a word")

    class Slow:
        """A service that is there at the third look."""

        srv_name = "/box/_container/load_node"
        looks = 0

        def wait_for_service(self, timeout_sec: float) -> bool:
            self.looks += 1
            return self.looks > 2

        def call_async(self, request: object) -> Future:
            answer = Future()
            answer.set_result(request)
            return answer

    monkeypatch.setattr(ros_adapters, "PATIENCE_S", 0.0)
    assert ros_adapters.call_service(LaunchContext(), Slow(), "request") == "request"
    told = capsys.readouterr().out
    assert told.count("waiting for the service '/box/_container/load_node'") == 2
