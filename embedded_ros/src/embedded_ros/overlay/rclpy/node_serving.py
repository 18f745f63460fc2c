# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a node holds, and the executor that serves it."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from rclpy.callback_groups import CallbackGroup, MutuallyExclusiveCallbackGroup, ReentrantCallbackGroup
from rclpy.client import Client
from rclpy.entity import Entity
from rclpy.executor import Executor
from rclpy.guard_condition import GuardCondition
from rclpy.publisher import Publisher
from rclpy.service import Service
from rclpy.subscription import Subscription
from rclpy.timer import Timer

if TYPE_CHECKING:
    from rclpy.node import Node


class NodeServing:
    """Keeps a node's entities and passes them to its executor."""

    def __init__(self) -> None:
        self._publishers: list[Publisher] = []
        self._served: list[Entity] = []
        self._executor_reference: weakref.ref[Executor] | None = None
        self._default_callback_group: CallbackGroup = MutuallyExclusiveCallbackGroup()
        self._rate_group = ReentrantCallbackGroup()
        self._destroyed = False

    @property
    def default_callback_group(self) -> CallbackGroup:
        """Return the group of whatever is created without one; its callbacks exclude each other."""
        return self._default_callback_group

    @property
    def executor(self) -> Executor | None:
        """Return the executor it was added to."""
        return None if self._executor_reference is None else self._executor_reference()

    @executor.setter
    def executor(self, new_executor: Executor | None) -> None:
        current = self.executor
        if current is new_executor:
            return
        if current is not None:
            current.remove_node(cast("Node", self))
        if new_executor is not None:
            self._executor_reference = weakref.ref(new_executor)
            new_executor.add_node(cast("Node", self))

    def _leave_executor(self, executor: Executor) -> None:
        if self.executor is executor:
            self._executor_reference = None

    def _entities(self) -> list[Entity]:
        return list(self._served)

    def _serve(self, *entities: Entity) -> None:
        executor = self.executor
        for entity in entities:
            self._served.append(entity)
            if executor is not None:
                executor._add_entity(entity)

    def _withdraw(self, *entities: Entity) -> None:
        executor = self.executor
        for entity in entities:
            if entity in self._served:
                self._served.remove(entity)
            if executor is not None:
                executor._remove_entity(entity)

    # what it has

    @property
    def publishers(self) -> Iterator[Publisher]:
        """Return its publishers."""
        yield from list(self._publishers)

    @property
    def subscriptions(self) -> Iterator[Subscription]:
        """Return its subscriptions."""
        yield from (entity for entity in self._entities() if isinstance(entity, Subscription))

    @property
    def clients(self) -> Iterator[Client]:
        """Return its service clients."""
        yield from (entity for entity in self._entities() if isinstance(entity, Client))

    @property
    def services(self) -> Iterator[Service]:
        """Return its services."""
        yield from (entity for entity in self._entities() if isinstance(entity, Service))

    @property
    def timers(self) -> Iterator[Timer]:
        """Return its timers."""
        yield from (entity for entity in self._entities() if isinstance(entity, Timer))

    @property
    def guards(self) -> Iterator[GuardCondition]:
        """Return its guard conditions."""
        yield from (entity for entity in self._entities() if isinstance(entity, GuardCondition))
