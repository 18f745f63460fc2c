# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Whether callbacks of a node run, in whatever callback group, so that it is not taken away under them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import chain
from typing import Any

from rclpy.callback_groups import CallbackGroup
from rclpy.node import Node


def groups_of(node: Node) -> dict[CallbackGroup, Any]:
    """The callback groups that a node's entities are in now, each with one of them."""
    entities = chain(
        node.subscriptions,
        node.timers,
        node.services,
        node.clients,
        node.guards,
        getattr(node, "waitables", ()),
    )
    return {entity.callback_group: entity for entity in entities}


class Presence:
    """Counts the callbacks of a node that have begun and not ended, from the moment it is made.

    Executors ask a group before each callback and tell it after; this listens in on both. Coroutines
    count until they end, also while they wait.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._lock = threading.Lock()
        self._groups: set[CallbackGroup] = set()
        self._running = 0
        self._then: Callable[[], None] | None = None
        self._left = False
        self._listen()

    def leave(self, then: Callable[[], None]) -> None:
        """Call `then` once no callback runs, in the thread of the last one; none begins after that."""
        self._listen()  # groups that came later
        with self._lock:
            self._then = then
        self._look()

    def _listen(self) -> None:
        for group, entity in groups_of(self._node).items():
            if group in self._groups:
                continue
            self._groups.add(group)
            if not group.can_execute(entity):  # an exclusive group that is at work already
                self._running += 1
            self._wrap(group)

    def _wrap(self, group: Any) -> None:
        begin, end = group.beginning_execution, group.ending_execution

        def beginning_execution(entity: Any) -> bool:
            with self._lock:
                begun = not self._left and bool(begin(entity))
                self._running += begun
                return begun

        def ending_execution(entity: Any) -> None:
            end(entity)
            with self._lock:
                self._running -= 1
            self._look()

        group.beginning_execution, group.ending_execution = beginning_execution, ending_execution

    def _look(self) -> None:
        with self._lock:
            if self._running or self._then is None:
                return
            then, self._then, self._left = self._then, None, True
        then()
