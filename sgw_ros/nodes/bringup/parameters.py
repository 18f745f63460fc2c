# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Every node's parameters: what the file says first, then what the arguments say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from launch_ros.parameter_descriptions import ParameterValue

from sgw_ros.experts.registry import EXPERTS
from sgw_ros.nodes.bringup.arguments import DEFAULTS, Chosen, number
from sgw_ros.nodes.bringup.source import Input
from sgw_ros.nodes.parameter_file import CONFIGS, check_parameters, read_parameter_file

Parameters = dict[str, dict[str, Any]]
"""Node name to its parameters."""


def enabled_experts(chosen: Chosen) -> list[str]:
    """The experts that are switched on, in the order in which they judge a frame."""
    return [name for name in EXPERTS if chosen[name] == "true"]


def node_parameters(chosen: Chosen, source: Input, out: Path) -> Parameters:
    """What every node of the graph is started with.

    Raises:
        ConfigError: when a node does not know or take one of them.
        ModelError: when a model cannot be loaded.
    """
    experts = enabled_experts(chosen)
    own: Parameters = {name: {"upstream": _upstream(name, experts)} for name in experts}
    if "visual" in own:
        own["visual"].update(detector_parameters(chosen))
    own["ingest"] = {
        "input": source.name,
        "rate": number(chosen, "rate", float),
        "wait_for": experts or [""],
        "recorder": "recorder" if chosen["record"] == "true" else "",
        **source.topics,
    }
    if chosen["transport"] != DEFAULTS["transport"]:
        for name in (*experts, "ingest"):
            own[name]["transport"] = chosen["transport"]
    pictures = chosen["record_images"] == "true"
    own["workspace"] = {"journal": str(out / "workspace.db"), "keep_sensitive": pictures}
    own["supervisor"] = {"experts": experts or [""]}
    own["view"] = {"transforms": bool(source.name)}  # a robot says its own, a file may have none
    if chosen["gate"] == "true":
        own["gate"] = {}
    own = {name: {"autostart": True, **values} for name, values in own.items()}
    own["recorder"] = {
        "out": str(out),
        "input": source.name,
        "mode": chosen["mode"],
        "rate": number(chosen, "rate", float),
        "record_images": pictures,
    }
    own["end_follower"] = {"last_expert": experts[-1] if experts else ""}
    own["recorder"].update(own["end_follower"])
    sim_time = source.recorded if chosen["use_sim_time"] == "auto" else chosen["use_sim_time"] == "true"
    own = {name: {"use_sim_time": sim_time, **values} for name, values in own.items()}
    return _with_file(chosen, own)


def detector_parameters(chosen: Chosen) -> dict[str, str]:
    """The visual expert's parameters that have an argument of their own."""
    return {name: chosen[name] for name in ("detector", "model") if chosen[name]}


def file_parameters(chosen: Chosen) -> Parameters:
    """What the parameter file says for every node that there is, switched on or not.

    Raises:
        ConfigError: when it cannot be read, or has what a node does not know or take.
    """
    return read_parameter_file(Path(chosen["config"]).expanduser(), chosen["namespace"], CONFIGS)


def for_launch(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Parameters as actions take them; texts stay texts: launch would make a number of a file named `123`."""
    return [
        {
            name: ParameterValue(value, value_type=str) if isinstance(value, str) else value
            for name, value in values.items()
        }
    ]


def _upstream(name: str, experts: list[str]) -> list[str]:
    """Whose answers an expert can wait for; a list of texts must not be empty."""
    return [other for other in EXPERTS[name].inputs if other in experts] or [""]


def _with_file(chosen: Chosen, own: Parameters) -> Parameters:
    filed = file_parameters(chosen)
    for name, values in own.items():
        check_parameters(name, values)
    return {name: {**filed[name], **own[name]} for name in own}
