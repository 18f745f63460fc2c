# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How a process of this package ends."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import rclpy
from rclpy.executors import ExternalShutdownException
from rclpy.signals import SignalHandlerOptions


def init_until_told_to_stop(args: list[str]) -> None:
    """Start rclpy so that a signal leaves its context alone: nodes can still publish while they end."""
    rclpy.init(args=args, signal_handler_options=SignalHandlerOptions.NO)
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@contextmanager
def until_told_to_stop() -> Iterator[None]:
    """Spin inside: a signal ends it quietly, whatever the callback that it hit then fails at."""
    try:
        yield
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    except Exception:
        if rclpy.ok():
            raise


def end_undisturbed() -> None:
    """Close in peace: a second Ctrl-C, or the one that launch sends after the terminal's, changes nothing."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
