# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The whole graph: input, experts, workspace, supervisor, view and recorder.

    ros2 launch sgw_ros pipeline.launch.py input:=video.mp4 out:=out/video

`ros2 launch sgw_ros pipeline.launch.py --show-args` lists the arguments.
"""

import sys
from pathlib import Path

from ament_index_python.packages import get_package_share_directory
from launch.actions import (
    DeclareLaunchArgument,
    ExecuteProcess,
    OpaqueFunction,
    RegisterEventHandler,
    SetEnvironmentVariable,
    Shutdown,
)
from launch.event_handlers import OnProcessExit
from launch_ros.actions import ComposableNodeContainer, Node
from launch_ros.descriptions import ComposableNode
from launch_ros.parameter_descriptions import ParameterValue

from launch import LaunchDescription
from sgw_ros.core.errors import ConfigError, InputError
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.ingest.source import open_source
from sgw_ros.nodes.parameter_file import check_parameters, read_parameter_file

PACKAGE = "sgw_ros"
SWITCH = ["true", "false"]
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


def generate_launch_description():
    share = Path(get_package_share_directory(PACKAGE))
    argument = DeclareLaunchArgument
    description = LaunchDescription(
        [
            argument("input", default_value="", description="Video, bag or camera index; empty: live topics"),
            argument("out", default_value="out", description="Folder for bag, report, summary, journal"),
            argument("namespace", default_value="sgw", description="Namespace of all nodes"),
            argument(
                "mode",
                default_value="composed",
                choices=["composed", "distributed", "sync"],
                description="One process, a process per node, or the synchronous loop without ROS",
            ),
            argument(
                "config",
                default_value=str(share / "config" / "pipeline.yaml"),
                description="Parameter file",
            ),
            argument(
                "rate", default_value="1.0", description="Playing speed; 0: as fast as the graph takes it"
            ),
            argument("detector", default_value="", description="auto, motion, person or yolo"),
            argument("model", default_value="", description="ONNX file of the yolo detector"),
            argument("record", default_value="true", choices=SWITCH, description="Bag, report and summary"),
            argument(
                "record_images", default_value="true", choices=SWITCH, description="Keep pictures in them"
            ),
            argument(
                "use_sim_time",
                default_value="auto",
                choices=["auto", *SWITCH],
                description="Time from /clock; auto: for files and bags",
            ),
            argument("executor_threads", default_value="1", description="Threads of the container"),
            argument("respawn", default_value="false", choices=SWITCH, description="Restart what dies"),
            *(
                argument(name, default_value="true", choices=SWITCH, description=f"Run the {name} expert")
                for name in EXPERTS
            ),
            SetEnvironmentVariable("OMP_WAIT_POLICY", "passive"),
            OpaqueFunction(function=_graph),
        ]
    )
    _refuse_unknown([argument.name for argument in description.get_launch_arguments()])
    return description


def _refuse_unknown(known):
    """A misspelt argument must not pass in silence; when this file is included, they are another file's."""
    if not any(Path(word).name == Path(__file__).name for word in sys.argv):
        return
    for word in sys.argv:
        name, given, _ = word.partition(":=")
        if given and name not in known:
            raise ConfigError(f"unknown argument '{name}'; known ones: {', '.join(known)}")


def _graph(context):
    """Everything, now that the arguments are known."""
    chosen = context.launch_configurations
    source = chosen["input"]
    recorded = bool(source) and not source.isdecimal()
    if source:
        open_source(source).close()
    out = Path(chosen["out"]).expanduser().resolve()
    _prepare(out, fresh_journal=recorded)
    if chosen["mode"] == "sync":
        return [_loop(chosen, out)]
    parameters = _parameters(chosen, out, recorded)
    namespace = chosen["namespace"]
    nodes = (
        _composed(chosen, parameters) if chosen["mode"] == "composed" else _distributed(chosen, parameters)
    )
    if chosen["respawn"] != "true":
        # Without its container or its ingest the graph would wait for ever.
        nodes.append(RegisterEventHandler(OnProcessExit(target_action=nodes[-1], on_exit=_end)))
    if chosen["record"] != "true":
        return nodes
    recorder = Node(
        package=PACKAGE,
        executable="recorder",
        name="recorder",
        namespace=namespace,
        parameters=parameters["recorder"],
        output="screen",
    )
    end = OnProcessExit(target_action=recorder, on_exit=_end)
    return [recorder, *nodes, RegisterEventHandler(end)]


