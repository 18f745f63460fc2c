# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Launch configurations and environment variables: set, and kept within a scope."""

from launch.action import Action
from launch.condition import Condition
from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)


class SetLaunchConfiguration(Action):
    """Sets a launch configuration."""

    def __init__(
        self, name: SomeSubstitutionsType, value: SomeSubstitutionsType, *, condition: Condition | None = None
    ) -> None:
        super().__init__(condition=condition)
        self.name = normalize_to_list_of_substitutions(name)
        self.value = normalize_to_list_of_substitutions(value)

    def execute(self, context: LaunchContext) -> None:
        """Set it in the current scope."""
        name = perform_substitutions(context, self.name)
        context.launch_configurations[name] = perform_substitutions(context, self.value)


class SetEnvironmentVariable(Action):
    """Sets an environment variable for the processes that start later."""

    def __init__(
        self, name: SomeSubstitutionsType, value: SomeSubstitutionsType, *, condition: Condition | None = None
    ) -> None:
        super().__init__(condition=condition)
        self.name = normalize_to_list_of_substitutions(name)
        self.value = normalize_to_list_of_substitutions(value)

    def execute(self, context: LaunchContext) -> None:
        """Set it in the current scope."""
        name = perform_substitutions(context, self.name)
        context.environment[name] = perform_substitutions(context, self.value)


class UnsetEnvironmentVariable(Action):
    """Removes an environment variable for the processes that start later."""

    def __init__(self, name: SomeSubstitutionsType, *, condition: Condition | None = None) -> None:
        super().__init__(condition=condition)
        self.name = normalize_to_list_of_substitutions(name)

    def execute(self, context: LaunchContext) -> None:
        """Remove it in the current scope."""
        context.environment.pop(perform_substitutions(context, self.name), None)


class PushLaunchConfigurations(Action):
    """Opens a scope for launch configurations."""

    def execute(self, context: LaunchContext) -> None:
        """Open the scope."""
        context._push_launch_configurations()


class PopLaunchConfigurations(Action):
    """Closes the scope of launch configurations."""

    def execute(self, context: LaunchContext) -> None:
        """Close the scope."""
        context._pop_launch_configurations()


class PushEnvironment(Action):
    """Opens a scope for environment variables."""

    def execute(self, context: LaunchContext) -> None:
        """Open the scope."""
        context._push_environment()


class PopEnvironment(Action):
    """Closes the scope of environment variables."""

    def execute(self, context: LaunchContext) -> None:
        """Close the scope."""
        context._pop_environment()
