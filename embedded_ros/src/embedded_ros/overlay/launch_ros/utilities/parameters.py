# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Parameters of a node: dicts, single ones and files, in the order given, the last one wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml
from launch.substitution import SubstitutionFailure

from launch import LaunchContext
from launch_ros.parameter_descriptions import Parameter, ParameterFile

from .parameter_values import NormalizedDict, Value, evaluate_parameter_dict, normalize_parameter_dict

if TYPE_CHECKING:
    from rcl_interfaces.msg import Parameter as ParameterMsg

Normalized: TypeAlias = list[ParameterFile | Parameter | NormalizedDict]
Evaluated: TypeAlias = list[Path | dict[str, Value]]


def normalize_parameters(parameters: Iterable[Any]) -> Normalized:
    """Parameters as given to a node; whatever is not a dict or a description is the path of a file.

    Raises:
        TypeError: They are not a list, or a value has a type that parameters cannot have.
    """
    if isinstance(parameters, str | Mapping) or not isinstance(parameters, Iterable):
        raise TypeError(f"Expecting list of parameters, got {parameters!r}")
    normalized: Normalized = []
    for entry in parameters:
        if isinstance(entry, Mapping):
            normalized.append(normalize_parameter_dict(entry))
        elif isinstance(entry, Parameter | ParameterFile):
            normalized.append(entry)
        else:
            normalized.append(ParameterFile(entry))
    return normalized


def evaluate_parameters(context: LaunchContext, parameters: Normalized) -> Evaluated:
    """Paths of files, and names with values, after all substitutions."""
    evaluated: Evaluated = []
    for entry in parameters:
        if isinstance(entry, ParameterFile):
            evaluated.append(entry.evaluate(context))
        elif isinstance(entry, Parameter):
            evaluated.append(dict([entry.evaluate(context)]))
        else:
            evaluated.append(evaluate_parameter_dict(context, entry))
    return evaluated


def global_parameters(context: LaunchContext) -> Normalized:
    """Those that SetParameter set for the scope."""
    return normalize_parameters(
        [dict([pair]) for pair in context.launch_configurations.get("global_params", [])]
    )


def as_messages(context: LaunchContext, full_name: str, parameters: Normalized) -> list[ParameterMsg]:
    """Parameters of the node `full_name` as messages for the request that loads it.

    Raises:
        SubstitutionFailure: A parameter file cannot be read.
    """
    from rclpy.parameter import Parameter as RclpyParameter

    values: dict[str, Value] = {}
    for entry in evaluate_parameters(context, parameters):
        values |= _from_file(context, entry, full_name) if isinstance(entry, Path) else entry
    return [RclpyParameter(name, value=value).to_parameter_msg() for name, value in values.items()]


def _from_file(context: LaunchContext, path: Path, full_name: str) -> dict[str, Value]:
    try:
        content = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise SubstitutionFailure(f"cannot read parameter file {path}: {error}") from error
    if not isinstance(content, dict):
        raise SubstitutionFailure(
            f"parameter file {path} does not hold a mapping from node names to parameters"
        )
    nodes = _nodes(content)
    chosen = {**nodes.get("**", {}), **nodes.get(full_name.lstrip("/"), {})} if nodes else content
    return evaluate_parameter_dict(context, normalize_parameter_dict(chosen))


def _nodes(content: Mapping[str, Any], names: tuple[str, ...] = ()) -> dict[str, dict[str, Any]]:
    """Parameters by full node name without the leading slash; '**' stands for all nodes."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in content.items():
        if key == "ros__parameters":
            found["/".join(names)] = value or {}
        elif isinstance(value, Mapping):
            found |= _nodes(value, (*names, str(key).strip("/")))
    return found
