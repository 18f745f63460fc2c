# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Finds components and builds nodes from load requests.

A component is a callable `(**node_kwargs) -> Node`, an entry point of group `rclpy_components`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from composition_interfaces.srv import LoadNode
from rclpy.context import Context
from rclpy.node import Node
from rclpy.parameter import Parameter

from sgw_ros.core.errors import ConfigError

GROUP = "rclpy_components"
Builder = Callable[..., Node]
INTRA_PROCESS, FORWARD_GLOBAL = "use_intra_process_comms", "forward_global_arguments"
"""Extra arguments, booleans both. Handing over by reference is the components' own choice, so the first
one changes nothing; the second one gives a node the container's own arguments, too."""


def find_component(package: str, plugin: str) -> Builder:
    """The component `plugin` of a package.

    Raises:
        ConfigError: when there is no such component, naming those that there are.
    """
    found = [entry for entry in entry_points(group=GROUP) if _package_of(entry) == _normal(package)]
    for entry in found:
        if entry.name == plugin:
            builder: Builder = entry.load()
            return builder
    if found:
        names = ", ".join(sorted(entry.name for entry in found))
        raise ConfigError(f"package '{package}' has no component '{plugin}'; it has {names}")
    raise ConfigError(
        f"package '{package}' has no components for Python: none of its entry points is in group '{GROUP}'"
    )


def build(request: LoadNode.Request, context: Context) -> Node:
    """Build the node that a request describes.

    Raises:
        ConfigError: when the component does not exist.
        Exception: whatever the component's constructor raises.
    """
    builder = find_component(request.package_name, request.plugin_name)
    node = builder(
        context=context,
        # The container's own name and remappings are not meant for the nodes inside it, unless asked for.
        use_global_arguments=bool(_extra(request).get(FORWARD_GLOBAL, False)),
        cli_args=node_arguments(request),
        parameter_overrides=[Parameter.from_parameter_msg(p) for p in request.parameters],
    )
    if not isinstance(node, Node):
        raise ConfigError(f"component '{request.plugin_name}' gave a {type(node).__name__}, not a node")
    return node


def name_of(request: LoadNode.Request) -> str:
    """The full name that a request asks for; empty where it leaves the name to the component."""
    if not request.node_name:
        return ""
    namespace = request.node_namespace.strip("/")
    return f"/{namespace}/{request.node_name}" if namespace else f"/{request.node_name}"


def unknown_arguments(request: LoadNode.Request) -> list[str]:
    """Extra arguments that mean nothing here.

    Raises:
        ConfigError: for one that does, with a value that it does not take.
    """
    extra = _extra(request)
    for name in (INTRA_PROCESS, FORWARD_GLOBAL):
        if not isinstance(extra.get(name, False), bool):
            raise ConfigError(f"extra argument '{name}' takes true or false, not {extra[name]!r}")
    return [name for name in extra if name not in (INTRA_PROCESS, FORWARD_GLOBAL)]


def _extra(request: LoadNode.Request) -> dict[str, Any]:
    return {p.name: Parameter.from_parameter_msg(p).value for p in request.extra_arguments}


def node_arguments(request: LoadNode.Request) -> list[str]:
    """The request's name, namespace and remappings as a node's command line."""
    rules: list[Any] = list(request.remap_rules)
    if request.node_name:
        rules.append(f"__node:={request.node_name}")
    if request.node_namespace:
        rules.append(f"__ns:={request.node_namespace}")
    return ["--ros-args", *(part for rule in rules for part in ("-r", rule))] if rules else []


def _package_of(entry: EntryPoint) -> str:
    return _normal(entry.dist.name) if entry.dist is not None else ""


def _normal(name: str) -> str:
    return name.lower().replace("-", "_")
