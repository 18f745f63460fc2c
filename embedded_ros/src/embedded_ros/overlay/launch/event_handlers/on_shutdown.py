# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""OnShutdown: what to do when the launched system shuts down."""

from collections.abc import Callable, Sequence
from typing import cast

from launch.event import Event
from launch.event_handler import BaseEventHandler
from launch.events import Shutdown
from launch.launch_context import LaunchContext
from launch.launch_description_entity import LaunchDescriptionEntity
from launch.some_entities_type import SomeEntitiesType, as_entities


class OnShutdown(BaseEventHandler):
    """Visits entities, or calls a function that may give some back."""

    def __init__(
        self,
        *,
        on_shutdown: SomeEntitiesType | Callable[[Shutdown, LaunchContext], SomeEntitiesType | None],
        handle_once: bool = False,
    ) -> None:
        super().__init__(matcher=lambda event: isinstance(event, Shutdown), handle_once=handle_once)
        self.__on_shutdown = on_shutdown

    def describe(self) -> tuple[str, Sequence[LaunchDescriptionEntity]]:
        """The handler in words and the entities that are known."""
        return super().describe()[0], [] if callable(self.__on_shutdown) else as_entities(self.__on_shutdown)

    def handle(self, event: Event, context: LaunchContext) -> SomeEntitiesType | None:
        """Give back the entities."""
        super().handle(event, context)
        if callable(self.__on_shutdown):
            return self.__on_shutdown(cast(Shutdown, event), context)
        return self.__on_shutdown
