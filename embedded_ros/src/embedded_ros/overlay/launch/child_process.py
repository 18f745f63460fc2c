# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A child process on the event loop: its output as lines of bytes, its end as a future."""

from __future__ import annotations

import asyncio
import os
import pty
import subprocess
from collections.abc import Callable
from functools import partial
from typing import cast

# A grandchild may hold the pipes open after the child is gone; what comes later than this is not the child's.
DRAIN_S = 0.5


class ChildProcess(asyncio.SubprocessProtocol):
    """Calls `on_start(pid)`, then `on_output(fd, data)`; `exited` is done when all is over."""

    def __init__(self, on_start: Callable[[int], None], on_output: Callable[[int, bytes], None]) -> None:
        self._on_start = on_start
        self._on_output = on_output
        self._open_outputs = {1, 2}
        self._drained = asyncio.Event()
        self._terminals: list[asyncio.BaseTransport] = []
        self.exited: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.SubprocessTransport | None = None

    @classmethod
    async def start(
        cls,
        cmd: list[str],
        *,
        cwd: str | None,
        env: dict[str, str] | None,
        shell: bool,
        emulate_tty: bool,
        on_start: Callable[[int], None],
        on_output: Callable[[int, bytes], None],
    ) -> ChildProcess:
        """Start `cmd` in the process group of this process, so that a terminal's Ctrl-C reaches it, too.

        Raises:
            OSError: It cannot be started.
        """
        loop = asyncio.get_running_loop()
        child = cls(on_start, on_output)
        terminals = {fd: pty.openpty() for fd in (1, 2)} if emulate_tty else {}
        stdout, stderr = (terminals[fd][1] if emulate_tty else subprocess.PIPE for fd in (1, 2))
        program = ["/bin/sh", "-c", " ".join(cmd)] if shell else cmd
        try:
            await loop.subprocess_exec(
                lambda: child, *program, cwd=cwd, env=env, stdout=stdout, stderr=stderr
            )
        except BaseException:
            for ours, _ in terminals.values():
                os.close(ours)
            raise
        finally:
            for _, theirs in terminals.values():
                os.close(theirs)
        for fd, (ours, _) in terminals.items():
            terminal, _ = await loop.connect_read_pipe(
                partial(_Terminal, child, fd), os.fdopen(ours, "rb", 0)
            )
            child._terminals.append(terminal)
        return child

    def send_signal(self, number: int) -> None:
        """Send a signal; nothing happens if the process has ended."""
        if self.transport is not None and self.transport.get_returncode() is None:
            self.transport.send_signal(number)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        self.transport = cast(asyncio.SubprocessTransport, transport)
        self._on_start(self.transport.get_pid())

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Called by asyncio."""
        self._on_output(fd, data)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Called by asyncio."""
        self._open_outputs.discard(fd)
        if not self._open_outputs:
            self._drained.set()

    def process_exited(self) -> None:
        """Called by asyncio."""
        asyncio.get_running_loop().create_task(self._finish())

    async def _finish(self) -> None:
        try:
            await asyncio.wait_for(self._drained.wait(), DRAIN_S)
        except TimeoutError:
            pass
        transport = cast(asyncio.SubprocessTransport, self.transport)
        returncode = transport.get_returncode()
        for end in (*self._terminals, transport):
            end.close()
        self.exited.set_result(returncode if returncode is not None else 0)


class _Terminal(asyncio.Protocol):
    """Our end of a pseudo-terminal that stands in for a pipe."""

    def __init__(self, child: ChildProcess, fd: int) -> None:
        self._child = child
        self._fd = fd

    def data_received(self, data: bytes) -> None:
        self._child.pipe_data_received(self._fd, data.replace(b"\r\n", b"\n"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._child.pipe_connection_lost(self._fd, exc)
