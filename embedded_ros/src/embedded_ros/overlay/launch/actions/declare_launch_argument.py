# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""DeclareLaunchArgument: an argument of a launch file."""

from collections.abc import Sequence

from launch import logging
from launch.action import Action
from launch.condition import Condition
from launch.launch_context import LaunchContext
from launch.substitution import (
    SomeSubstitutionsType,
    Substitution,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)


class DeclareLaunchArgument(Action):
    """Makes sure that the launch configuration of this name is set: given, or by default."""

    def __init__(
        self,
        name: str,
        *,
        default_value: SomeSubstitutionsType | None = None,
        description: str | None = None,
        choices: Sequence[str] | None = None,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(condition=condition)
        if choices is not None and not choices:
            raise RuntimeError("Provided choices arg is empty. Use None to ignore the choice list.")
        if choices is not None and isinstance(default_value, str) and default_value not in choices:
            raise RuntimeError(
                f'Provided default_value "{default_value}" is not in provided choices "{choices}".'
            )
        self.__name = name
        self.__choices = list(choices) if choices is not None else None
        self.__description = self._describe(description)
        self.__default = None if default_value is None else normalize_to_list_of_substitutions(default_value)
        self._conditionally_included = False

    def _describe(self, description: str | None) -> str:
        if self.__choices is None:
            return "no description given" if description is None else description
        if description is None:
            return f"One of: {self.__choices}"
        return f"{description}{'' if description.endswith('.') else '.'} Valid choices are: {self.__choices}"

    @property
    def name(self) -> str:
        """Name of the argument."""
        return self.__name

    @property
    def default_value(self) -> list[Substitution] | None:
        """Default as substitutions, None for an argument that must be given."""
        return self.__default

    @property
    def description(self) -> str:
        """What it is for, with the choices."""
        return self.__description

    @property
    def choices(self) -> list[str] | None:
        """The values that are accepted."""
        return self.__choices

    def execute(self, context: LaunchContext) -> None:
        """Set the default if nothing was given.

        Raises:
            RuntimeError: Nothing was given and there is no default, or the value is not among the choices.
        """
        if self.name not in context.launch_configurations:
            if self.__default is None:
                logging.get_logger("launch").error(
                    f'Required launch argument "{self.name}" ({self.description}) was not provided'
                )
                raise RuntimeError(f'Required launch argument "{self.name}" was not provided.')
            context.launch_configurations[self.name] = perform_substitutions(context, self.__default)
        value = context.launch_configurations[self.name]
        if self.__choices is not None and value not in self.__choices:
            raise RuntimeError(
                f'Argument "{self.name}" provided value "{value}" is not valid. '
                f"Valid options are: {self.__choices}"
            )
