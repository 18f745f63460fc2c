# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Hands objects over by reference between nodes of one process, by resolved topic name.

Nothing is copied: whoever receives an object shares it with everybody else and must not write to it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any

Key = Hashable
"""What tells one stream of this process from another: its context and resolved topic name."""


class Listener:
    """One reader's registration; `deliver` and `producers_changed` are called in the caller's thread."""

    def __init__(
        self, key: Key, deliver: Callable[[Any], None], producers_changed: Callable[[], None]
    ) -> None:
        self.key = key
        self.deliver = deliver
        self.producers_changed = producers_changed


class LocalBus:
    """Who produces and who listens, in this process.

    Publishing takes no lock: the tuples of listeners are replaced whole on a change.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._producers: Counter[Key] = Counter()
        self._listeners: dict[Key, tuple[Listener, ...]] = {}

    def add_producer(self, key: Key) -> None:
        """A node of this process produces this stream from now on."""
        with self._lock:
            self._producers[key] += 1
        self._tell(key)

    def remove_producer(self, key: Key) -> None:
        """It does so no more."""
        with self._lock:
            self._producers[key] -= 1
            if self._producers[key] <= 0:
                del self._producers[key]
        self._tell(key)

    def has_producer(self, key: Key) -> bool:
        """Whether some node of this process produces this stream."""
        return key in self._producers

    def has_listener(self, key: Key) -> bool:
        """Whether some node of this process listens to this stream."""
        return key in self._listeners

    def listen(self, listener: Listener) -> None:
        """Deliver to this listener from now on."""
        with self._lock:
            self._listeners[listener.key] = (*self._listeners.get(listener.key, ()), listener)

    def leave(self, listener: Listener) -> None:
        """Deliver to this listener no more."""
        with self._lock:
            rest = tuple(other for other in self._listeners.get(listener.key, ()) if other is not listener)
            if rest:
                self._listeners[listener.key] = rest
            else:
                self._listeners.pop(listener.key, None)

    def publish(self, key: Key, item: Any) -> None:
        """Hand the item to every listener, as it is."""
        for listener in self._listeners.get(key, ()):
            listener.deliver(item)

    def _tell(self, key: Key) -> None:
        for listener in self._listeners.get(key, ()):
            listener.producers_changed()


BUS = LocalBus()
"""The bus of this process."""
