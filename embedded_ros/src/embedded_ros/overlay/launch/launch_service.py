# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""LaunchService: the event loop that visits descriptions, handles events and waits for what was launched."""

import asyncio
import logging as python_logging
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from . import logging
from .event import Event
from .events import Shutdown
from .launch_context import LaunchContext
from .launch_description import LaunchDescription
from .launch_description_entity import LaunchDescriptionEntity
from .some_entities_type import as_entities

_T = TypeVar("_T")


class LaunchService:
    """Launches descriptions; `run` returns when everything has ended."""

    def __init__(
        self, *, argv: Iterable[str] | None = None, noninteractive: bool = False, debug: bool = False
    ) -> None:
        logging.launch_config.level = python_logging.DEBUG if debug else python_logging.INFO
        self.__debug = debug
        self.__logger = logging.get_logger("launch")
        self.__context = LaunchContext(argv=argv, noninteractive=noninteractive)
        self.__descriptions: list[LaunchDescriptionEntity] = []
        self.__futures: list[asyncio.Future[None]] = []
        self.__loop: asyncio.AbstractEventLoop | None = None
        self.__shutting_down = False
        self.__return_code = 0

    @property
    def context(self) -> LaunchContext:
        """The context that all entities see."""
        return self.__context

    @property
    def event_loop(self) -> asyncio.AbstractEventLoop | None:
        """The loop while running, otherwise None."""
        return self.__loop

    def include_launch_description(self, launch_description: LaunchDescription) -> None:
        """Visit a description; from any thread, before or while running."""
        self._from_any_thread(lambda: self._include(launch_description))

    def emit_event(self, event: Event) -> None:
        """Emit an event; from any thread, before or while running."""
        self._from_any_thread(lambda: self.__context.emit_event_sync(event))

    def shutdown(self) -> None:
        """Begin the shutdown; from any thread. Nothing happens while not running."""
        if self.__loop is not None:
            self._from_any_thread(lambda: self._shutdown("LaunchService.shutdown() called"))

    def run(self, *, shutdown_when_idle: bool = True) -> int:
        """Run in the main thread until everything has ended.

        Returns:
            0, or 1 if something raised while launching or SIGTERM came; how processes ended does not count.
        """
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(self.run_async(shutdown_when_idle=shutdown_when_idle))
        finally:
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    async def run_async(self, *, shutdown_when_idle: bool = True) -> int:
        """As `run`, inside a running loop of the main thread.

        Raises:
            RuntimeError: In another thread, or while already running.
        """
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("LaunchService can only be run in the main thread.")
        if self.__loop is not None:
            raise RuntimeError("LaunchService cannot be run multiple times concurrently.")
        with self._running(asyncio.get_running_loop()):
            logging.log_launch_config(logger=self.__logger)
            for description in self.__descriptions:
                self._guarded(self._visit, description)
            self.__descriptions.clear()
            while True:
                await self._handle_events()
                if not self._is_idle():
                    await self._wait_for_something()
                elif self.__shutting_down:
                    return self.__return_code
                elif shutdown_when_idle:
                    self._shutdown("idle")
                else:
                    await self.__context._event_arrived.wait()

    async def _handle_events(self) -> None:
        while self.__context._events:
            event = self.__context._events.popleft()
            self.__logger.debug(f"processing event: '{event.name}'")
            self._guarded(self._handle, event)
            await asyncio.sleep(0)
        self.__context._event_arrived.clear()

    def _handle(self, event: Event) -> None:
        if isinstance(event, Shutdown):
            # Before the handlers, so that threads that one of them disturbs know why.
            self._mark_shutdown()
        for handler in tuple(self.__context._event_handlers):
            if handler.matches(event):
                self.__context._push_locals()
                try:
                    for entity in as_entities(handler.handle(event, self.__context)):
                        self._visit(entity)
                finally:
                    self.__context._pop_locals()

    def _visit(self, entity: LaunchDescriptionEntity) -> None:
        below = entity.visit(self.__context)
        future = entity.get_asyncio_future()
        if future is not None and future not in self.__futures:
            self.__futures.append(future)
        for sub_entity in below or ():
            self._visit(sub_entity)

    def _include(self, description: LaunchDescription) -> None:
        if self.__loop is None:
            self.__descriptions.append(description)
        else:
            self._guarded(self._visit, description)

    def _guarded(self, function: Callable[[_T], None], argument: _T) -> None:
        """Call `function`; an error ends the launch with code 1 instead of leaving processes behind."""
        try:
            function(argument)
        except Exception as error:
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self.__return_code = 1
        self.__logger.debug("".join(traceback.format_exception(error)))
        message = f"Caught exception in launch (see debug for traceback): {_words(error)}"
        self.__logger.error(message)
        self._shutdown(message)

    def _is_idle(self) -> bool:
        for futures in (self.__futures, self.__context._completion_futures):
            for future in [future for future in futures if future.done()]:
                futures.remove(future)
                if not future.cancelled() and (error := future.exception()) is not None:
                    self._fail(error)
        return not (self.__futures or self.__context._completion_futures or self.__context._events)

    async def _wait_for_something(self) -> None:
        arrival = asyncio.ensure_future(self.__context._event_arrived.wait())
        futures: list[asyncio.Future[Any]] = [*self.__futures, *self.__context._completion_futures]
        await asyncio.wait([arrival, *futures], return_when=asyncio.FIRST_COMPLETED)
        arrival.cancel()

    def _mark_shutdown(self) -> None:
        self.__shutting_down = True
        self.__context._set_is_shutdown(True)

    def _shutdown(self, reason: str, *, due_to_sigint: bool = False) -> None:
        if not self.__shutting_down:
            self.__context.emit_event_sync(Shutdown(reason=reason, due_to_sigint=due_to_sigint))
        self._mark_shutdown()

    def _from_any_thread(self, function: Callable[[], None]) -> None:
        if self.__loop is None or threading.current_thread() is threading.main_thread():
            function()
        else:
            self.__loop.call_soon_threadsafe(function)

    @contextmanager
    def _running(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        handlers = {
            signal.SIGINT: self._on_sigint,
            signal.SIGTERM: self._on_sigterm,
            signal.SIGQUIT: self._on_sigterm,
        }
        before = {number: signal.getsignal(number) for number in handlers}
        loop.set_debug(self.__debug)
        for number, handler in handlers.items():
            loop.add_signal_handler(number, handler)
        self.__loop = loop
        self.__return_code = 0
        self.__context._set_asyncio_loop(loop)
        try:
            yield
        finally:
            self.__loop = None
            self.__shutting_down = False
            self.__context._set_asyncio_loop(None)
            for number, handler_before in before.items():
                loop.remove_signal_handler(number)
                signal.signal(number, handler_before)

    def _on_sigint(self) -> None:
        if self.__shutting_down:
            self.__logger.warning("user interrupted with ctrl-c (SIGINT) again, ignoring...")
            return
        self.__logger.warning("user interrupted with ctrl-c (SIGINT)")
        self._shutdown("ctrl-c (SIGINT)", due_to_sigint=True)

    def _on_sigterm(self) -> None:
        # ROS 2 leaves the processes orphaned here; ending them is what whoever sends SIGTERM means.
        self.__logger.error("got SIGTERM or SIGQUIT, ending all processes")
        self.__return_code = 1
        self._shutdown("SIGTERM")


def _words(error: BaseException) -> str:
    # str() of a KeyError, and so of PackageNotFoundError, puts the message in quotes.
    message = error.args[0] if isinstance(error, KeyError) and error.args else error
    return str(message) or type(error).__name__
