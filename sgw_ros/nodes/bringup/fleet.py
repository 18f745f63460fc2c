# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The parts of a fleet: its robots' names, a pipeline for each, and who watches them."""

from __future__ import annotations

import re
from pathlib import Path

from launch.actions import DeclareLaunchArgument, GroupAction, IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import Node, SetRemap

from sgw_ros.core.errors import ConfigError
from sgw_ros.nodes.bringup.arguments import PACKAGE, Chosen, pipeline_arguments
from sgw_ros.nodes.bringup.parameters import for_launch
from sgw_ros.nodes.bringup.source import look_at_input
from sgw_ros.nodes.parameter_file import read_parameter_file

ROBOT = "{robot}"
FLEET, MONITOR = "fleet", "fleet_monitor"
OF_EACH_ROBOT = ("/tf", "/tf_static", "/clock")
"""Absolute topics that robots must not share: each has its own frames, and its own time when it plays."""
NAME = re.compile(r"[A-Za-z_]\w*")


def fleet_arguments() -> list[DeclareLaunchArgument]:
    """The arguments of `fleet.launch.py`: those of a pipeline, without the namespace, and the robots."""
    robots = DeclareLaunchArgument(
        "robots",
        default_value="2",
        description="How many robots (robot_0, robot_1, ...), or their names, separated by commas",
    )
    return [robots, *(argument for argument in pipeline_arguments() if argument.name != "namespace")]


def robot_names(chosen: Chosen) -> list[str]:
    """The robots' names, which are their namespaces.

    Raises:
        ConfigError: for what is neither a number nor a list of names, or a mode without topics.
    """
    told = chosen["robots"]
    names = [f"robot_{i}" for i in range(int(told))] if told.isdecimal() else told.split(",")
    if not names or len(set(names)) < len(names) or not all(NAME.fullmatch(name) for name in names):
        raise ConfigError(f"robots:={told} is neither a number of robots nor a list of names, as in a,b,c")
    if chosen["mode"] == "sync":
        raise ConfigError("mode:=sync means nothing with a fleet: the loop has no topics to watch")
    return names


def each_robot(chosen: Chosen, robots: list[str], pipeline: Path) -> list[GroupAction]:
    """A pipeline for each robot, in `/NAME/sgw`; its files go to a folder of its name.

    Raises:
        ConfigError: when the inputs do not go with the robots.
        InputError: when one of them cannot be used: nobody is started then, and nobody left behind.
    """
    passed = [argument.name for argument in pipeline_arguments() if argument.name != "namespace"]
    groups = []
    for robot, source in zip(robots, _inputs(chosen["input"], robots), strict=True):
        own = {name: chosen[name].replace(ROBOT, robot) for name in passed}
        own.update(input=source.replace(ROBOT, robot), namespace=f"/{robot}/sgw")
        look_at_input(own)
        if ROBOT not in chosen["out"]:
            own["out"] = str(Path(chosen["out"]) / robot)
        include = IncludeLaunchDescription(
            PythonLaunchDescriptionSource(str(pipeline)), launch_arguments=own.items()
        )
        remaps = [SetRemap(topic, f"/{robot}{topic}") for topic in OF_EACH_ROBOT]
        groups.append(GroupAction([*remaps, include]))
    return groups


def monitor(chosen: Chosen, robots: list[str]) -> Node:
    """The process that watches all of them.

    Raises:
        ConfigError: when the parameter file, if there is one for all, has what it does not know or take.
    """
    filed = {}
    if ROBOT not in chosen["config"]:
        filed = read_parameter_file(Path(chosen["config"]).expanduser(), FLEET, [MONITOR])[MONITOR]
    return Node(
        package=PACKAGE,
        executable=MONITOR,
        name=MONITOR,
        namespace=FLEET,
        parameters=for_launch({**filed, "robots": robots, "autostart": True}),
        output="screen",
    )


def _inputs(told: str, robots: list[str]) -> list[str]:
    """One input for all, or one for each."""
    inputs = told.split(",") if "," in told and not Path(told).expanduser().exists() else [told]
    if len(inputs) == 1:
        return inputs * len(robots)
    if len(inputs) != len(robots):
        raise ConfigError(
            f"input:={told} names {len(inputs)} inputs for {len(robots)} robots: one, or one each"
        )
    return inputs
