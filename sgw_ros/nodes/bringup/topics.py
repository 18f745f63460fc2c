# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where the pictures and what goes with them come from: remapping of live topics, topics of a bag."""

from __future__ import annotations

import re

from sgw_ros.core.errors import ConfigError
from sgw_ros.nodes.bringup.arguments import DEFAULTS, Chosen

NAMES = ("image", "depth", "camera_info", "imu", "odom")
TOPIC = re.compile(r"/?[A-Za-z_]\w*(/[A-Za-z_]\w*)*")
Remappings = list[tuple[str, str]]


def given_topics(chosen: Chosen) -> dict[str, str]:
    """The topics that the user named.

    Raises:
        ConfigError: for what is no name of a topic.
    """
    given = {name: chosen[name] for name in NAMES if chosen[name] != DEFAULTS[name]}
    for name, topic in given.items():
        if not TOPIC.fullmatch(topic):
            raise ConfigError(f"{name}:={topic} is no name of a topic; one looks like /camera/{name}")
    if "image" in given and given["image"].endswith("/compressed"):
        base = given["image"].removesuffix("/compressed")
        raise ConfigError(
            f"image:={given['image']} names the transport, too; give image:={base} transport:=compressed"
        )
    return given


def live_remappings(chosen: Chosen) -> Remappings:
    """Remapping rules that lead the sensor topics of the nodes to those that the user named.

    As image_transport does it, transports are below the image's topic and its camera_info beside it.
    """
    rules: Remappings = []
    for name, topic in given_topics(chosen).items():
        rules.append((name, topic))
        if name == "image":
            rules.append(("image/compressed", f"{topic}/compressed"))
            if not chosen["camera_info"]:
                folder, slash, _ = topic.rpartition("/")
                rules.append(("camera_info", f"{folder}{slash}camera_info"))
    return rules


def gate_remappings(chosen: Chosen) -> Remappings:
    """Remapping rules for the commands before and behind the gate.

    Raises:
        ConfigError: for what is no name of a topic, or one that the gate would hear itself on.
    """
    rules = [(name, chosen[name]) for name in ("cmd_vel_in", "cmd_vel") if chosen[name] != DEFAULTS[name]]
    for name, topic in rules:
        if not TOPIC.fullmatch(topic):
            raise ConfigError(f"{name}:={topic} is no name of a topic; one looks like /{name}")
    if chosen["cmd_vel_in"] == chosen["cmd_vel"]:
        raise ConfigError(f"cmd_vel_in and cmd_vel are both {chosen['cmd_vel']}: the gate needs two topics")
    return rules


def bag_topics(chosen: Chosen, kind: str) -> dict[str, str]:
    """Ingest's parameters for the topics of a bag that the user named.

    Raises:
        ConfigError: when the input has no topics, or `transport` was given: it holds for live topics.
    """
    given = given_topics(chosen)
    if given and kind != "bag":
        name, topic = next(iter(given.items()))
        raise ConfigError(f"{name}:={topic} means nothing here: {chosen['input']} is a {kind} without topics")
    if chosen["transport"]:
        raise ConfigError("transport is for live topics; how a file's pictures are stored is in the file")
    return {f"{name}_topic": topic for name, topic in given.items()}
