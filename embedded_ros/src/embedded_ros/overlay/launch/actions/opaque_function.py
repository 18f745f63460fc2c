# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""OpaqueFunction: Python code while launching."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from launch.action import Action
from launch.condition import Condition
from launch.launch_context import LaunchContext
from launch.launch_description_entity import LaunchDescriptionEntity


class OpaqueFunction(Action):
    """Calls `function(context, *args, **kwargs)`, which may give back a list of entities."""

    def __init__(
        self,
        *,
        function: Callable[..., Sequence[LaunchDescriptionEntity] | None],
        args: Iterable[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(condition=condition)
        if not callable(function):
            raise TypeError(f"OpaqueFunction expected a callable for 'function', got '{type(function)}'")
        self.__function = function
        self.__args = tuple(args) if args is not None else ()
        self.__kwargs = dict(kwargs) if kwargs is not None else {}

    def execute(self, context: LaunchContext) -> Sequence[LaunchDescriptionEntity] | None:
        """Call it."""
        return self.__function(context, *self.__args, **self.__kwargs)
