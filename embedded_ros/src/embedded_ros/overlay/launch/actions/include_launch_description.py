# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""IncludeLaunchDescription: another launch file inside this one."""

import os
from collections.abc import Iterable, Sequence

from launch.action import Action
from launch.condition import Condition
from launch.launch_context import LaunchContext
from launch.launch_description import LaunchDescription
from launch.launch_description_entity import LaunchDescriptionEntity
from launch.launch_description_source import LaunchDescriptionSource
from launch.substitution import (
    SomeSubstitutionsType,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)

from .configuration import SetLaunchConfiguration


class IncludeLaunchDescription(Action):
    """Visits a description with these arguments set as launch configurations."""

    def __init__(
        self,
        launch_description_source: LaunchDescriptionSource | SomeSubstitutionsType,
        *,
        launch_arguments: Iterable[tuple[SomeSubstitutionsType, SomeSubstitutionsType]] | None = None,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(condition=condition)
        if not isinstance(launch_description_source, LaunchDescriptionSource):
            from launch.launch_description_sources import AnyLaunchDescriptionSource

            launch_description_source = AnyLaunchDescriptionSource(launch_description_source)
        self.__source = launch_description_source
        self.__arguments = tuple(launch_arguments) if launch_arguments is not None else ()

    @property
    def launch_description_source(self) -> LaunchDescriptionSource:
        """Where the description comes from."""
        return self.__source

    @property
    def launch_arguments(self) -> Sequence[tuple[SomeSubstitutionsType, SomeSubstitutionsType]]:
        """Names and values of the arguments."""
        return self.__arguments

    def get_sub_entities(self) -> Sequence[LaunchDescriptionEntity]:
        """The description, if it can be had before launching."""
        description = self.__source.try_get_launch_description_without_context()
        return [] if description is None else [description]

    def execute(self, context: LaunchContext) -> Sequence[LaunchDescriptionEntity]:
        """Give back the arguments and the description.

        Raises:
            RuntimeError: An argument without a default is missing.
        """
        description = self.__source.get_launch_description(context)
        path = os.path.abspath(self.__source.location)
        folder = os.path.dirname(path) if os.path.exists(path) else self.__source.location
        context.extend_locals({"current_launch_file_path": path, "current_launch_file_directory": folder})
        given = [
            perform_substitutions(context, normalize_to_list_of_substitutions(name))
            for name, _ in self.__arguments
        ]
        for argument in description.get_launch_arguments():
            required = argument.default_value is None and not argument._conditionally_included
            if required and argument.name not in (*given, *_given_below(description)):
                raise RuntimeError(
                    f"Included launch description missing required argument '{argument.name}' "
                    f"(description: '{argument.description}'), given: [{', '.join(given)}]"
                )
        return [*(SetLaunchConfiguration(name, value) for name, value in self.__arguments), description]


def _given_below(description: LaunchDescription) -> list[str]:
    """Names of the arguments that the description's own includes give, as far as they are plain text."""
    names = []
    for entity in description.entities:
        if isinstance(entity, IncludeLaunchDescription):
            names += [name for name, _ in entity.launch_arguments if isinstance(name, str)]
    return names
