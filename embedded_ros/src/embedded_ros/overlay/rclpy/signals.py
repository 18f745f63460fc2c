# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""SIGINT and SIGTERM end the spins of all contexts.

A thread that waits inside Cyclone does not return to the interpreter by itself, so a Python handler alone
would never run there. `signal.set_wakeup_fd` writes to a pipe at once; a small thread reads it and wakes
all executors.
"""

from __future__ import annotations

import os
import signal
import threading
from enum import IntFlag
from typing import Any

from embedded_ros.outside import outside_names

from rclpy.context import interrupt_all


class SignalHandlerOptions(IntFlag):
    """Which signals rclpy handles."""

    NO = 0
    SIGINT = 1
    SIGTERM = 2
    ALL = 3


_previous: dict[int, Any] = {}
_options = SignalHandlerOptions.NO
_pipe: tuple[int, int] | None = None
_previous_wakeup = -1


def install_signal_handlers(options: SignalHandlerOptions = SignalHandlerOptions.ALL) -> None:
    """Install the handlers; only the main thread can, elsewhere nothing happens."""
    global _options
    if options == SignalHandlerOptions.NO or threading.current_thread() is not threading.main_thread():
        return
    _start_waker()
    for number, option in (
        (signal.SIGINT, SignalHandlerOptions.SIGINT),
        (signal.SIGTERM, SignalHandlerOptions.SIGTERM),
    ):
        if option & options and number not in _previous:
            _previous[number] = signal.signal(number, _handle)
            _options |= option


def uninstall_signal_handlers() -> None:
    """Put back the handlers that were there before."""
    global _options, _pipe
    if threading.current_thread() is not threading.main_thread():
        return
    for number, handler in _previous.items():
        signal.signal(number, handler if handler is not None else signal.SIG_DFL)
    _previous.clear()
    _options = SignalHandlerOptions.NO
    if _pipe is not None:
        signal.set_wakeup_fd(_previous_wakeup)
        os.close(_pipe[1])
        _pipe = None


def get_current_signal_handlers_options() -> SignalHandlerOptions:
    """Return which handlers are installed."""
    return _options


def _handle(number: int, frame: Any) -> None:
    interrupt_all()
    previous = _previous.get(number)
    if callable(previous):  # Python's own for SIGINT raises KeyboardInterrupt
        previous(number, frame)


def _start_waker() -> None:
    global _pipe, _previous_wakeup
    if _pipe is not None:
        return
    _pipe = os.pipe()
    os.set_blocking(_pipe[1], False)
    _previous_wakeup = signal.set_wakeup_fd(_pipe[1], warn_on_full_buffer=False)
    threading.Thread(target=_wake_executors, args=(_pipe[0],), name="rclpy-signals", daemon=True).start()


def _wake_executors(descriptor: int) -> None:
    from rclpy.executors import wake_all

    while received := os.read(descriptor, 64):
        if _previous_wakeup >= 0:
            os.write(_previous_wakeup, received)
        wake_all()
    os.close(descriptor)


__getattr__ = outside_names(
    __name__,
    {
        "SignalHandlerGuardCondition": "a guard condition can be triggered from a handler",
    },
)
