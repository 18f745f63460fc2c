# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Parameter files for the launch file: which node gets what, checked before anything starts.

Launch hands composed nodes only what a file says under their exact name; patterns such as
`/**/visual` reach them through here, in the same way as nodes that are processes of their own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from sgw_ros.core.config import override, settings
from sgw_ros.core.errors import ConfigError
from sgw_ros.experts.base import ExpertConfig
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.gate.config import GateConfig
from sgw_ros.nodes.configs import (
    EndConfig,
    FleetConfig,
    GateTopicsConfig,
    HostConfig,
    PlayConfig,
    SensorConfig,
    SupervisionConfig,
    ViewConfig,
    WorkspaceConfig,
)
from sgw_ros.nodes.recorder.config import RecorderConfig
from sgw_ros.supervisor.config import SupervisorConfig

KEY = "ros__parameters"
OF_EVERY_NODE = frozenset({"use_sim_time", "autostart"})
CONFIGS: dict[str, tuple[Any, ...]] = {
    **{name: (spec.config_type(), HostConfig()) for name, spec in EXPERTS.items()},
    "ingest": (PlayConfig(), SensorConfig()),
    "workspace": (WorkspaceConfig(),),
    "supervisor": (SupervisorConfig(), SupervisionConfig()),
    "view": (ViewConfig(), SensorConfig()),
    "recorder": (RecorderConfig(),),
    "end_follower": (EndConfig(),),
    "fleet_monitor": (FleetConfig(),),
    "gate": (GateConfig(), GateTopicsConfig()),
}
"""Node name to the configurations that its parameters are declared from."""


def read_parameter_file(path: Path, namespace: str, names: Collection[str]) -> dict[str, dict[str, Any]]:
    """Node name to its parameters in a file; later sections win. `*` is one part of a name, `**` any number.

    Raises:
        ConfigError: when the file cannot be read, or has what a node does not know or take.
    """
    found: dict[str, dict[str, Any]] = {name: {} for name in names}
    for pattern, values in _sections(_content(path)):
        if not isinstance(values, dict):
            raise ConfigError(f"{path}: {KEY} of {pattern or '/'} must map names to values")
        for name in names:
            if _matches(pattern, f"{namespace}/{name}".strip("/")):
                found[name].update(values)
    for name, values in found.items():
        check_parameters(name, values, f"{path}: ")
    return found


def unknown_nodes(path: Path, namespace: str) -> list[str]:
    """Sections that mean this namespace, but no node that can be in it; others' nodes may well be.

    Raises:
        ConfigError: when the file cannot be read.
    """
    found = []
    for pattern, _ in _sections(_content(path)):
        folder, slash, name = pattern.rpartition("/")
        if (
            name not in CONFIGS
            and "*" not in name
            and _matches(f"{folder}{slash}x", f"{namespace}/x".strip("/"))
        ):
            found.append(f"/{pattern}")
    return found


def check_parameters(name: str, values: Mapping[str, Any], where: str = "") -> None:
    """See that a node knows and takes its parameters.

    Raises:
        ConfigError: when it does not.
    """
    configs = CONFIGS[name]
    known = set().union(*(settings(type(config)) for config in configs), OF_EVERY_NODE)
    for key in values:
        if key not in known and not key.startswith("qos_overrides."):
            raise ConfigError(
                f"{where}{name}: unknown parameter '{key}'; known ones: {', '.join(sorted(known))}"
            )
    try:
        for config in configs:
            override(config, _of(config, values))
    except ConfigError as error:
        raise ConfigError(f"{where}{name}: {error}") from None


def expert_config(name: str, values: Mapping[str, Any]) -> ExpertConfig:
    """What an expert is configured with by a node's parameters.

    Raises:
        ConfigError: when they do not go together.
    """
    default = EXPERTS[name].config_type()
    config = override(default, _of(default, values))
    try:
        config.check()
    except ConfigError as error:
        raise ConfigError(f"{name}: {error}") from None
    return config


def _of(config: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key in settings(type(config))}


def _content(path: Path) -> Mapping[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: not a readable parameter file: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict | None):
        raise ConfigError(f"{path}: not a parameter file: it maps node names to {KEY}")
    return content or {}


def _sections(content: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Name pattern without the leading slash, and what stands under it, in the file's order."""
    for key, value in content.items():
        if key == KEY:
            yield "/".join(above), value or {}
        elif isinstance(value, Mapping):
            yield from _sections(value, (*above, str(key).strip("/")))


def _matches(pattern: str, full_name: str) -> bool:
    """Whether a full node name without its leading slash is meant."""
    if pattern == "**":
        return True
    parts = [{"*": "[^/]+", "**": "(.+/)?"}.get(part, re.escape(part)) for part in pattern.split("/")]
    text = "".join(part if part == "(.+/)?" else f"{part}/" for part in parts)
    return re.fullmatch(text, f"{full_name}/") is not None
