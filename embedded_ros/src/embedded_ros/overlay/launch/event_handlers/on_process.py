# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What to do when a process starts, writes or exits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from launch.event import Event
from launch.event_handler import BaseEventHandler
from launch.events.process import ProcessExited, ProcessIO, ProcessStarted, RunningProcessEvent
from launch.launch_context import LaunchContext
from launch.launch_description_entity import LaunchDescriptionEntity
from launch.some_entities_type import SomeEntitiesType, as_entities

if TYPE_CHECKING:
    from launch.actions import ExecuteProcess

Target: TypeAlias = Union["ExecuteProcess", Callable[["ExecuteProcess"], bool], None]


class _OnProcess(BaseEventHandler):
    """Matches one kind of event from one process, from those a function accepts, or from all."""

    def __init__(
        self,
        *,
        target_action: Target,
        event_type: type[RunningProcessEvent],
        on_event: SomeEntitiesType | Callable[[Any, LaunchContext], SomeEntitiesType | None] | None,
        handle_once: bool = False,
    ) -> None:
        from launch.actions import ExecuteProcess

        if (
            target_action is not None
            and not callable(target_action)
            and not isinstance(target_action, ExecuteProcess)
        ):
            raise TypeError(f"target_action must be an 'ExecuteProcess' or a callable, got {target_action!r}")

        def matcher(event: Event) -> bool:
            if not isinstance(event, event_type):
                return False
            if target_action is None or event.action is target_action:
                return True
            return callable(target_action) and bool(target_action(event.action))

        super().__init__(matcher=matcher, handle_once=handle_once)
        self.__on_event = on_event if callable(on_event) else as_entities(on_event)

    def describe(self) -> tuple[str, Sequence[LaunchDescriptionEntity]]:
        """The handler in words and the entities that are known."""
        return super().describe()[0], self.__on_event if isinstance(self.__on_event, list) else []

    def handle(self, event: Event, context: LaunchContext) -> SomeEntitiesType | None:
        """Give back the entities."""
        super().handle(event, context)
        return self.__on_event if isinstance(self.__on_event, list) else self.__on_event(event, context)


class OnProcessExit(_OnProcess):
    """Visits entities, or calls a function, when a process has ended."""

    def __init__(
        self,
        *,
        target_action: Target = None,
        on_exit: SomeEntitiesType | Callable[[ProcessExited, LaunchContext], SomeEntitiesType | None] | None,
        handle_once: bool = False,
    ) -> None:
        super().__init__(
            target_action=target_action, event_type=ProcessExited, on_event=on_exit, handle_once=handle_once
        )


class OnProcessStart(_OnProcess):
    """Visits entities, or calls a function, when a process has started."""

    def __init__(
        self,
        *,
        target_action: Target = None,
        on_start: SomeEntitiesType | Callable[[ProcessStarted, LaunchContext], SomeEntitiesType | None],
        handle_once: bool = False,
    ) -> None:
        super().__init__(
            target_action=target_action, event_type=ProcessStarted, on_event=on_start, handle_once=handle_once
        )


class OnProcessIO(_OnProcess):
    """Calls functions with what a process writes."""

    def __init__(
        self,
        *,
        target_action: Target = None,
        on_stdout: Callable[[ProcessIO], SomeEntitiesType | None] | None = None,
        on_stderr: Callable[[ProcessIO], SomeEntitiesType | None] | None = None,
        handle_once: bool = False,
    ) -> None:
        def handle(event: ProcessIO, _: LaunchContext) -> SomeEntitiesType | None:
            callback = on_stdout if event.from_stdout else on_stderr
            return None if callback is None else callback(event)

        super().__init__(
            target_action=target_action, event_type=ProcessIO, on_event=handle, handle_once=handle_once
        )
