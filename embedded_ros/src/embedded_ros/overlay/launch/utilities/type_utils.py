# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Values that may be given as substitutions and still have a type: a scalar or a list of scalars."""

from collections.abc import Iterable
from typing import Any, get_args, get_origin

import yaml

from launch.launch_context import LaunchContext
from launch.substitution import Substitution, normalize_to_list_of_substitutions, perform_substitutions

SCALARS = (str, int, float, bool)


def is_substitution(value: Any) -> bool:
    """Whether `value` is a substitution, or a list of text and at least one substitution."""
    if isinstance(value, Substitution):
        return True
    if isinstance(value, str) or not isinstance(value, Iterable):
        return False
    items = list(value)
    return all(isinstance(i, str | Substitution) for i in items) and any(
        isinstance(i, Substitution) for i in items
    )


def coerce_to_type(value: str, data_type: Any = None) -> Any:
    """Text as a value of `data_type`; without one, what YAML makes of it.

    Raises:
        ValueError: The text is not such a value.
    """
    scalar, is_list = _parts(data_type)
    if scalar is str and not is_list:
        return value
    if not is_list and scalar in (int, float):
        return scalar(value)
    if scalar is bool and not is_list:
        value = {"1": "true", "0": "false"}.get(value, value)
    try:
        parsed = yaml.safe_load(value) if value else value
    except yaml.YAMLError as error:
        raise ValueError(f"'{value}' is not valid YAML: {error}") from error
    if not _has_type(parsed, scalar, is_list, anything=data_type is None):
        wanted = "bool, int, float, str or a list of one of them" if data_type is None else data_type
        raise ValueError(f"'{value}' is not of type {wanted}")
    return parsed


def normalize_typed_substitution(value: Any, data_type: Any) -> Any:
    """A value, or substitutions that will give one, in the form `perform_typed_substitution` takes.

    Raises:
        TypeError: The value is neither of `data_type` nor made of substitutions.
    """
    if is_substitution(value):
        return normalize_to_list_of_substitutions(value)
    if isinstance(value, SCALARS):
        scalar, is_list = _parts(data_type)
        if data_type is not None and (is_list or not isinstance(value, scalar)):
            raise TypeError(f"{value!r} is not an instance of {data_type}")
        return value
    if not isinstance(value, Iterable):
        raise TypeError(f"{value!r} is not a scalar, a substitution or a list of them")
    scalar, is_list = _parts(data_type)
    if data_type is not None and not is_list:
        raise TypeError(f"{value!r} is a list, but {data_type} is wanted")
    items = [normalize_typed_substitution(item, scalar if data_type is not None else None) for item in value]
    if {type(item) for item in items} == {int, float}:
        return [float(item) for item in items]
    return items


def perform_typed_substitution(context: LaunchContext, value: Any, data_type: Any) -> Any:
    """The value of a normalized typed substitution.

    Raises:
        TypeError: A scalar that was given has another type.
        ValueError: The text of the substitutions is not such a value, or the list is not uniform.
    """
    scalar, is_list = _parts(data_type)
    if isinstance(value, SCALARS):
        if data_type is not None and (is_list or not isinstance(value, scalar)):
            raise TypeError(f"{value!r} is not an instance of {data_type}")
        return value
    if value and all(isinstance(item, Substitution) for item in value):
        return coerce_to_type(perform_substitutions(context, value), data_type)
    items = [
        perform_typed_substitution(context, item, scalar if data_type is not None else None) for item in value
    ]
    if not _has_type(items, scalar, True, anything=data_type is None):
        raise ValueError(f"the items of {items} are not all of one type, bool, int, float or str")
    return items


def _parts(data_type: Any) -> tuple[Any, bool]:
    if data_type is None:
        return None, False
    is_list = get_origin(data_type) is list
    scalar = get_args(data_type)[0] if is_list else data_type
    if scalar not in SCALARS:
        raise ValueError(f"{data_type} is not supported: use bool, int, float, str or a list of one of them")
    return scalar, is_list


def _has_type(value: Any, scalar: Any, is_list: bool, *, anything: bool) -> bool:
    if anything and not isinstance(value, list):
        return isinstance(value, SCALARS)
    if isinstance(value, list) and (is_list or anything):
        kind = scalar or (type(value[0]) if value else str)
        return kind in SCALARS and all(isinstance(item, kind) for item in value)
    return not is_list and isinstance(value, scalar)
