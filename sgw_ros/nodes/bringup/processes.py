# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The processes of the graph: one container with everything, or one per node, and those beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from launch.actions import ExecuteProcess
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import ComposableNodeContainer, Node
from launch_ros.descriptions import ComposableNode

from sgw_ros.core.errors import ConfigError
from sgw_ros.nodes.bringup.arguments import PACKAGE, Chosen, number
from sgw_ros.nodes.bringup.parameters import Parameters, for_launch
from sgw_ros.nodes.bringup.source import Input
from sgw_ros.nodes.bringup.topics import Remappings, gate_remappings

COMPONENTS = {
    "workspace": ("sgw_ros::Workspace", "workspace_node"),
    "flow": ("sgw_ros::FlowExpert", "flow_expert"),
    "visual": ("sgw_ros::VisualExpert", "visual_expert"),
    "memory": ("sgw_ros::MemoryExpert", "memory_expert"),
    "physics": ("sgw_ros::PhysicsExpert", "physics_expert"),
    "risk": ("sgw_ros::RiskExpert", "risk_expert"),
    "supervisor": ("sgw_ros::Supervisor", "supervisor_node"),
    "view": ("sgw_ros::View", "view_node"),
    "ingest": ("sgw_ros::Ingest", "ingest_node"),
}
"""Node name to its component and its executable, in the order they are started."""


RESPAWN_DELAY_S = 1.0
"""What dies at once, again and again, must not take the machine from the rest."""
TIME_TO_END = {"sigterm_timeout": LaunchConfiguration("sigterm_timeout", default="20")}
"""Seconds. A long recording takes time to conclude, and DDS to give up readers that were killed."""


def graph(chosen: Chosen, parameters: Parameters, remappings: Remappings, out: Path) -> list[ExecuteProcess]:
    """The nodes of the mode; the last process is the one that nothing goes on without."""
    if chosen["mode"] == "composed":
        return [_container(chosen, parameters, remappings, out / "components.json")]
    respawn = chosen["respawn"] == "true"
    # A process per node; they may as well run on several machines.
    return [
        _process(chosen, name, executable, parameters[name], remappings, respawn)
        for name, (_, executable) in COMPONENTS.items()
        if name in parameters
    ]


def follower(
    chosen: Chosen, source: Input, parameters: Parameters, remappings: Remappings
) -> list[ExecuteProcess]:
    """Who listens until the end: the recorder, or where nothing is recorded, who just waits for it."""
    if chosen["record"] == "true":
        return [_process(chosen, "recorder", "recorder", parameters["recorder"], remappings)]
    if source.name:
        return [_process(chosen, "end_follower", "end_follower", parameters["end_follower"], remappings)]
    return []


def brake(chosen: Chosen, parameters: Parameters) -> list[ExecuteProcess]:
    """The gate, always in a process of its own: what kills the graph must not kill the brake."""
    if "gate" not in parameters:
        return []
    respawn = chosen["respawn"] == "true"
    return [_process(chosen, "gate", "gate", parameters["gate"], gate_remappings(chosen), respawn)]


def _container(
    chosen: Chosen, parameters: Parameters, remappings: Remappings, memory: Path
) -> ExecuteProcess:
    """All nodes in one process, where frames pass by reference.

    Launch starts a killed container again but loads nothing into it: the container remembers, in the
    file `memory`.
    """
    nodes = [
        ComposableNode(
            package=PACKAGE,
            plugin=plugin,
            name=name,
            namespace=chosen["namespace"],
            parameters=for_launch(parameters[name]),
            remappings=remappings,
        )
        for name, (plugin, _) in COMPONENTS.items()
        if name in parameters
    ]
    return ComposableNodeContainer(
        name="container",
        namespace=chosen["namespace"],
        package=PACKAGE,
        executable="component_container",
        composable_node_descriptions=nodes,
        arguments=_container_arguments(chosen, memory),
        respawn=chosen["respawn"] == "true",
        respawn_delay=RESPAWN_DELAY_S,
        output="screen",
        **TIME_TO_END,
    )


def _process(
    chosen: Chosen,
    name: str,
    executable: str,
    parameters: dict[str, Any],
    remappings: Remappings,
    respawn: bool = False,
) -> Node:
    """One node in a process of its own."""
    return Node(
        package=PACKAGE,
        executable=executable,
        name=name,
        namespace=chosen["namespace"],
        parameters=for_launch(parameters),
        remappings=remappings,
        respawn=respawn,
        respawn_delay=RESPAWN_DELAY_S,
        output="screen",
        **TIME_TO_END,
    )


def _container_arguments(chosen: Chosen, memory: Path) -> list[str]:
    threads = number(chosen, "executor_threads", int)
    if threads < 1:
        raise ConfigError(f"argument 'executor_threads' must be at least 1, not {threads}")
    arguments = ["--executor-threads", str(threads)]
    if chosen["respawn"] == "true":
        memory.unlink(missing_ok=True)  # of a launch before this one, which was killed, too
        arguments += ["--remember", str(memory)]
    return arguments
