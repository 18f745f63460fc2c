# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""LaunchContext: the state that entities see while they are visited."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Iterable, MutableMapping
from types import SimpleNamespace
from typing import Any

from .event import Event
from .event_handler import BaseEventHandler
from .substitution import Substitution


class LaunchContext:
    """Launch configurations, environment, locals, event handlers and the queue of events."""

    def __init__(self, *, argv: Iterable[str] | None = None, noninteractive: bool = False) -> None:
        self.__argv = list(argv) if argv is not None else []
        self.__noninteractive = noninteractive
        self.__launch_configurations: dict[str, Any] = {}
        self.__configuration_stack: list[dict[str, Any]] = []
        self.__environment_stack: list[dict[str, str]] = []
        self.__globals: dict[str, Any] = {}
        self.__locals: dict[str, Any] = {}
        self.__locals_stack: list[dict[str, Any]] = []
        self.__is_shutdown = False
        self.__asyncio_loop: asyncio.AbstractEventLoop | None = None
        self._event_handlers: deque[BaseEventHandler] = deque()
        self._events: deque[Event] = deque()
        self._event_arrived = asyncio.Event()
        self._completion_futures: list[asyncio.Future[None]] = []

    @property
    def argv(self) -> list[str]:
        """The launch arguments of the command line."""
        return self.__argv

    @property
    def noninteractive(self) -> bool:
        """Whether there is no terminal whose Ctrl-C also reaches the children."""
        return self.__noninteractive

    @property
    def is_shutdown(self) -> bool:
        """Whether the shutdown has begun."""
        return self.__is_shutdown

    def _set_is_shutdown(self, state: bool) -> None:
        self.__is_shutdown = state

    @property
    def asyncio_loop(self) -> asyncio.AbstractEventLoop:
        """The loop of the running launch service.

        Raises:
            RuntimeError: No launch service runs.
        """
        if self.__asyncio_loop is None:
            raise RuntimeError("the launch context has no event loop, because no LaunchService runs it")
        return self.__asyncio_loop

    def _set_asyncio_loop(self, loop: asyncio.AbstractEventLoop | None) -> None:
        self.__asyncio_loop = loop
        # An asyncio event belongs to the first loop that waits for it.
        self._event_arrived = asyncio.Event()

    @property
    def launch_configurations(self) -> dict[str, Any]:
        """Launch configurations of the current scope."""
        return self.__launch_configurations

    def _push_launch_configurations(self) -> None:
        self.__configuration_stack.append(self.__launch_configurations.copy())

    def _pop_launch_configurations(self) -> None:
        if not self.__configuration_stack:
            raise RuntimeError("launch_configurations stack unexpectedly empty")
        self.__launch_configurations = self.__configuration_stack.pop()

    @property
    def environment(self) -> MutableMapping[str, str]:
        """Environment variables, those of this process."""
        return os.environ

    def _push_environment(self) -> None:
        self.__environment_stack.append(os.environ.copy())

    def _pop_environment(self) -> None:
        if not self.__environment_stack:
            raise RuntimeError("environment stack unexpectedly empty")
        os.environ.clear()
        os.environ.update(self.__environment_stack.pop())

    @property
    def locals(self) -> SimpleNamespace:
        """A read-out of globals and locals as attributes; the locals win."""
        return SimpleNamespace(**self.get_locals_as_dict())

    def get_locals_as_dict(self) -> dict[str, Any]:
        """Globals and locals; the locals win."""
        return self.__globals | self.__locals

    def extend_globals(self, extensions: dict[str, Any]) -> None:
        """Add to the locals for good."""
        self.__globals |= extensions

    def extend_locals(self, extensions: dict[str, Any]) -> None:
        """Add to the locals until the event is handled."""
        self.__locals |= extensions

    def _push_locals(self) -> None:
        self.__locals_stack.append(dict(self.__locals))

    def _pop_locals(self) -> None:
        self.__locals = self.__locals_stack.pop()

    def register_event_handler(self, event_handler: BaseEventHandler, append: bool = False) -> None:
        """Add a handler before the others, or with `append` after them."""
        if append:
            self._event_handlers.append(event_handler)
        else:
            self._event_handlers.appendleft(event_handler)

    def unregister_event_handler(self, event_handler: BaseEventHandler) -> None:
        """Remove a handler."""
        self._event_handlers.remove(event_handler)

    def would_handle_event(self, event: Event) -> bool:
        """Whether some handler matches `event`."""
        return any(handler.matches(event) for handler in self._event_handlers)

    def emit_event_sync(self, event: Event) -> None:
        """Queue an event. From another thread, use `LaunchService.emit_event`."""
        self._events.append(event)
        self._event_arrived.set()

    async def emit_event(self, event: Event) -> None:
        """Queue an event."""
        self.emit_event_sync(event)

    def add_completion_future(self, completion_future: asyncio.Future[None]) -> None:
        """Keep the launch service running until this future is done."""
        self._completion_futures.append(completion_future)

    def perform_substitution(self, substitution: Substitution) -> str:
        """The text of one substitution."""
        return substitution.perform(self)