def _parameters(chosen, out, recorded):
    """Node name to its parameters: the file first, then what the arguments say."""
    sim_time = recorded if chosen["use_sim_time"] == "auto" else chosen["use_sim_time"] == "true"
    experts = [name for name in EXPERTS if chosen[name] == "true"]
    rate = _number("rate", chosen["rate"], float)
    own = {name: {"upstream": [n for n in EXPERTS[name].inputs if n in experts] or [""]} for name in experts}
    if "visual" in own:
        own["visual"].update({k: chosen[k] for k in ("detector", "model") if chosen[k]})
    own["ingest"] = {
        "input": chosen["input"],
        "rate": rate,
        "wait_for": experts or [""],
        "recorder": "recorder" if chosen["record"] == "true" else "",
    }
    own["workspace"] = {"journal": str(out / "workspace.db")}
    own["supervisor"] = {"experts": experts or [""]}
    own["view"] = {}
    common = {"use_sim_time": sim_time}
    own = {name: {**common, "autostart": True, **values} for name, values in own.items()}
    told = {"out": str(out), "input": chosen["input"], "mode": chosen["mode"], "rate": rate}
    told["record_images"] = chosen["record_images"] == "true"
    own["recorder"] = {**common, **told}
    filed = read_parameter_file(Path(chosen["config"]).expanduser(), chosen["namespace"], own)
    for name, values in own.items():
        check_parameters(name, values)
    return {name: [_typed({**filed[name], **own[name]})] for name in own}


def _typed(values):
    """Texts stay texts: launch would make a number of the file name `123`."""
    return {
        name: ParameterValue(value, value_type=str) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _number(name, text, kind):
    try:
        return kind(text)
    except ValueError:
        raise ConfigError(f"argument '{name}' takes a number, not '{text}'") from None


def _composed(chosen, parameters):
    """All nodes in one process, where frames pass by reference."""
    nodes = [
        ComposableNode(
            package=PACKAGE,
            plugin=plugin,
            name=name,
            namespace=chosen["namespace"],
            parameters=parameters[name],
        )
        for name, (plugin, _) in COMPONENTS.items()
        if name in parameters
    ]
    container = ComposableNodeContainer(
        name="container",
        namespace=chosen["namespace"],
        package=PACKAGE,
        executable="component_container",
        composable_node_descriptions=nodes,
        arguments=[
            "--executor-threads",
            str(_number("executor_threads", chosen["executor_threads"], int)),
        ],
        respawn=chosen["respawn"] == "true",
        output="screen",
    )
    return [container]


def _distributed(chosen, parameters):
    """A process per node; they may as well run on several machines."""
    return [
        Node(
            package=PACKAGE,
            executable=executable,
            name=name,
            namespace=chosen["namespace"],
            parameters=parameters[name],
            respawn=chosen["respawn"] == "true",
            output="screen",
        )
        for name, (_, executable) in COMPONENTS.items()
        if name in parameters
    ]


def _loop(chosen, out):
    """The synchronous loop: the same experts, no nodes."""
    if not chosen["input"]:
        raise InputError("mode:=sync needs an input: a video, a bag or a camera index")
    options = [option for key in ("detector", "model") if chosen[key] for option in (f"--{key}", chosen[key])]
    images = "--record-images" if chosen["record_images"] == "true" else "--no-record-images"
    options.append(images)
    for name in EXPERTS:
        if chosen[name] != "true":
            options += ["--set", f"{name}.enabled=false"]
    command = [sys.executable, "-m", "sgw_ros.cli.main", "run", chosen["input"], "--out", str(out), *options]
    return ExecuteProcess(cmd=command, output="screen", on_exit=_end)


def _end(event, context):
    """The run is over; a failed one makes the launch fail, too."""
    if context.is_shutdown:
        return []
    if event.returncode:
        raise RuntimeError(f"{event.process_name} ended with status {event.returncode}")
    return [Shutdown(reason="the input has ended")]


def _prepare(out, fresh_journal):
    """Make the folder; a recording played again starts from an empty workspace."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for suffix in ("", "-wal", "-shm") if fresh_journal else ():
            (out / f"workspace.db{suffix}").unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"out:={out}: {error.strerror}") from None
