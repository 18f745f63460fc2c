# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a process does: it starts, writes, exits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from launch.event import Event

if TYPE_CHECKING:
    from launch.actions import ExecuteProcess


class RunningProcessEvent(Event):
    """Base: the action and the details of its process."""

    name = "launch.events.process.RunningProcessEvent"

    def __init__(
        self,
        *,
        action: ExecuteProcess,
        name: str,
        cmd: list[str],
        cwd: str | None,
        env: dict[str, str] | None,
        pid: int,
    ) -> None:
        self.action = action
        self.process_name = name
        self.cmd = cmd
        self.cwd = cwd
        self.env = env
        self.pid = pid


class ProcessStarted(RunningProcessEvent):
    """The process runs."""

    name = "launch.events.process.ProcessStarted"


class ProcessExited(RunningProcessEvent):
    """The process has ended; a negative return code is the signal that ended it."""

    name = "launch.events.process.ProcessExited"

    def __init__(self, *, returncode: int, **details: Any) -> None:
        super().__init__(**details)
        self.returncode = returncode


class ProcessIO(RunningProcessEvent):
    """The process has written `text` to file descriptor `fd`."""

    name = "launch.events.process.ProcessIO"
    _fd = 1

    def __init__(self, *, text: bytes, fd: int | None = None, **details: Any) -> None:
        super().__init__(**details)
        self.text = text
        self.fd = self._fd if fd is None else fd

    @property
    def from_stdout(self) -> bool:
        """Whether it was written to stdout."""
        return self.fd == 1

    @property
    def from_stderr(self) -> bool:
        """Whether it was written to stderr."""
        return self.fd == 2


class ProcessStdout(ProcessIO):
    """Output to stdout."""

    name = "launch.events.process.ProcessStdout"


class ProcessStderr(ProcessIO):
    """Output to stderr."""

    name = "launch.events.process.ProcessStderr"
    _fd = 2
