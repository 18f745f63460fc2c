# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""GroupAction: several actions with one condition and one scope."""

from collections.abc import Iterable, Mapping, Sequence

from launch.action import Action
from launch.condition import Condition
from launch.launch_context import LaunchContext
from launch.launch_description_entity import LaunchDescriptionEntity
from launch.substitution import SomeSubstitutionsType

from .configuration import (
    PopEnvironment,
    PopLaunchConfigurations,
    PushEnvironment,
    PushLaunchConfigurations,
    SetLaunchConfiguration,
)


class GroupAction(Action):
    """Unless unscoped, the launch configurations and the environment that its actions set end with it."""

    def __init__(
        self,
        actions: Iterable[LaunchDescriptionEntity],
        *,
        scoped: bool = True,
        launch_configurations: Mapping[str, SomeSubstitutionsType] | None = None,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(condition=condition)
        settings = [
            SetLaunchConfiguration(name, value) for name, value in (launch_configurations or {}).items()
        ]
        self.__entities: list[LaunchDescriptionEntity] = [*settings, *actions]
        if scoped:
            self.__entities = [
                PushLaunchConfigurations(),
                PushEnvironment(),
                *self.__entities,
                PopEnvironment(),
                PopLaunchConfigurations(),
            ]

    def get_sub_entities(self) -> Sequence[LaunchDescriptionEntity]:
        """The actions within their scope."""
        return self.__entities

    def execute(self, context: LaunchContext) -> Sequence[LaunchDescriptionEntity]:
        """Give back the actions within their scope."""
        return self.__entities
