# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""ExecuteProcess: starts a program and looks after it until it has ended."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from launch import logging
from launch.action import Action
from launch.child_process import ChildProcess
from launch.condition import Condition
from launch.conditions import evaluate_condition_expression
from launch.event import Event
from launch.event_handler import EventHandler
from launch.event_handlers import OnProcessExit, OnShutdown
from launch.events import Shutdown
from launch.events.process import (
    ProcessExited,
    ProcessStarted,
    ProcessStderr,
    ProcessStdout,
    ProcessTargetedEvent,
    ShutdownProcess,
    SignalProcess,
)
from launch.launch_context import LaunchContext
from launch.launch_description_entity import LaunchDescriptionEntity
from launch.some_entities_type import SomeEntitiesType
from launch.substitution import (
    SomeSubstitutionsType,
    Substitution,
    normalize_to_list_of_substitutions,
    perform_substitutions,
)
from launch.substitutions import LaunchConfiguration
from launch.utilities.type_utils import normalize_typed_substitution, perform_typed_substitution

from .command import Command, SomeEnvironment
from .opaque_function import OpaqueFunction


class ExecuteProcess(Action):
    """Starts a program; a shutdown ends it with SIGINT, then SIGTERM, then SIGKILL."""

    def __init__(
        self,
        *,
        cmd: Iterable[SomeSubstitutionsType],
        prefix: SomeSubstitutionsType | None = None,
        name: SomeSubstitutionsType | None = None,
        cwd: SomeSubstitutionsType | None = None,
        env: SomeEnvironment | None = None,
        additional_env: SomeEnvironment | None = None,
        shell: bool = False,
        sigterm_timeout: SomeSubstitutionsType = LaunchConfiguration("sigterm_timeout", default=5),  # noqa: B008
        sigkill_timeout: SomeSubstitutionsType = LaunchConfiguration("sigkill_timeout", default=5),  # noqa: B008
        emulate_tty: bool = False,
        output: SomeSubstitutionsType | Mapping[str, Any] = "log",
        on_exit: SomeEntitiesType
        | Callable[[ProcessExited, LaunchContext], SomeEntitiesType | None]
        | None = None,
        respawn: bool | SomeSubstitutionsType = False,
        respawn_delay: float | None = None,
        respawn_max_retries: int = -1,
        condition: Condition | None = None,
    ) -> None:
        """Describe the process; times are in seconds.

        Args:
            cmd: The program and its arguments.
            prefix: What comes before `cmd`, such as a debugger; by default the configuration 'launch-prefix'.
            name: Label of the process; by default the program's.
            cwd: Working folder.
            env: The whole environment; by default that of the launch.
            additional_env: Added to the environment.
            shell: Run `cmd` in a shell.
            sigterm_timeout: From SIGINT to SIGTERM.
            sigkill_timeout: From SIGTERM to SIGKILL.
            emulate_tty: Give the program terminals to write to, for colours and line buffering.
            output: Where the output goes, see `launch.logging.get_output_loggers`.
            on_exit: What to do when it has ended; `Shutdown()` makes it required.
            respawn: Start it again when it has ended.
            respawn_delay: Time before it is started again.
            respawn_max_retries: How often; negative for no limit.
            condition: Whether to start it at all.
        """
        super().__init__(condition=condition)
        self.__command = Command(
            cmd=cmd, prefix=prefix, name=name, cwd=cwd, env=env, additional_env=additional_env
        )
        self.__shell = shell
        self.__timeouts = [normalize_to_list_of_substitutions(t) for t in (sigterm_timeout, sigkill_timeout)]
        self.__emulate_tty = emulate_tty
        output = os.environ.get("OVERRIDE_LAUNCH_PROCESS_OUTPUT", output)
        self.__output = output if isinstance(output, Mapping) else normalize_to_list_of_substitutions(output)
        self.__on_exit = on_exit
        self.__respawn = normalize_typed_substitution(respawn, bool)
        self.__respawn_delay = respawn_delay
        self.__respawns_left = respawn_max_retries
        self.__details: dict[str, Any] | None = None
        self.__child: ChildProcess | None = None
        self.__completed: asyncio.Future[None] | None = None
        self.__shutdown = asyncio.Event()
        self.__return_code: int | None = None

    @property
    def cmd(self) -> list[list[Substitution]]:
        """The program and its arguments; subclasses may append before it is executed."""
        return self.__command.parts

    @property
    def name(self) -> str | None:
        """Full name such as `driver-1` once started, before that the label if it is plain."""
        if self.__details is not None:
            return str(self.__details["name"])
        label = self.__command.label
        return None if label is None else "".join(sub.describe().strip("'") for sub in label)

    @property
    def shell(self) -> bool:
        """Whether it runs in a shell."""
        return self.__shell

    @property
    def process_details(self) -> dict[str, Any] | None:
        """Name, cmd, cwd, env and, once it runs, pid; None before."""
        return self.__details

    @property
    def return_code(self) -> int | None:
        """How it ended, None while it has not; negative for a signal."""
        return self.__return_code

    def get_sub_entities(self) -> Sequence[LaunchDescriptionEntity]:
        """The entities of `on_exit`, if it is a list."""
        return self.__on_exit if isinstance(self.__on_exit, list) else []

    def get_asyncio_future(self) -> asyncio.Future[None] | None:
        """Done when it has ended and will not be started again."""
        return self.__completed

    def execute(self, context: LaunchContext) -> Sequence[LaunchDescriptionEntity] | None:
        """Start it.

        Raises:
            RuntimeError: It was executed before.
            SubstitutionFailure: Something it needs is missing.
        """
        if self.__details is not None:
            raise RuntimeError(f"ExecuteProcess action '{self.name}' executed more than once")
        self.__details = {"action": self, **self.__command.expand(context)}
        if context.is_shutdown:
            return None
        name = self.__details["name"]
        self.__logger = logging.get_logger(name)
        output = self.__output
        self.__output_loggers = logging.get_output_loggers(
            name, perform_substitutions(context, output) if isinstance(output, list) else output
        )
        self.__wait_s = [float(perform_substitutions(context, timeout)) for timeout in self.__timeouts]
        self.__respawn = perform_typed_substitution(context, self.__respawn, bool)
        if "emulate_tty" in context.launch_configurations:
            expression = normalize_to_list_of_substitutions(context.launch_configurations["emulate_tty"])
            self.__emulate_tty = evaluate_condition_expression(context, expression)
        for handler in (
            EventHandler(matcher=self._is_target, entities=OpaqueFunction(function=self._on_targeted)),
            OnShutdown(on_shutdown=self._on_shutdown),
            OnProcessExit(target_action=self, on_exit=self.__on_exit),
        ):
            context.register_event_handler(handler)
        self.__completed = context.asyncio_loop.create_task(self._live(context))
        return None

    async def _live(self, context: LaunchContext) -> None:
        while not self.__shutdown.is_set():
            if not await self._run_once(context) or not self.__respawn or self.__respawns_left == 0:
                return
            self.__respawns_left -= 1
            try:
                await asyncio.wait_for(self.__shutdown.wait(), self.__respawn_delay or 0.0)
            except TimeoutError:
                pass

    async def _run_once(self, context: LaunchContext) -> bool:
        """Start the process and wait for its end; False if it could not be started."""
        details = cast(dict[str, Any], self.__details)
        rest = {1: b"", 2: b""}

        def on_start(pid: int) -> None:
            details["pid"] = pid
            self.__logger.info(f"process started with pid [{pid}]")
            context.emit_event_sync(ProcessStarted(**details))

        def on_output(fd: int, data: bytes) -> None:
            self._announce_output(context, fd, data)
            *lines, rest[fd] = (rest[fd] + data).split(b"\n")
            for line in lines:
                self._log_output(fd, line)

        try:
            child = await ChildProcess.start(
                details["cmd"],
                cwd=details["cwd"],
                env=details["env"],
                shell=self.__shell,
                emulate_tty=self.__emulate_tty,
                on_start=on_start,
                on_output=on_output,
            )
        except OSError as error:
            self.__logger.error(f"cannot start {details['cmd'][0]}: {error.strerror or error}")
            return False
        self.__child = child
        escalation = asyncio.create_task(self._end_on_shutdown(child))
        returncode = self.__return_code = await child.exited
        escalation.cancel()
        for fd, line in rest.items():
            if line:
                self._log_output(fd, line)
        if returncode == 0:
            self.__logger.info(f"process has finished cleanly [pid {details['pid']}]")
        else:
            cmd = " ".join(details["cmd"])
            self.__logger.error(
                f"process has died [pid {details['pid']}, exit code {returncode}, cmd '{cmd}']."
            )
        context.emit_event_sync(ProcessExited(returncode=returncode, **details))
        return True

    async def _end_on_shutdown(self, child: ChildProcess) -> None:
        """Once the shutdown has begun and SIGINT was sent, go on to SIGTERM and SIGKILL."""
        await self.__shutdown.wait()
        if self.__send_sigint:
            self._send(child, signal.SIGINT)
        before = signal.SIGINT
        for wait_s, harder in zip(self.__wait_s, (signal.SIGTERM, signal.SIGKILL), strict=True):
            await asyncio.sleep(wait_s)
            self.__logger.error(
                f"process[{self.name}] failed to terminate '{wait_s:g}' seconds after receiving "
                f"'{before.name}', escalating to '{harder.name}'"
            )
            self._send(child, harder)
            before = harder

    def _send(self, child: ChildProcess, number: signal.Signals) -> None:
        self.__logger.info(f"sending signal '{number.name}' to process[{self.name}]")
        child.send_signal(number)

    def _is_target(self, event: Event) -> bool:
        return isinstance(event, ProcessTargetedEvent) and event.process_matcher(self)

    def _on_targeted(self, context: LaunchContext) -> None:
        event = context.locals.event
        if isinstance(event, ShutdownProcess):
            self._begin_shutdown(send_sigint=True)
        elif isinstance(event, SignalProcess) and self.__child is not None and not self.__child.exited.done():
            self._send(self.__child, event.signal)

    def _on_shutdown(self, event: Shutdown, context: LaunchContext) -> None:
        # In a terminal, Ctrl-C has reached the process already.
        self._begin_shutdown(send_sigint=not event.due_to_sigint or context.noninteractive)

    def _begin_shutdown(self, *, send_sigint: bool) -> None:
        if not self.__shutdown.is_set():
            self.__send_sigint = send_sigint
            self.__shutdown.set()

    def _announce_output(self, context: LaunchContext, fd: int, data: bytes) -> None:
        kind = ProcessStdout if fd == 1 else ProcessStderr
        event = kind(text=data, **cast(dict[str, Any], self.__details))
        if context.would_handle_event(event):
            context.emit_event_sync(event)

    def _log_output(self, fd: int, line: bytes) -> None:
        self.__output_loggers[fd - 1].info(f"[{self.name}] {line.decode(errors='replace')}")
