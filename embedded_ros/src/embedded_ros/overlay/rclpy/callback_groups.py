# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which callbacks may run at the same time."""

from __future__ import annotations

import weakref
from threading import Lock
from typing import Any


class CallbackGroup:
    """Base: knows its entities; children decide what may run."""

    def __init__(self) -> None:
        self.entities: set[weakref.ref[Any]] = set()

    def add_entity(self, entity: Any) -> None:
        """Add an entity to the group."""
        self.entities.add(weakref.ref(entity, self.entities.discard))

    def has_entity(self, entity: Any) -> bool:
        """Return whether the entity is in the group."""
        return weakref.ref(entity) in self.entities

    def can_execute(self, entity: Any) -> bool:
        """Return whether the entity's callback may run now."""
        raise NotImplementedError

    def beginning_execution(self, entity: Any) -> bool:
        """Ask to run; after True, `ending_execution` must follow."""
        raise NotImplementedError

    def ending_execution(self, entity: Any) -> None:
        """Tell that the callback has finished."""
        raise NotImplementedError


class ReentrantCallbackGroup(CallbackGroup):
    """Callbacks run in parallel without restriction."""

    def can_execute(self, entity: Any) -> bool:
        """Return True."""
        return True

    def beginning_execution(self, entity: Any) -> bool:
        """Return True."""
        return True

    def ending_execution(self, entity: Any) -> None:
        """Do nothing: there is nothing to give back."""


class MutuallyExclusiveCallbackGroup(CallbackGroup):
    """One callback at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._active: Any = None
        self._lock = Lock()

    def can_execute(self, entity: Any) -> bool:
        """Return whether no callback of the group is running; AssertionError for an entity of another."""
        if entity.callback_group is not self:
            raise AssertionError("the entity is in another callback group")
        return self._active is None

    def beginning_execution(self, entity: Any) -> bool:
        """Take the group for this entity; False when another holds it."""
        if entity.callback_group is not self:
            raise AssertionError("the entity is in another callback group")
        with self._lock:
            if self._active is not None:
                return False
            self._active = entity
            return True

    def ending_execution(self, entity: Any) -> None:
        """Give the group back."""
        with self._lock:
            self._active = None
