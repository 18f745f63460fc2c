# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of a run out of YAML: frozen dataclasses give the defaults, the file what differs."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml

from sgw_ros.core.errors import ConfigError

S = TypeVar("S")


def read_settings(default: S, path: Path) -> S:
    """`default`, changed as a YAML file says.

    Raises:
        ConfigError: it cannot be read, or a key or a value is wrong; the message names it.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: no YAML ({' '.join(str(error).split())})") from None
    return filled(default, document, str(path))


def filled(default: S, document: Any, where: str) -> S:
    """`default`, changed as a mapping of what a file `where` held says.

    Raises:
        ConfigError: a key or a value is wrong.
    """
    made: S = _filled(default, document, where, "")
    return made


def _filled(default: Any, document: Any, where: str, path: str) -> Any:
    if not isinstance(document, dict):
        raise ConfigError(f"{where}: {path or 'the file'} must be a mapping of names to values")
    known = {item.name: getattr(default, item.name) for item in fields(default)}
    for key in document:
        if key not in known:
            raise ConfigError(f"{where}: unknown key '{path}{key}'; known are {', '.join(known)}")
    return type(default)(
        **{
            name: _value(value, document[name], where, path + name) if name in document else value
            for name, value in known.items()
        }
    )


def _value(default: Any, given: Any, where: str, path: str) -> Any:
    if is_dataclass(default):
        return _filled(default, given, where, f"{path}.")
    if isinstance(default, tuple):
        if isinstance(given, list | tuple) and all(isinstance(item, str) for item in given):
            return tuple(given)
        raise ConfigError(f"{where}: {path} must be a list of texts, not {given!r}")
    number = isinstance(default, int | float) and isinstance(given, int | float) and type(given) is not bool
    if number and isinstance(default, float):
        given = float(given)
    if type(given) is not type(default) or (number and given < 0):
        raise ConfigError(f"{where}: {path} must be like {default!r}, not {given!r}")
    return given
