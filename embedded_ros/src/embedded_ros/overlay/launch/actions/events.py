# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Events emitted and handled."""

import logging
from collections.abc import Iterable, Sequence

from launch import events as launch_events
from launch.action import Action
from launch.condition import Condition
from launch.event import Event
from launch.event_handler import BaseEventHandler
from launch.launch_context import LaunchContext
from launch.launch_description_entity import LaunchDescriptionEntity


class EmitEvent(Action):
    """Emits an event."""

    def __init__(self, *, event: Event, condition: Condition | None = None) -> None:
        super().__init__(condition=condition)
        self.__event = event

    @property
    def event(self) -> Event:
        """The event."""
        return self.__event

    def execute(self, context: LaunchContext) -> None:
        """Emit it."""
        context.emit_event_sync(self.__event)


class Shutdown(EmitEvent):
    """Ends everything that was launched; as `on_exit` of a process, it makes that process required."""

    def __init__(self, *, reason: str = "reason not given", condition: Condition | None = None) -> None:
        super().__init__(event=launch_events.Shutdown(reason=reason), condition=condition)

    def execute(self, context: LaunchContext) -> None:
        """Emit the event, and say which process was the cause."""
        cause = context.get_locals_as_dict().get("event")
        if isinstance(cause, launch_events.process.ProcessExited):
            logging.getLogger("launch").info(
                f"process[{cause.process_name}] was required: shutting down launched system"
            )
        super().execute(context)


class RegisterEventHandler(Action):
    """Adds an event handler; it does not see the event that is being handled."""

    def __init__(self, event_handler: BaseEventHandler, *, condition: Condition | None = None) -> None:
        super().__init__(condition=condition)
        self.__event_handler = event_handler

    @property
    def event_handler(self) -> BaseEventHandler:
        """The handler."""
        return self.__event_handler

    def describe_conditional_sub_entities(self) -> Sequence[tuple[str, Iterable[LaunchDescriptionEntity]]]:
        """What the handler gives back, as far as it is known."""
        words, entities = self.__event_handler.describe()
        return [(words, entities)] if entities else []

    def execute(self, context: LaunchContext) -> None:
        """Add it."""
        context.register_event_handler(self.__event_handler)


class UnregisterEventHandler(Action):
    """Removes an event handler."""

    def __init__(self, event_handler: BaseEventHandler, *, condition: Condition | None = None) -> None:
        super().__init__(condition=condition)
        self.__event_handler = event_handler

    def execute(self, context: LaunchContext) -> None:
        """Remove it."""
        context.unregister_event_handler(self.__event_handler)
