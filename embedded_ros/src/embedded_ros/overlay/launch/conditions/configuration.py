# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Conditions on the value of a launch configuration."""

from launch.condition import Condition
from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)


class LaunchConfigurationEquals(Condition):
    """Holds when the launch configuration has this value; None stands for not being set."""

    def __init__(self, launch_configuration_name: str, expected_value: SomeSubstitutionsType | None) -> None:
        self.__name = launch_configuration_name
        self.__expected = (
            None if expected_value is None else normalize_to_list_of_substitutions(expected_value)
        )
        super().__init__(predicate=self._equals)

    def _equals(self, context: LaunchContext) -> bool:
        value = context.launch_configurations.get(self.__name)
        if self.__expected is None:
            return value is None
        return bool(value == perform_substitutions(context, self.__expected))


class LaunchConfigurationNotEquals(LaunchConfigurationEquals):
    """Holds when the launch configuration has another value."""

    def _equals(self, context: LaunchContext) -> bool:
        return not super()._equals(context)
