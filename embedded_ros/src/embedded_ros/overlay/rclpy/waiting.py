# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What an executor watches: a wait set for DDS entities, the deadlines of timers, and what is ready."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from embedded_ros.dds import native, status
from embedded_ros.dds.native import INFINITE_NS
from embedded_ros.dds.waitset import WaitSet

from rclpy.entity import Entity
from rclpy.timer import Timer


class Watch:
    """Entities are attached once, when they appear; a wait rebuilds nothing.

    A wait clears the raised statuses and remembers their entities in `ready`, where each stays until a take
    finds nothing: an entity whose callback group is busy costs nothing meanwhile.
    """

    def __init__(self) -> None:
        self.ready: dict[Entity, None] = {}
        self.blocked = False
        self._waitset = WaitSet()
        self.wake = self._waitset.wake
        self._timers: dict[Timer, None] = {}
        self._by_handle: dict[int, list[Entity]] = {}

    def add(self, entity: Entity) -> None:
        """Watch an entity. It counts as ready once, for what came before."""
        if isinstance(entity, Timer):
            self._timers[entity] = None
            return
        self.ready[entity] = None
        if entity._dds_handle is None:
            return
        sharing = self._by_handle.setdefault(entity._dds_handle, [])
        sharing.append(entity)
        mask = 0
        for other in sharing:
            mask |= other._status_mask
        native.set_status_mask(entity._dds_handle, mask)
        if len(sharing) == 1:
            self._waitset.attach(entity._dds_handle, entity._dds_handle)

    def remove(self, entity: Entity) -> None:
        """Watch an entity no more."""
        self.ready.pop(entity, None)
        if isinstance(entity, Timer):
            self._timers.pop(entity, None)
        sharing = self._by_handle.get(entity._dds_handle or 0, [])
        if entity in sharing:
            sharing.remove(entity)
            if not sharing and entity._dds_handle is not None:
                self._waitset.detach(entity._dds_handle)
                del self._by_handle[entity._dds_handle]

    def wait(self, timeout_ns: int | None, *, serve: bool = True) -> None:
        """Wait for data, a wake, the next timer, or the end of the timeout; None waits without end.

        `serve=False`: nothing can be run yet, so what is ready and which timers are due does not matter.
        """
        limit = INFINITE_NS if timeout_ns is None else max(0, timeout_ns)
        self._note_raised(self._waitset.wait(min(limit, self._time_to_work()) if serve else limit))

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

    def _note_raised(self, handles: list[int]) -> None:
        for handle in handles:
            entities = self._by_handle.get(handle, ())
            mask = 0
            for entity in entities:
                mask |= entity._status_mask
            raised = status.happened(handle, mask) if mask else 0
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
        """Take an entity's next piece of work; one that had some may have more and stays ready."""
        self.ready.pop(entity, None)
        call = entity._take()
        if call is not None and not isinstance(entity, Timer):
            self.ready[entity] = None
        return call
