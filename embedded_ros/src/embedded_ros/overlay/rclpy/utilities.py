# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The default context, and small questions about the process."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence

from embedded_ros import arguments
from rclpy.constants import S_TO_NS
from rclpy.context import Context

_default_context: Context | None = None
_lock = threading.RLock()


def get_default_context(*, shutting_down: bool = False) -> Context:
    """Return the context used when none is named; while shutting down, the next call makes a new one."""
    global _default_context
    with _lock:
        context = _default_context if _default_context is not None else Context()
        _default_context = None if shutting_down else context
        return context


def ok(*, context: Context | None = None) -> bool:
    """Return whether the context (the default one) is initialised and not shut down."""
    return (get_default_context() if context is None else context).ok()


def shutdown(*, context: Context | None = None) -> None:
    """Shut down the context (the default one)."""
    (get_default_context(shutting_down=True) if context is None else context).shutdown()


def try_shutdown(*, context: Context | None = None) -> None:
    """Shut down the context (the default one) unless that has happened already."""
    global _default_context
    if context is not None:
        context.try_shutdown()
        return
    with _lock:
        default, _default_context = get_default_context(), None
    default.try_shutdown()


def remove_ros_args(args: Sequence[str] | None = None) -> list[str]:
    """Return the command line without its ROS part."""
    return arguments.parse(sys.argv if args is None else args).rest


def get_rmw_implementation_identifier() -> str:
    """Return the name of the middleware that this package speaks on the wire."""
    return "rmw_cyclonedds_cpp"


def get_available_rmw_implementations() -> set[str]:
    """Return the names of the middlewares that can be chosen."""
    return {get_rmw_implementation_identifier()}


def timeout_sec_to_nsec(timeout_sec: float | None) -> int:
    """Return nanoseconds; -1, for no limit, when the timeout is None or negative."""
    return -1 if timeout_sec is None or timeout_sec < 0 else int(float(timeout_sec) * S_TO_NS)
