# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""OnShutdown: what to do when the launched system shuts down."""

from collections.abc import Callable, Sequence
from typing import cast

from .. import event_handler
from ..event import Event
from ..events import Shutdown
from ..launch_context import LaunchContext
from ..launch_description_entity import LaunchDescriptionEntity
from ..some_entities_type import SomeEntitiesType, as_entities


class OnShutdown(event_handler.BaseEventHandler):
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
