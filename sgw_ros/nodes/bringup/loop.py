# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The synchronous loop with the arguments of the graph: the same experts, no nodes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from launch.actions import ExecuteProcess

from sgw_ros.core.config import settings
from sgw_ros.core.errors import InputError
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.ingest.source import IngestConfig
from sgw_ros.nodes.bringup.arguments import Chosen
from sgw_ros.nodes.bringup.parameters import (
    Parameters,
    detector_parameters,
    file_parameters,
    keeps_pictures,
    play_rate,
)
from sgw_ros.nodes.bringup.processes import TIME_TO_END
from sgw_ros.nodes.bringup.source import Input
from sgw_ros.supervisor.config import SupervisorConfig

CONFIGS = {
    **{name: spec.config_type for name, spec in EXPERTS.items()},
    "supervisor": SupervisorConfig,
    "ingest": IngestConfig,
}
"""What has settings in the loop; those of the nodes around it have nothing to act on there."""


def loop_process(chosen: Chosen, source: Input, out: Path) -> ExecuteProcess:
    """The process that runs the loop.

    Raises:
        ConfigError: for parameters in the file that no node knows or takes.
        InputError: without an input.
    """
    if not source.name:
        raise InputError("mode:=sync needs an input: a video, a bag or a camera index")
    filed = file_parameters(chosen)
    options = ["--out", str(out), "--rate", str(play_rate(chosen, filed))]
    options += ["--namespace", chosen["namespace"]]
    options += [
        _switch("record", chosen["record"] == "true"),
        _switch("record-images", _keeps(chosen, filed)),
    ]
    for node, values in _settings(chosen, source, filed).items():
        for name, value in values.items():
            options += ["--set", f"{node}.{name}={json.dumps(value)}"]
    command = [sys.executable, "-m", "sgw_ros", "run", source.name, *options]
    return ExecuteProcess(cmd=command, output="screen", **TIME_TO_END)


def _keeps(chosen: Chosen, filed: Parameters) -> bool:
    """Whether pictures are kept; to the loop the journal's appearance goes with them: either's no counts."""
    return keeps_pictures(chosen, filed) and bool(filed["workspace"].get("keep_sensitive", True))


def _switch(name: str, on: bool) -> str:
    return f"--{'' if on else 'no-'}{name}"


def _settings(chosen: Chosen, source: Input, filed: Parameters) -> Parameters:
    """Parameters of the experts, the supervisor and the input; arguments win over the file."""
    values = {
        node: {name: value for name, value in filed[node].items() if name in settings(config)}
        for node, config in CONFIGS.items()
    }
    for name in EXPERTS:
        if chosen[name] != "true":
            values[name]["enabled"] = False
    values["visual"].update(detector_parameters(chosen))
    values["ingest"].update(source.topics)
    return values
