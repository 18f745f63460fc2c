# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""TimerAction: actions after some time."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from launch.action import Action
from launch.condition import Condition
from launch.event import Event
from launch.event_handler import EventHandler
from launch.event_handlers import OnShutdown
from launch.events import TimerEvent
from launch.launch_context import LaunchContext
from launch.launch_description_entity import LaunchDescriptionEntity
from launch.substitution import SomeSubstitutionsType
from launch.utilities.type_utils import normalize_typed_substitution, perform_typed_substitution

from .opaque_function import OpaqueFunction


class TimerAction(Action):
    """Visits its actions once, after `period` seconds, unless it or the launch is ended before."""

    def __init__(
        self,
        *,
        period: float | SomeSubstitutionsType,
        actions: Iterable[LaunchDescriptionEntity],
        cancel_on_shutdown: bool | SomeSubstitutionsType = True,
        condition: Condition | None = None,
    ) -> None:
        super().__init__(condition=condition)
        self.__period = normalize_typed_substitution(
            float(period) if isinstance(period, str) else period, float
        )
        self.__actions = list(actions)
        self.__cancel_on_shutdown = normalize_typed_substitution(cancel_on_shutdown, bool)
        self.__cancelled = asyncio.Event()
        self.__completed: asyncio.Future[None] | None = None

    @property
    def period(self) -> Any:
        """Seconds, or the substitutions that give them."""
        return self.__period

    @property
    def actions(self) -> list[LaunchDescriptionEntity]:
        """The actions."""
        return self.__actions

    def describe_conditional_sub_entities(self) -> Sequence[tuple[str, Iterable[LaunchDescriptionEntity]]]:
        """The actions."""
        return [(f"{self.__period} seconds pass without being canceled", self.__actions)]

    def cancel(self) -> None:
        """Keep the actions from being visited; nothing happens if they already were."""
        self.__cancelled.set()

    def get_asyncio_future(self) -> "asyncio.Future[None] | None":
        """Done when the time is over or the timer cancelled."""
        return self.__completed

    def execute(self, context: LaunchContext) -> None:
        """Start the timer."""
        seconds = perform_typed_substitution(context, self.__period, float)
        seen = dict(context.get_locals_as_dict())
        scope = [OpaqueFunction(function=lambda context: context.extend_locals(seen)), *self.__actions]

        def is_mine(event: Event) -> bool:
            return isinstance(event, TimerEvent) and event.timer_action is self

        context.register_event_handler(EventHandler(matcher=is_mine, entities=scope, handle_once=True))
        if perform_typed_substitution(context, self.__cancel_on_shutdown, bool):
            context.register_event_handler(OnShutdown(on_shutdown=lambda event, context: self.cancel()))
        self.__completed = context.asyncio_loop.create_task(self._wait(context, seconds))

    async def _wait(self, context: LaunchContext, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.__cancelled.wait(), seconds)
        except TimeoutError:
            context.emit_event_sync(TimerEvent(timer_action=self))
