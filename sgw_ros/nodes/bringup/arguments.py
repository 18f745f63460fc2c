# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The arguments of the launch files, and what is refused about them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ament_index_python.packages import get_package_share_directory
from launch.actions import DeclareLaunchArgument

from sgw_ros.core.errors import ConfigError
from sgw_ros.experts.registry import EXPERTS

PACKAGE = "sgw_ros"
SWITCH = ("true", "false")
Chosen = Mapping[str, str]
"""Every argument's value."""

DEFAULT_THREADS = "1"
DEFAULTS = {
    "image": "image",
    "depth": "depth",
    "camera_info": "",
    "imu": "imu",
    "odom": "odom",
    "transport": "",
    "use_sim_time": "auto",
    "executor_threads": DEFAULT_THREADS,
    "respawn": "false",
    "gate": "false",
    "cmd_vel_in": "cmd_vel_in",
    "cmd_vel": "cmd_vel",
}
"""What an argument is when nobody gave it, as far as that is asked later."""

OF_NO_USE = {
    "sync": ("use_sim_time", "executor_threads", "respawn", "gate", "cmd_vel_in", "cmd_vel"),
    "distributed": ("executor_threads",),
    "composed": (),
}
"""Arguments that a mode cannot follow: given all the same, they are refused instead of ignored."""


def pipeline_arguments() -> list[DeclareLaunchArgument]:
    """The arguments of `pipeline.launch.py`, in the order in which `--show-args` lists them."""
    return [
        *_input_arguments(),
        *_run_arguments(),
        *_process_arguments(),
        *_gate_arguments(),
        *_expert_arguments(),
    ]


def refuse_unknown(file: str, known: Iterable[str]) -> None:
    """Refuse a misspelt argument; when `file` is included by another, the words are that one's.

    Raises:
        ConfigError: naming those that there are.
    """
    if not any(Path(word).name == file for word in sys.argv):
        return
    names = list(known)
    for word in sys.argv:
        name, given, _ = word.partition(":=")
        if given and name not in names:
            raise ConfigError(f"unknown argument '{name}'; known ones: {', '.join(names)}")


def refuse_useless(chosen: Chosen) -> None:
    """Refuse what the chosen mode cannot follow.

    Raises:
        ConfigError: naming argument and mode.
    """
    for name in OF_NO_USE[chosen["mode"]]:
        if chosen[name] != DEFAULTS[name]:
            raise ConfigError(
                f"{name}:={chosen[name]} means nothing with mode:={chosen['mode']}: leave it out"
            )


def number(chosen: Chosen, name: str, kind: type[Any]) -> Any:
    """An argument as a number.

    Raises:
        ConfigError: when it is none.
    """
    try:
        return kind(chosen[name])
    except ValueError:
        raise ConfigError(f"argument '{name}' takes a number, not '{chosen[name]}'") from None


def _input_arguments() -> list[DeclareLaunchArgument]:
    return [
        _text("input", "Video, bag or camera index; empty: live topics", ""),
        _text("image", "Topic of the pictures, live or in a bag, without the image transport"),
        _choice("transport", ["", "raw", "compressed"], "How live pictures are sent (image_transport)"),
        _text("depth", "Topic of the depth pictures, live or in a bag"),
        _text("camera_info", "Topic of the camera's intrinsics; empty: the one beside image"),
        _text("imu", "Topic of the inertial unit, live or in a bag"),
        _text("odom", "Topic of the odometry, live or in a bag"),
        _text("rate", "Playing speed of a file, else 1.0; 0: as fast as the graph takes it", ""),
        _choice("use_sim_time", ["auto", *SWITCH], "Time from /clock; auto: for files and bags"),
    ]


def _run_arguments() -> list[DeclareLaunchArgument]:
    config = str(Path(get_package_share_directory(PACKAGE)) / "config" / "pipeline.yaml")
    return [
        _text("out", "Folder for bag, report, summary, journal", "out"),
        _choice("record", SWITCH, "Bag, report and summary", "true"),
        _choice("record_images", ("", *SWITCH), "Keep pictures in them, else true", ""),
        _text("namespace", "Namespace of all nodes", "sgw"),
        _text("config", "Parameter file", config),
        _text("detector", "auto, motion, person or yolo", ""),
        _text("model", "ONNX file of the yolo detector", ""),
    ]


def _process_arguments() -> list[DeclareLaunchArgument]:
    return [
        _choice(
            "mode",
            ["composed", "distributed", "sync"],
            "One process, a process per node, or the synchronous loop without ROS",
            "composed",
        ),
        _text("executor_threads", "Threads of the container of mode:=composed"),
        _choice("respawn", SWITCH, "Restart what dies"),
    ]


def _gate_arguments() -> list[DeclareLaunchArgument]:
    return [
        _choice("gate", SWITCH, "Let velocity commands pass as the advice allows (docs/gate.md)"),
        _text("cmd_vel_in", "Topic of the commands before the gate"),
        _text("cmd_vel", "Topic of the commands behind it: the wheels"),
    ]


def _expert_arguments() -> list[DeclareLaunchArgument]:
    return [_choice(name, SWITCH, f"Run the {name} expert", "true") for name in EXPERTS]


def _text(name: str, description: str, default: str | None = None) -> DeclareLaunchArgument:
    default = DEFAULTS[name] if default is None else default
    return DeclareLaunchArgument(name, default_value=default, description=description)


def _choice(
    name: str, choices: Iterable[str], description: str, default: str | None = None
) -> DeclareLaunchArgument:
    default = DEFAULTS[name] if default is None else default
    return DeclareLaunchArgument(name, default_value=default, choices=list(choices), description=description)
