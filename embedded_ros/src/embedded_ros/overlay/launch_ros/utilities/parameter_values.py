# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Parameter values: the types they may have, and the YAML rules that give substitutions a type."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import yaml
from launch.utilities import normalize_to_list_of_substitutions, perform_substitutions

from launch import LaunchContext, Substitution
from launch_ros.parameter_descriptions import ParameterValue

Value: TypeAlias = bool | int | float | str | list[bool] | list[int] | list[float] | list[str]
# Names are substitutions, too.
NormalizedDict: TypeAlias = dict[tuple[Substitution, ...], Any]


class _Each(tuple[list[Substitution], ...]):
    """A list whose items are substitutions, one by one."""


def normalize_parameter_dict(
    parameters: Mapping[Any, Any], prefix: Sequence[Substitution] = ()
) -> NormalizedDict:
    """Flatten nested names with dots, and bring values into the form `evaluate_parameter_dict` takes.

    Raises:
        TypeError: A value has a type that parameters cannot have.
    """
    normalized: NormalizedDict = {}
    for key, value in parameters.items():
        name = (*prefix, *normalize_to_list_of_substitutions(key))
        if isinstance(value, Mapping):
            dot = normalize_to_list_of_substitutions(".")
            normalized |= normalize_parameter_dict(value, (*name, *dot))
        else:
            normalized[name] = _normalize_value(value)
    return normalized


def evaluate_parameter_dict(context: LaunchContext, parameters: NormalizedDict) -> dict[str, Value]:
    """Names and values; substitutions have the type that YAML gives their text.

    Raises:
        TypeError: The text of a value is not a scalar or a list of one type.
    """
    evaluated = {}
    for subs, value in parameters.items():
        name = perform_substitutions(context, subs)
        evaluated[name] = _evaluate_value(context, name, value)
    return evaluated


def _normalize_value(value: Any) -> Any:
    if isinstance(value, ParameterValue | bool | int | float | str):
        return value
    if isinstance(value, Substitution):
        return [value]
    if not isinstance(value, Sequence) or isinstance(value, bytes):
        raise TypeError(f"Unexpected type for parameter value {value!r}")
    kinds = {_kind(item) for item in value}
    if kinds == {bool} or kinds == {int} or kinds == {str}:
        return _Plain(value)
    if kinds in ({float}, {int, float}):
        return _Plain([float(item) for item in value])
    if Substitution in kinds and kinds <= {str, Substitution}:
        # The parts of one text, as everywhere in launch files; a list needs a list for each item.
        return normalize_to_list_of_substitutions(value)
    return _Each(
        normalize_to_list_of_substitutions(yaml_text(item) if isinstance(item, str | int | float) else item)
        for item in value
    )


class _Plain(tuple[Any, ...]):
    """A list of plain values of one type."""


def _kind(item: Any) -> type:
    for kind in (Substitution, str, bool, int, float):
        if isinstance(item, kind):
            return kind
    if isinstance(item, Sequence):
        return tuple
    raise TypeError(f"Unexpected type in a list of parameter values: {item!r}")


def _evaluate_value(context: LaunchContext, name: str, value: Any) -> Value:
    if isinstance(value, ParameterValue):
        evaluated: Value = value.evaluate(context)
        return evaluated
    if isinstance(value, _Each):
        return _uniform(name, [_load(name, perform_substitutions(context, item)) for item in value])
    if isinstance(value, _Plain):
        return _uniform(name, list(value))
    if not isinstance(value, list):
        scalar: Value = value
        return scalar
    loaded = _load(name, perform_substitutions(context, value))
    if isinstance(loaded, list):
        return _uniform(name, loaded)
    if not isinstance(loaded, bool | int | float | str):
        raise TypeError(
            f"Allowed value types are bool, int, float, str and lists of one of them. Got {type(loaded)} for"
            f' "{name}". If the parameter is meant to be a string, wrap it in'
            " launch_ros.parameter_descriptions.ParameterValue(value, value_type=str)"
        )
    return loaded


def _load(name: str, text: str) -> Any:
    try:
        return yaml.safe_load(text) if text else ""
    except yaml.YAMLError as error:
        raise TypeError(
            f"Unable to parse the value of parameter {name} as yaml. If the parameter is meant to be"
            " a string, wrap it in launch_ros.parameter_descriptions.ParameterValue(value, value_type=str)"
        ) from error


def _uniform(name: str, items: list[Any]) -> list[Any]:
    kind = type(items[0]) if items else None
    if kind not in (bool, int, float, str) or any(type(item) is not kind for item in items):
        raise TypeError(
            "Expected a non-empty sequence, with items of uniform type. Allowed sequence item types are"
            f' bool, int, float, str. Got inconsistent input for "{name}"'
        )
    return items


class _QuotingDumper(yaml.SafeDumper):
    """Quotes every text: rcl's YAML parser takes more plain words for numbers than PyYAML does."""


_QuotingDumper.add_representer(
    str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, '"')
)


def yaml_text(value: Any) -> str:
    """A value as YAML on one line."""
    text = yaml.dump(value, Dumper=_QuotingDumper, default_flow_style=True, width=float("inf"))
    return text.removesuffix("\n").removesuffix("...").removesuffix("\n")
