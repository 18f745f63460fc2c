# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Brings work of other threads into a node's own callbacks."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from rclpy.node import Node

TURN_S = 1e-3
"""A node with work left after this long lets the others go first."""


class Mailbox:
    """Letters from any thread, opened one after the other in the node's default callback group.

    A guard condition wakes the executor, so that a letter takes its turn with the node's other
    callbacks and never runs beside them.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._lock = threading.Lock()
        self._letters: deque[tuple[Callable[[Any], None], Any]] = deque()
        self._guard = node.create_guard_condition(self._open)

    def post(self, callback: Callable[[Any], None], item: Any) -> None:
        """Have `callback(item)` run by the node's executor. Safe from any thread."""
        with self._lock:
            self._letters.append((callback, item))
            # Letters before this one have rung already, and whoever opens them finds this one, too.
            if self._guard is not None and len(self._letters) == 1:
                self._guard.trigger()

    def close(self) -> None:
        """Throw away what has not been opened and take no more."""
        with self._lock:
            guard, self._guard = self._guard, None
            if guard is not None:
                self._node.destroy_guard_condition(guard)
            self._letters.clear()

    def _open(self) -> None:
        # Cheap letters are opened together; after a costly one, others of the process get their turn.
        end_s = time.monotonic() + TURN_S
        try:
            while self._letters:
                callback, item = self._letters.popleft()
                callback(item)
                if time.monotonic() >= end_s:
                    break
        finally:
            with self._lock:
                if self._letters and self._guard is not None:
                    self._guard.trigger()
