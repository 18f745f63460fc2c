# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""YAML parameter files: `node: ros__parameters: {name: value}`, with wildcards and nested namespaces."""

from typing import Any


class ParameterFileError(ValueError):
    """A parameter file is missing, is no YAML, or holds what no parameter can be."""


def read_value(text: str) -> Any:
    """Return the value of a command-line parameter, read as YAML; an empty text is the empty string.

    Raises:
        ParameterFileError: the text is no YAML, or no parameter can hold it.
    """
    import yaml  # takes 20 ms, and most nodes have no parameters on the command line

    if text == "":
        return ""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ParameterFileError(f"cannot read the parameter value '{text}': {error}") from error
    return _checked(value, f"value '{text}'")


def read_parameter_file(path: str) -> list[tuple[str, str, Any]]:
    """Return (node pattern, parameter name, value) in the file's order.

    Raises:
        ParameterFileError: naming the file and what is wrong in it.
    """
    import yaml

    try:
        with open(path, encoding="utf-8") as file:
            content = yaml.safe_load(file)
    except (OSError, UnicodeDecodeError) as error:
        raise ParameterFileError(f"cannot read the parameter file {path}: {error}") from error
    except yaml.YAMLError as error:
        raise ParameterFileError(f"the parameter file {path} is no valid YAML: {error}") from error
    if content is None:
        return []
    if not isinstance(content, dict):
        raise ParameterFileError(f"the parameter file {path} must map node names to 'ros__parameters'")
    found: list[tuple[str, str, Any]] = []
    _read_nodes(content, "", path, found)
    return found


def _read_nodes(content: dict[Any, Any], prefix: str, path: str, found: list[tuple[str, str, Any]]) -> None:
    for key, value in content.items():
        if key == "ros__parameters" and prefix:
            if not isinstance(value, dict):
                raise ParameterFileError(f"{path}: 'ros__parameters' of {prefix} must hold names and values")
            _read_parameters(value, "", prefix, path, found)
        elif isinstance(value, dict) and isinstance(key, str):
            _read_nodes(value, f"{prefix}/{key.strip('/')}", path, found)
        else:
            raise ParameterFileError(f"{path}: '{key}' must be a node name with 'ros__parameters' below it")


def _read_parameters(
    content: dict[Any, Any], prefix: str, node: str, path: str, found: list[tuple[str, str, Any]]
) -> None:
    for key, value in content.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _read_parameters(value, name + ".", node, path, found)
        else:
            found.append((node, name, _checked(value, f"parameter '{name}' in {path}")))


def _checked(value: Any, where: str) -> Any:
    if isinstance(value, list):
        kinds = {type(item) for item in value}
        if len(kinds) > 1 or not kinds <= {bool, int, float, str}:
            raise ParameterFileError(
                f"{where} is a list: all its items must be bool, int, float or string alike"
            )
    elif not isinstance(value, bool | int | float | str):
        raise ParameterFileError(
            f"{where} must be a bool, number, string or a list of one of them, not {value!r}"
        )
    return value
