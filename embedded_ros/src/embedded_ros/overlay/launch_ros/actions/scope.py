# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What holds for all nodes of a scope: namespace, parameters, remapping rules."""

from typing import Any

from launch.utilities import normalize_to_list_of_substitutions, perform_substitutions

from launch import Action, Condition, LaunchContext, SomeSubstitutionsType
from launch_ros.utilities.names import join_namespace
from launch_ros.utilities.parameter_values import evaluate_parameter_dict, normalize_parameter_dict


class PushROSNamespace(Action):
    """Puts the nodes of the scope below a namespace; it ends with a scoped group."""

    def __init__(self, namespace: SomeSubstitutionsType, *, condition: Condition | None = None) -> None:
        super().__init__(condition=condition)
        self.namespace = normalize_to_list_of_substitutions(namespace)

    def execute(self, context: LaunchContext) -> None:
        """Set the namespace.

        Raises:
            SubstitutionFailure: It is not valid.
        """
        base = context.launch_configurations.get("ros_namespace")
        pushed = perform_substitutions(context, self.namespace)
        context.launch_configurations["ros_namespace"] = join_namespace(base, pushed)


# The name before Iron; both are in use.
PushRosNamespace = PushROSNamespace


class SetParameter(Action):
    """Sets a parameter of all nodes of the scope; their own parameters win."""

    def __init__(
        self, name: SomeSubstitutionsType, value: Any, *, condition: Condition | None = None
    ) -> None:
        super().__init__(condition=condition)
        self.__parameters = normalize_parameter_dict({tuple(normalize_to_list_of_substitutions(name)): value})

    def execute(self, context: LaunchContext) -> None:
        """Add it to those of the scope."""
        before = context.launch_configurations.get("global_params", [])
        added = evaluate_parameter_dict(context, self.__parameters).items()
        context.launch_configurations["global_params"] = [*before, *added]


class SetRemap(Action):
    """Adds a remapping rule for all nodes of the scope."""

    def __init__(
        self, src: SomeSubstitutionsType, dst: SomeSubstitutionsType, *, condition: Condition | None = None
    ) -> None:
        super().__init__(condition=condition)
        self.src = normalize_to_list_of_substitutions(src)
        self.dst = normalize_to_list_of_substitutions(dst)

    def execute(self, context: LaunchContext) -> None:
        """Add it to those of the scope."""
        rule = (perform_substitutions(context, self.src), perform_substitutions(context, self.dst))
        context.launch_configurations["ros_remaps"] = [
            *context.launch_configurations.get("ros_remaps", []),
            rule,
        ]
