# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What every filter is: a source of messages that others connect to."""

from collections.abc import Callable
from typing import Any


class SimpleFilter:
    """Calls whoever registered with each message it lets through."""

    def __init__(self) -> None:
        self.callbacks: dict[int, tuple[Callable[..., Any], tuple[Any, ...]]] = {}

    def registerCallback(self, cb: Callable[..., Any], *args: Any) -> int:  # noqa: N802  ROS 2's name
        """Have `cb(*messages, *args)` called for each output; return the connection's number."""
        connection = len(self.callbacks)
        self.callbacks[connection] = (cb, args)
        return connection

    def signalMessage(self, *msg: Any) -> None:  # noqa: N802
        """Pass `msg` on, in the order of registration."""
        for callback, args in list(self.callbacks.values()):
            callback(*msg, *args)
