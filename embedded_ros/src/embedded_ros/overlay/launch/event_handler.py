# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Event handlers: what to do when an event happens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from .event import Event
from .launch_description_entity import LaunchDescriptionEntity
from .some_entities_type import SomeEntitiesType, as_entities

if TYPE_CHECKING:
    from .launch_context import LaunchContext


class BaseEventHandler:
    """Matches events and handles them; entities it gives back see the event as `context.locals.event`."""

    def __init__(self, *, matcher: Callable[[Event], bool], handle_once: bool = False) -> None:
        self.__matcher = matcher
        self.__handle_once = handle_once

    @property
    def handle_once(self) -> bool:
        """Whether the handler is gone after the first event."""
        return self.__handle_once

    def matches(self, event: Event) -> bool:
        """Whether `event` is this handler's."""
        return self.__matcher(event)

    def describe(self) -> tuple[str, Sequence[LaunchDescriptionEntity]]:
        """The handler in words, and the entities that are known beforehand."""
        return f"{type(self).__name__}(handle_once={self.handle_once})", []

    def handle(self, event: Event, context: LaunchContext) -> SomeEntitiesType | None:
        """Handle `event`; subclasses call this first."""
        context.extend_locals({"event": event})
        if self.handle_once:
            context.unregister_event_handler(self)
        return None


class EventHandler(BaseEventHandler):
    """A handler that gives back the same entities for every event it matches."""

    def __init__(
        self,
        *,
        matcher: Callable[[Event], bool],
        entities: SomeEntitiesType | None = None,
        handle_once: bool = False,
    ) -> None:
        super().__init__(matcher=matcher, handle_once=handle_once)
        self.__entities = entities

    @property
    def entities(self) -> SomeEntitiesType | None:
        """The entities as given."""
        return self.__entities

    def describe(self) -> tuple[str, Sequence[LaunchDescriptionEntity]]:
        """The handler in words and its entities."""
        return super().describe()[0], as_entities(self.__entities)

    def handle(self, event: Event, context: LaunchContext) -> SomeEntitiesType | None:
        """Give back the entities."""
        super().handle(event, context)
        return self.__entities
