# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Values that have a name: launch configurations, environment variables, locals."""

from collections.abc import Iterable
from typing import Any

from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    Substitution,
    SubstitutionFailure,
    describe_all,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)


class LaunchConfiguration(Substitution):
    """The value of a launch configuration; launch arguments are such."""

    def __init__(
        self, variable_name: SomeSubstitutionsType, *, default: Any | Iterable[Any] | None = None
    ) -> None:
        self.variable_name = normalize_to_list_of_substitutions(variable_name)
        self.__default: list[Substitution] | None = None
        if default is not None:
            items = default if isinstance(default, Iterable) and not isinstance(default, str) else [default]
            self.__default = normalize_to_list_of_substitutions(
                [item if isinstance(item, str | Substitution) else str(item) for item in items]
            )

    def describe(self) -> str:
        """The name in words."""
        return f"LaunchConfig({describe_all(self.variable_name)})"

    def perform(self, context: LaunchContext) -> str:
        """The value, or the default.

        Raises:
            SubstitutionFailure: It is not set and there is no default.
        """
        name = perform_substitutions(context, self.variable_name)
        if name in context.launch_configurations:
            return str(context.launch_configurations[name])
        if self.__default is None:
            raise SubstitutionFailure(f"launch configuration '{name}' does not exist")
        return perform_substitutions(context, self.__default)


class EnvironmentVariable(Substitution):
    """The value of an environment variable."""

    def __init__(
        self, name: SomeSubstitutionsType, *, default_value: SomeSubstitutionsType | None = None
    ) -> None:
        self.name = normalize_to_list_of_substitutions(name)
        self.default_value = (
            None if default_value is None else normalize_to_list_of_substitutions(default_value)
        )

    def describe(self) -> str:
        """The name in words."""
        return f"EnvVar({describe_all(self.name)})"

    def perform(self, context: LaunchContext) -> str:
        """The value, or the default.

        Raises:
            SubstitutionFailure: It is not set and there is no default.
        """
        name = perform_substitutions(context, self.name)
        if name in context.environment:
            return context.environment[name]
        if self.default_value is None:
            raise SubstitutionFailure(f"environment variable '{name}' does not exist")
        return perform_substitutions(context, self.default_value)


class LocalSubstitution(Substitution):
    """An expression on the context's locals, such as `event.reason`."""

    def __init__(self, expression: str, description: str | None = None) -> None:
        self.expression = expression
        self.__description = description

    def describe(self) -> str:
        """The expression or its description."""
        return f"LocalVar('{self.__description or self.expression}')"

    def perform(self, context: LaunchContext) -> str:
        """The value as text."""
        return str(eval(f"context.locals.{self.expression}", {}, {"context": context}))
