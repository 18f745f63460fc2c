# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Every node's parameters: what the file says, and over it what arguments that were given say."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from launch.logging import get_logger
from launch_ros.parameter_descriptions import ParameterValue

from sgw_ros.experts.base import ExpertConfig
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.nodes.bringup.arguments import PACKAGE, Chosen, number
from sgw_ros.nodes.bringup.source import Input
from sgw_ros.nodes.bringup.trial import apart, build_experts
from sgw_ros.nodes.parameter_file import (
    CONFIGS,
    check_parameters,
    expert_config,
    read_parameter_file,
    unknown_nodes,
)

Parameters = dict[str, dict[str, Any]]
"""Node name to its parameters."""
FOLLOWERS = ("recorder", "end_follower")
"""Nodes without a lifecycle."""


def enabled_experts(chosen: Chosen) -> list[str]:
    """The experts that are switched on, in the order in which they judge a frame."""
    return [name for name in EXPERTS if chosen[name] == "true"]


def node_parameters(chosen: Chosen, source: Input, out: Path) -> Parameters:
    """What every node of the graph is started with.

    Arguments that were given, and what they decide, win over the file; the file over everything else.

    Raises:
        ConfigError: when a node does not know or take one of them, or some do not go together.
        ModelError: when a model cannot be loaded.
    """
    filed = file_parameters(chosen)
    own = _own(chosen, source, out, filed)
    for name, values in own.items():
        check_parameters(name, values)
    unless_filed: Parameters = {
        "view": {"transforms": bool(source.name)},  # a robot says its own, a file may have none
        "workspace": {"keep_sensitive": keeps_pictures(chosen, filed)},
    }
    of_all: dict[str, Any] = {} if "use_sim_time" in own["ingest"] else {"use_sim_time": False}
    started = {name: {"autostart": True} for name in own if name not in FOLLOWERS}
    all_values = {
        name: {**of_all, **started.get(name, {}), **unless_filed.get(name, {}), **filed[name], **values}
        for name, values in own.items()
    }
    configs = ((name, expert_config(name, all_values[name])) for name in enabled_experts(chosen))
    _try_models(tuple((name, config) for name, config in configs if config.model))
    return all_values


@cache  # the robots of a fleet have the same ones
def _try_models(configs: tuple[tuple[str, ExpertConfig], ...]) -> None:
    if configs:
        apart(build_experts, configs)


def play_rate(chosen: Chosen, filed: Parameters) -> float:
    """How fast a file is played.

    Raises:
        ConfigError: when the argument is no number.
    """
    return float(number(chosen, "rate", float) if chosen["rate"] else filed["ingest"].get("rate", 1.0))


def keeps_pictures(chosen: Chosen, filed: Parameters) -> bool:
    """Whether pictures are recorded."""
    given = chosen["record_images"]
    return given == "true" if given else bool(filed["recorder"].get("record_images", True))


def detector_parameters(chosen: Chosen) -> dict[str, str]:
    """The visual expert's parameters that have an argument of their own."""
    return {name: chosen[name] for name in ("detector", "model") if chosen[name]}


def file_parameters(chosen: Chosen) -> Parameters:
    """What the parameter file says for every node that there is, switched on or not.

    A name in this namespace that no node has gets a warning: it may be misspelt, or another package's.

    Raises:
        ConfigError: when it cannot be read, or has what a node does not know or take.
    """
    path, namespace = Path(chosen["config"]).expanduser(), chosen["namespace"]
    found = read_parameter_file(path, namespace, CONFIGS)
    for section in unknown_nodes(path, namespace):
        get_logger(PACKAGE).warning(
            f"{path}: section '{section}' means no node of this graph; those are {', '.join(CONFIGS)}"
        )
    return found


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


def _own(chosen: Chosen, source: Input, out: Path, filed: Parameters) -> Parameters:
    """What the arguments say, for every node that runs; an argument that was not given says nothing."""
    experts = enabled_experts(chosen)
    last = {"last_expert": experts[-1] if experts else ""}
    rate = play_rate(chosen, filed)
    own: Parameters = {name: {"upstream": _upstream(name, experts)} for name in experts}
    if "visual" in own:
        own["visual"].update(detector_parameters(chosen))
    own["ingest"] = {
        "input": source.name,
        "rate": rate,
        "wait_for": experts or [""],
        "recorder": "recorder" if chosen["record"] == "true" else "",
        **source.topics,
    }
    own["view"] = {}
    if chosen["transport"]:
        for values in own.values():
            values["transport"] = chosen["transport"]
    own["workspace"] = {"journal": str(out / "workspace.db")}
    if chosen["record_images"] == "false":
        own["workspace"]["keep_sensitive"] = False
    own["supervisor"] = {"experts": experts or [""]}
    if chosen["gate"] == "true":
        own["gate"] = {}
    own["recorder"] = {
        "out": str(out),
        "input": source.name,
        "mode": chosen["mode"],
        "rate": rate,
        "record_images": keeps_pictures(chosen, filed),
        **last,
    }
    own["end_follower"] = last
    sim_time = _sim_time(chosen, source)
    return own if sim_time is None else {k: {"use_sim_time": sim_time, **v} for k, v in own.items()}


def _sim_time(chosen: Chosen, source: Input) -> bool | None:
    """Whether time comes from `/clock`; None where neither argument nor input says so."""
    if chosen["use_sim_time"] == "auto":
        return True if source.recorded else None
    return chosen["use_sim_time"] == "true"
