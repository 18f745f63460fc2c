# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The whole graph: input, experts, workspace, supervisor, view and recorder.

    ros2 launch sgw_ros pipeline.launch.py input:=video.mp4 out:=out/video

`ros2 launch sgw_ros pipeline.launch.py --show-args` lists the arguments.
"""

from pathlib import Path

from launch.actions import OpaqueFunction, SetEnvironmentVariable

from launch import LaunchDescription
from sgw_ros.nodes.bringup.arguments import pipeline_arguments, refuse_unknown, refuse_useless
from sgw_ros.nodes.bringup.ends import Run
from sgw_ros.nodes.bringup.loop import loop_process
from sgw_ros.nodes.bringup.parameters import node_parameters
from sgw_ros.nodes.bringup.processes import brake, follower, graph
from sgw_ros.nodes.bringup.source import look_at_input, prepare_folder
from sgw_ros.nodes.bringup.topics import live_remappings


def generate_launch_description():
    arguments = pipeline_arguments()
    refuse_unknown(Path(__file__).name, [argument.name for argument in arguments])
    quiet = SetEnvironmentVariable("OMP_WAIT_POLICY", "passive")  # idle threads must not spin
    return LaunchDescription([*arguments, quiet, OpaqueFunction(function=_start)])


def _start(context):
    """Everything, now that the arguments are known."""
    chosen = context.launch_configurations
    refuse_useless(chosen)
    source = look_at_input(chosen)
    out = Path(chosen["out"]).expanduser().resolve()
    prepare_folder(out, fresh_journal=source.recorded)
    run = Run(chosen["namespace"], context)
    if chosen["mode"] == "sync":
        loop = [loop_process(chosen, source, out)]
        return run.of(loop, ends_with=loop, goes_on=False)
    parameters = node_parameters(chosen, source, out)
    remappings = [] if source.name else live_remappings(chosen)
    nodes = graph(chosen, parameters, remappings, out)
    # Followers go first, so that they hear the whole run.
    followers = follower(chosen, source, parameters, remappings)
    # Live topics have no end: there the graph goes on also when its recorder cannot.
    ends = followers if source.name else []
    if chosen["respawn"] != "true":
        ends = [*ends, nodes[-1]]  # without its container or its ingest the graph would wait for ever
    processes = [*followers, *brake(chosen, parameters), *nodes]
    return run.of(processes, ends_with=ends, goes_on=not source.recorded)
