# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`--ros-args`: remappings, parameters and log levels from the command line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from embedded_ros import names
from embedded_ros.parameter_files import ParameterFileError, read_parameter_file, read_value

_FLAG_VALUES = {
    "--enable-rosout-logs": ("rosout", True),
    "--disable-rosout-logs": ("rosout", False),
    "--enable-stdout-logs": ("stdout", True),
    "--disable-stdout-logs": ("stdout", False),
    "--enable-external-lib-logs": ("external", True),
    "--disable-external-lib-logs": ("external", False),
}
_LEVELS = {"debug": 10, "info": 20, "warn": 30, "error": 40, "fatal": 50}


class RosArgumentError(ValueError):
    """The part of the command line after `--ros-args` cannot be understood."""


@dataclass(frozen=True)
class Remap:
    """One rule `[node:]match:=replacement`; scope is `both`, `topic` or `service`."""

    node: str | None
    scope: str
    match: str
    replacement: str


@dataclass
class RosArguments:
    """What a command line says to ROS, and what is left of it."""

    remaps: list[Remap] = field(default_factory=list)
    parameters: list[tuple[str, str, Any]] = field(default_factory=list)  # node pattern, name, value
    log_levels: dict[str, int] = field(default_factory=dict)  # '' is the default level
    outputs: dict[str, bool] = field(default_factory=dict)
    enclave: str = "/"
    rest: list[str] = field(default_factory=list)

    def node_name(self, name: str) -> str:
        """Return the node's name after `__node`."""
        return self._special("__node", name) or name

    def namespace(self, name: str) -> str | None:
        """Return the namespace that `__ns` gives the node, None without one."""
        return self._special("__ns", name)

    def _special(self, key: str, name: str) -> str | None:
        for rule in self.remaps:
            if rule.match == key and rule.node in (None, name):
                return rule.replacement
        return None

    def remap(self, full_name: str, scope: str, node: str, namespace: str) -> str | None:
        """Return the new fully qualified name of a topic or service, None when no rule is about it."""
        for rule in self.remaps:
            if (
                rule.match.startswith("__")
                or rule.node not in (None, node)
                or rule.scope not in ("both", scope)
            ):
                continue
            if names.expand(rule.match, node, namespace) == full_name:
                return names.expand(rule.replacement, node, namespace)
        return None

    def parameters_of(self, full_node_name: str) -> dict[str, Any]:
        """Return the parameter values meant for a node; what comes later wins."""
        return {
            name: value for pattern, name, value in self.parameters if matches_node(pattern, full_node_name)
        }


def matches_node(pattern: str, full_node_name: str) -> bool:
    """Return whether a node pattern (`/**`, `/*/camera`, `/ns/node`, `node`) names this node."""
    pattern = pattern if pattern.startswith("/") else "/" + pattern
    expression = "".join(
        {"/**": "(/[^/]+)*", "/*": "/[^/]+"}.get(token, re.escape(token))
        for token in re.findall(r"/[^/]*", pattern)
    )
    return re.fullmatch(expression, full_node_name) is not None


def parse(arguments: Sequence[str], *, implicit: bool = False) -> RosArguments:
    """Return the parsed command line; `implicit`: all of it is ROS arguments until `--` (a node's cli_args).

    Raises:
        RosArgumentError: a rule, a parameter or an option is malformed.
        ParameterFileError: a parameter file cannot be used.
    """
    result = RosArguments()
    inside = implicit
    words = iter(arguments)
    for word in words:
        if word == "--ros-args":
            inside = True
        elif not inside:
            result.rest.append(word)
        elif word == "--":
            inside = False
        else:
            _parse_option(result, word, words)
    return result


def _parse_option(result: RosArguments, word: str, words: Any) -> None:
    if word in _FLAG_VALUES:
        output, enabled = _FLAG_VALUES[word]
        result.outputs[output] = enabled
        return
    takes = {
        "-r": _add_remap, "--remap": _add_remap,
        "-p": _add_parameter, "--param": _add_parameter,
        "--params-file": _add_file,
        "--log-level": _add_level,
        "-e": _set_enclave, "--enclave": _set_enclave,
        "--log-config-file": lambda *_: None, "--log-file-name": lambda *_: None,
    }  # fmt: skip
    if word not in takes:
        if ":=" in word:
            raise RosArgumentError(f"'{word}' after --ros-args needs -r (remap) or -p (parameter) before it")
        raise RosArgumentError(f"unknown ROS argument '{word}': see -r, -p, --params-file, --log-level")
    value = next(words, None)
    if value is None:
        raise RosArgumentError(f"'{word}' needs a value after it")
    takes[word](result, value)


def _split(text: str, what: str) -> tuple[str, str]:
    left, separator, right = text.partition(":=")
    if not separator or not left:
        raise RosArgumentError(f"cannot read {what} '{text}': write it as name:=value")
    return left, right


def _add_remap(result: RosArguments, text: str) -> None:
    left, replacement = _split(text, "remap rule")
    if not replacement:
        raise RosArgumentError(f"remap rule '{text}' has nothing after ':='")
    scope = "both"
    for prefix in ("rostopic://", "rosservice://"):
        replacement = replacement.removeprefix(prefix)
    node, _, match = left.rpartition(":") if "://" not in left else ("", "", left)
    for prefix, meaning in (("rostopic://", "topic"), ("rosservice://", "service")):
        if match.startswith(prefix):
            scope, match = meaning, match.removeprefix(prefix)
    if match in ("__name", "__node"):
        match = "__node"
    result.remaps.append(Remap(node or None, scope, match, replacement))


def _add_parameter(result: RosArguments, text: str) -> None:
    left, value = _split(text, "parameter")
    node, _, name = left.rpartition(":")
    result.parameters.append((node or "/**", name, read_value(value)))


def _add_file(result: RosArguments, path: str) -> None:
    result.parameters.extend(read_parameter_file(path))


def _add_level(result: RosArguments, text: str) -> None:
    name, separator, level = text.partition(":=")
    if not separator:
        name, level = "", text
    if level.lower() not in _LEVELS:
        raise RosArgumentError(f"unknown log level '{level}': use one of {', '.join(_LEVELS)}")
    result.log_levels[name] = _LEVELS[level.lower()]


def _set_enclave(result: RosArguments, text: str) -> None:
    result.enclave = text if text.startswith("/") else "/" + text


__all__ = ["ParameterFileError", "Remap", "RosArgumentError", "RosArguments", "matches_node", "parse"]
