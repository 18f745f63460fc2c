# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Configuration as frozen dataclasses whose fields also declare the ROS parameters.

A field made with `setting` carries its text, unit, range and choices. `override` applies a mapping
(YAML, command line, ROS parameters) and names the offending key when it cannot.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from sgw_ros.core.errors import ConfigError

ConfigT = TypeVar("ConfigT")


@dataclasses.dataclass(frozen=True)
class Setting:
    """What a parameter means and which values it takes; `read_only` ones are fixed once configured."""

    text: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    read_only: bool = False


def setting(
    default: Any,
    text: str,
    *,
    unit: str = "",
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    read_only: bool = False,
) -> Any:
    """Make a dataclass field that documents itself and bounds its value."""
    meta = Setting(text, unit, minimum, maximum, choices, read_only)
    return dataclasses.field(default=default, metadata={"setting": meta})


def settings(config_type: type[Any]) -> dict[str, tuple[Setting, Any]]:
    """Return `{name: (setting, default)}` of a configuration dataclass, in order."""
    return {
        field.name: (field.metadata["setting"], field.default)
        for field in dataclasses.fields(config_type)
        if "setting" in field.metadata
    }


def override(config: ConfigT, values: Mapping[str, Any]) -> ConfigT:
    """Return `config` with `values` replaced.

    Raises:
        ConfigError: for an unknown key, a wrong type, or a value out of range.
    """
    known = settings(type(config))
    for name in values:
        if name not in known:
            raise ConfigError(f"unknown parameter '{name}'; known ones: {', '.join(sorted(known))}")
    checked = {name: check(name, value, *known[name]) for name, value in values.items()}
    return dataclasses.replace(config, **checked)  # type: ignore[type-var]


def check(name: str, value: Any, meta: Setting, default: Any) -> Any:
    """Return `value` in the type of `default`, or say why it cannot be.

    Raises:
        ConfigError: for a wrong type or a value out of range.
    """
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if isinstance(default, tuple) and isinstance(value, list):
        value = tuple(value)
    if type(value) is not type(default):
        raise ConfigError(f"'{name}' takes a {type(default).__name__}, not {value!r}")
    if meta.choices and value not in meta.choices:
        raise ConfigError(f"'{name}' takes one of {', '.join(meta.choices)}, not {value!r}")
    if meta.minimum is not None and not value >= meta.minimum:
        raise ConfigError(f"'{name}' must be at least {meta.minimum} {meta.unit}".rstrip() + f", not {value}")
    if meta.maximum is not None and not value <= meta.maximum:
        raise ConfigError(f"'{name}' must be at most {meta.maximum} {meta.unit}".rstrip() + f", not {value}")
    return value
