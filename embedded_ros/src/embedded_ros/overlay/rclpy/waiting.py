# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What an executor watches: a wait set for DDS entities, the deadlines of timers, and what is ready."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from embedded_ros.dds import native, status
from embedded_ros.dds.native import INFINITE_NS
from embedded_ros.dds.waitset import WaitSet

from rclpy.entity import Entity
from rclpy.timer import Timer


class Watch:
    """Entities are attached once, when they appear; a wait rebuilds nothing.

    What a wait has found is in `ready` until it is taken. A condition stays triggered as long as something
    is left to take; while nobody can take it, it is parked outside the wait set, so that an entity whose
    callback group is busy costs nothing meanwhile.
    """

    def __init__(self) -> None:
        self.ready: dict[Entity, None] = {}
        self.blocked = False
        self._waitset = WaitSet()
        self.wake = self._waitset.wake
        self._lock = threading.Lock()
        self._timers: dict[Timer, None] = {}
        self._by_condition: dict[int, Entity] = {}
        self._parked: set[Entity] = set()
        self._by_endpoint: dict[int, list[Entity]] = {}

    def add(self, entity: Entity) -> None:
        """Watch an entity. One without a condition counts as ready once, for what came before."""
        if isinstance(entity, Timer):
            self._timers[entity] = None
        elif entity._condition is not None:
            with self._lock:
                self._by_condition[entity._condition] = entity
                self._waitset.attach(entity._condition, entity._condition)
        else:
            self.ready[entity] = None
            self._listen(entity)

    def remove(self, entity: Entity) -> None:
        """Watch an entity no more."""
        self.ready.pop(entity, None)
        if isinstance(entity, Timer):
            self._timers.pop(entity, None)
        elif entity._condition is not None:
            with self._lock:
                self._parked.discard(entity)
                if self._by_condition.pop(entity._condition, None):
                    self._waitset.detach(entity._condition)
        else:
            self._ignore(entity)

    def _listen(self, entity: Entity) -> None:
        endpoint = entity._dds_handle
        if endpoint is None:
            return
        sharing = self._by_endpoint.setdefault(endpoint, [])
        sharing.append(entity)
        native.set_status_mask(endpoint, _mask(sharing))
        if len(sharing) == 1:
            self._waitset.attach(endpoint, endpoint)

    def _ignore(self, entity: Entity) -> None:
        endpoint = entity._dds_handle
        sharing = self._by_endpoint.get(endpoint or 0, [])
        if entity in sharing and endpoint is not None:
            sharing.remove(entity)
            if not sharing:
                self._waitset.detach(endpoint)
                del self._by_endpoint[endpoint]

    def wait(self, timeout_ns: int | None, *, serve: bool = True) -> None:
        """Wait for data, a wake, the next timer, or the end of the timeout; None waits without end.

        `serve=False`: nothing can be run yet, so what is ready and which timers are due does not matter.
        """
        limit = INFINITE_NS if timeout_ns is None else max(0, timeout_ns)
        for token in self._waitset.wait(min(limit, self._time_to_work()) if serve else limit):
            entity = self._by_condition.get(token)
            if entity is None:
                self._note_raised(token)
                continue
            self.ready[entity] = None
            if not serve:
                self._park(entity)

    def _time_to_work(self) -> int:
        """Return the nanoseconds until something that is known already can run; 0 when it can now.

        `blocked` is set before callback groups are asked and stays set when a busy one holds something back,
        so that whichever thread ends a callback after the question wakes the executor.
        """
        self.blocked = True
        held_back = False
        for entity in list(self.ready):
            if entity.callback_group.can_execute(entity):
                return 0
            held_back = True
            self._park(entity)
        limit = INFINITE_NS
        for timer in list(self._timers):
            if timer._canceled:
                continue
            if not timer.callback_group.can_execute(timer):
                held_back = True
                continue
            left = max(0, timer._next_ns - timer._clock._now_ns())
            if left == 0 or not timer._clock._follows_topic():  # /clock wakes the executor by itself
                limit = min(limit, left)
        self.blocked = held_back
        return limit

    def _park(self, entity: Entity) -> None:
        with self._lock:
            if entity._condition in self._by_condition and entity not in self._parked:
                self._parked.add(entity)
                self._waitset.detach(entity._condition)

    def _unpark(self, entity: Entity) -> None:
        with self._lock:
            if entity._condition is not None and entity in self._parked:
                self._parked.remove(entity)
                self._waitset.attach(entity._condition, entity._condition)

    def _note_raised(self, endpoint: int) -> None:
        entities = self._by_endpoint.get(endpoint, ())
        raised = status.happened(endpoint, _mask(entities))
        for entity in entities:
            if entity._status_mask & raised:
                self.ready[entity] = None

    def collect(self) -> list[Entity]:
        """Return what can run now: events, timers, subscriptions, guards, clients, services, each by age."""
        candidates = list(self.ready)
        if self._timers:
            candidates += [timer for timer in list(self._timers) if timer.is_ready()]
        runnable = [entity for entity in candidates if entity.callback_group.can_execute(entity)]
        if len(runnable) > 1:
            runnable.sort(key=lambda entity: entity._order)
        return runnable

    def take(self, entity: Entity) -> Callable[[], Any] | None:
        """Take an entity's next piece of work."""
        self.ready.pop(entity, None)
        if entity in self._parked:
            self._unpark(entity)
        return entity._take()


def _mask(entities: Iterable[Entity]) -> int:
    mask = 0
    for entity in entities:
        mask |= entity._status_mask
    return mask
