# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ComposableNode: a node that is loaded into a container."""

from collections.abc import Iterable
from typing import Any

from launch.utilities import normalize_to_list_of_substitutions

from launch import Condition, SomeSubstitutionsType
from launch_ros.utilities.parameters import normalize_parameters
from launch_ros.utilities.remap_rules import SomeRemapRules, normalize_remap_rules


class ComposableNode:
    """Package and plugin of a node, and what it is loaded with."""

    def __init__(
        self,
        *,
        package: SomeSubstitutionsType,
        plugin: SomeSubstitutionsType,
        name: SomeSubstitutionsType | None = None,
        namespace: SomeSubstitutionsType | None = None,
        parameters: Iterable[Any] | None = None,
        remappings: SomeRemapRules | None = None,
        extra_arguments: Iterable[Any] | None = None,
        condition: Condition | None = None,
    ) -> None:
        self.package = normalize_to_list_of_substitutions(package)
        self.node_plugin = normalize_to_list_of_substitutions(plugin)
        self.node_name = None if name is None else normalize_to_list_of_substitutions(name)
        self.node_namespace = None if namespace is None else normalize_to_list_of_substitutions(namespace)
        self.parameters = normalize_parameters(parameters or [])
        self.remappings = normalize_remap_rules(remappings or [])
        self.extra_arguments = normalize_parameters(extra_arguments or [])
        self.__condition = condition

    def condition(self) -> Condition | None:
        """The condition on which it is loaded."""
        return self.__condition
