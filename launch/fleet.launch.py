# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A pipeline for each robot of a fleet, and a monitor that folds them into `/fleet/status`.

    ros2 launch sgw_ros fleet.launch.py robots:=3 image:=/{robot}/camera/image_raw

Every argument of pipeline.launch.py holds for each robot, with its name for `{robot}`.
"""

from pathlib import Path

from launch.actions import OpaqueFunction

from launch import LaunchDescription
from sgw_ros.nodes.bringup.arguments import refuse_unknown
from sgw_ros.nodes.bringup.fleet import each_robot, fleet_arguments, monitor, robot_names


def generate_launch_description():
    arguments = fleet_arguments()
    refuse_unknown(Path(__file__).name, [argument.name for argument in arguments])
    return LaunchDescription([*arguments, OpaqueFunction(function=_start)])


def _start(context):
    """The robots, now that the arguments are known."""
    chosen = dict(context.launch_configurations)
    robots = robot_names(chosen)
    pipeline = Path(__file__).with_name("pipeline.launch.py")
    return [monitor(chosen, robots), *each_robot(chosen, robots, pipeline)]
