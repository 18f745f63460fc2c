# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ROS parameters from configuration dataclasses, and back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic

from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor, SetParametersResult
from rclpy.exceptions import ParameterException
from rclpy.node import Node
from rclpy.parameter import Parameter

from sgw_ros.core.config import ConfigT, Setting, override, settings
from sgw_ros.core.errors import ConfigError

WIDEST_INTEGER = 2**63 - 1
OF_RCLPY = frozenset({"use_sim_time", "start_type_description_service"})
QOS_OVERRIDES = "qos_overrides."
"""Parameters that rclpy itself declares on a node."""


class ConfigParameters(Generic[ConfigT]):
    """Declares a configuration's settings on a node and keeps `config` in step with them.

    A change goes through `override`, so that a refused value says why. `on_change` is told the new
    configuration and may refuse it, too, with a ConfigError.

    Raises:
        ConfigError: when the node was started with a value that a setting does not take; there is no
            such node then.
    """

    def __init__(
        self, node: Node, default: ConfigT, on_change: Callable[[ConfigT, set[str]], None] | None = None
    ) -> None:
        self._node = node
        self._on_change = on_change
        self._names = set(settings(type(default)))
        try:
            self.config = override(default, declare(node, default))
        except ConfigError:
            node.destroy_node()
            raise
        node.add_on_set_parameters_callback(self._on_set)

    def _on_set(self, parameters: Sequence[Parameter]) -> SetParametersResult:
        changes = {p.name: p.value for p in parameters if p.name in self._names}
        if not changes:
            return SetParametersResult(successful=True)
        try:
            config = override(self.config, changes)
            if self._on_change is not None:
                self._on_change(config, set(changes))
        except ConfigError as error:
            return SetParametersResult(successful=False, reason=str(error))
        self.config = config
        return SetParametersResult(successful=True)


def declare(node: Node, default: Any) -> dict[str, Any]:
    """Declare every setting of a configuration and return the values that the node was started with.

    Raises:
        ConfigError: when it was started with a value that the setting does not take.
    """
    values = {}
    for name, (meta, _) in settings(type(default)).items():
        start = getattr(default, name)
        plain = list(start) if isinstance(start, tuple) else start
        values[name] = declared(node, name, plain, descriptor(meta, start))
    return values


def declared(node: Node, name: str, default: Any, described: ParameterDescriptor) -> Any:
    """Declare one parameter, and return the value that the node was started with.

    Raises:
        ConfigError: when that is a value that the parameter does not take.
    """
    if node.has_parameter(name):  # from an override, so without text and range until now
        node.undeclare_parameter(name)
    try:
        return node.declare_parameter(name, default, described).value
    except ParameterException as error:
        raise ConfigError(f"parameter '{name}': {' '.join(str(error).split())}") from None


def refuse_unknown(node: Node) -> None:
    """See that a node was started with no parameter that it does not know.

    The node must be made with `automatically_declare_parameters_from_overrides`, and have declared its own:
    what then has no description came from nowhere but the command line, a file or a load request.

    Raises:
        ConfigError: naming the parameter and those that there are; the node is destroyed.
    """
    names = sorted(node.get_parameters_by_prefix(""))
    own = [name for name in names if node.describe_parameter(name).description]
    for name in names:
        if name not in own and name not in OF_RCLPY and not name.startswith(QOS_OVERRIDES):
            where = node.get_fully_qualified_name()
            node.destroy_node()
            raise ConfigError(f"{where}: unknown parameter '{name}'; known ones: {', '.join(own)}")


def descriptor(meta: Setting, default: Any) -> ParameterDescriptor:
    """A setting's text, unit, range and choices as ROS tools show them."""
    text = f"{meta.text} [{meta.unit}]" if meta.unit else meta.text
    message = ParameterDescriptor(description=text, read_only=meta.read_only)
    if meta.choices:
        message.additional_constraints = f"one of: {', '.join(meta.choices)}"
    if meta.minimum is None and meta.maximum is None:
        return message
    if isinstance(default, float):
        low = -sys.float_info.max if meta.minimum is None else float(meta.minimum)
        high = sys.float_info.max if meta.maximum is None else float(meta.maximum)
        message.floating_point_range = [FloatingPointRange(from_value=low, to_value=high, step=0.0)]
    elif isinstance(default, int):
        least = -WIDEST_INTEGER if meta.minimum is None else int(meta.minimum)
        most = WIDEST_INTEGER if meta.maximum is None else int(meta.maximum)
        message.integer_range = [IntegerRange(from_value=least, to_value=most, step=0)]
    return message


def fixed(names: Iterable[str]) -> str:
    """Why a change of these parameters is refused while the node is configured."""
    listed = ", ".join(f"'{name}'" for name in sorted(names))
    return f"{listed} can only change while the node is unconfigured; clean it up first"
