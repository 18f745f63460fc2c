# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What all executors share: nodes, tasks, and finding the next piece of work."""

from __future__ import annotations

import inspect
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Coroutine
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any

from embedded_ros.outside import Outside

from rclpy.context import Context
from rclpy.entity import Entity
from rclpy.task import Future, Task
from rclpy.utilities import get_default_context, timeout_sec_to_nsec
from rclpy.waiting import Watch

if TYPE_CHECKING:
    from rclpy.node import Node

_all: weakref.WeakSet[Executor] = weakref.WeakSet()


def wake_all() -> None:
    """Let every executor look around, after a signal."""
    for executor in list(_all):
        executor.wake()


class TimeoutException(Exception):  # noqa: N818
    """Nothing became ready in time."""


class ShutdownException(Exception):  # noqa: N818
    """The executor was shut down."""


class ExternalShutdownException(Exception):  # noqa: N818
    """The context was shut down by a signal or another thread while the executor waited."""


class ConditionReachedException(Exception):  # noqa: N818
    """The awaited condition came true."""


async def await_or_execute(callback: Callable[..., Any], *args: Any) -> Any:
    """Call, and await when it is a coroutine function."""
    result = callback(*args)
    return await result if inspect.isawaitable(result) else result


Work = Callable[[], None]


class Executor:
    """Base: finds the next piece of work; children decide which thread runs it."""

    wait_for_ready_callbacks = Outside("spin_once waits for a callback and runs it")

    def __init__(self, *, context: Context | None = None) -> None:
        self._context = get_default_context() if context is None else context
        self._nodes: list[Node] = []
        self._lock = threading.RLock()
        self._tasks: deque[Task] = deque()
        self._watch = Watch()
        self._round: deque[Entity | Task] = deque()
        self._is_shutdown = False
        self._running = 0
        self._idle = threading.Condition()
        _all.add(self)
        self._context.on_shutdown(self.wake)

    @property
    def context(self) -> Context:
        """Return the context whose nodes it serves."""
        return self._context

    # nodes and entities

    def add_node(self, node: Node) -> bool:
        """Serve this node's callbacks; False when it already does."""
        with self._lock:
            if node in self._nodes:
                return False
            self._nodes.append(node)
            node.executor = self
            for entity in node._entities():
                self._add_entity(entity)
        self.wake()
        return True

    def remove_node(self, node: Node) -> None:
        """Serve this node no more."""
        with self._lock:
            if node not in self._nodes:
                return
            self._nodes.remove(node)
            for entity in node._entities():
                self._remove_entity(entity)
        node._leave_executor(self)
        self.wake()

    def get_nodes(self) -> list[Node]:
        """Return the nodes it serves."""
        with self._lock:
            return list(self._nodes)

    def _add_entity(self, entity: Entity) -> None:
        with self._lock:
            entity._watched_by(self)
            self._watch.add(entity)
        self.wake()

    def _remove_entity(self, entity: Entity) -> None:
        with self._lock:
            self._watch.remove(entity)
            entity._watched_by(None)

    def _mark_ready(self, entity: Entity) -> None:
        self._watch.ready[entity] = None
        self._watch.wake()

    def wake(self) -> None:
        """Let the spinning thread look for work again. Safe from any thread."""
        self._watch.wake()

    # tasks

    def create_task(
        self, callback: Callable[..., Any] | Coroutine[Any, Any, Any], *args: Any, **kwargs: Any
    ) -> Task:
        """Run a function or coroutine while spinning; return its future."""
        task = Task(callback, args, kwargs, executor=self)
        self._enqueue_task(task)
        return task

    def _enqueue_task(self, task: Task) -> None:
        self._tasks.append(task)
        self.wake()

    # spinning

    def spin(self) -> None:
        """Run callbacks until the executor or its context is shut down."""
        while self._context.ok() and not self._is_shutdown:
            self.spin_once()

    def spin_once(self, timeout_sec: float | None = None) -> None:
        """Wait for one callback and run it. None waits without end, 0 not at all."""
        self._spin_once(timeout_sec)

    def spin_until_future_complete(self, future: Future, timeout_sec: float | None = None) -> None:
        """Run callbacks until the future is done or the time is over."""
        future.add_done_callback(lambda _: self.wake())
        deadline = None if timeout_sec is None or timeout_sec < 0 else time.monotonic() + timeout_sec
        while self._context.ok() and not future.done() and not self._is_shutdown:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            self.spin_once_until_future_complete(future, left)
            if deadline is not None and time.monotonic() >= deadline:
                return

    def spin_once_until_future_complete(self, future: Future, timeout_sec: float | None = None) -> None:
        """Wait for one callback and run it, unless the future is done."""
        self._spin_once(timeout_sec, future.done)

    def _spin_once(self, timeout_sec: float | None, reached: Callable[[], bool] = lambda: False) -> None:
        raise NotImplementedError

    def _next_work(self, timeout_sec: float | None, reached: Callable[[], bool] = lambda: False) -> Work:
        """Return the next callback, its group already taken.

        Raises:
            TimeoutException, ConditionReachedException, ShutdownException, ExternalShutdownException: none.
        """
        timeout_ns = timeout_sec_to_nsec(timeout_sec)
        deadline_ns = None if timeout_ns < 0 else time.monotonic_ns() + timeout_ns
        looked = False
        while True:
            free = self._has_capacity()
            if free and (work := self._pop_work()) is not None:
                return work
            if reached():
                raise ConditionReachedException
            left_ns = None if deadline_ns is None else deadline_ns - time.monotonic_ns()
            if looked and left_ns is not None and left_ns <= 0:
                raise TimeoutException
            at_once = not self._context.ok() or (free and self._tasks)
            self._watch.wait(0 if at_once else left_ns, serve=free)
            looked = True
            if self._is_shutdown:
                raise ShutdownException
            if not self._context.ok():
                raise ExternalShutdownException
            if free:
                self._collect_round()

    def _collect_round(self) -> None:
        """Line up what is ready now: tasks first, and nothing twice before the others had their turn."""
        with self._lock:
            while self._tasks:
                self._round.append(self._tasks.popleft())
            self._round.extend(self._watch.collect())

    def can_execute(self, entity: Entity) -> bool:
        """Return whether an entity's callback may run now, as far as its callback group is concerned."""
        return entity.callback_group.can_execute(entity)

    def _has_capacity(self) -> bool:
        """Return whether a thread is free; what nobody can run yet stays in DDS, up to its history depth."""
        return True

    def _pop_work(self) -> Work | None:
        while self._round:
            entity = self._round.popleft()
            if isinstance(entity, Task):
                if not entity.done() and not entity.cancelled():
                    return partial(self._run_task, entity)
                continue
            group = entity.callback_group
            if entity._destroyed or entity._executor() is not self or not group.beginning_execution(entity):
                continue  # still marked as ready: a later round finds it again
            try:
                call = self._watch.take(entity)
            except BaseException:
                group.ending_execution(entity)
                raise
            if call is not None:
                return partial(self._run_callback, entity, call)
            group.ending_execution(entity)
        return None

    def _run_task(self, task: Task) -> None:
        task()
        if task.exception() is not None:
            task.result()

    def _run_callback(self, entity: Entity, call: Callable[[], Any]) -> None:
        try:
            result = call()
            if inspect.iscoroutine(result):
                coroutine, result = result, None
                task = Task(self._finish_callback(entity, coroutine), executor=self)
                entity = None  # type: ignore[assignment] # the coroutine gives the group back
                self._run_task(task)
        finally:
            if entity is not None:
                self._end_callback(entity)

    async def _finish_callback(self, entity: Entity, coroutine: Coroutine[Any, Any, Any]) -> None:
        try:
            await coroutine
        finally:
            self._end_callback(entity)

    def _end_callback(self, entity: Entity) -> None:
        entity.callback_group.ending_execution(entity)
        if self._watch.blocked:
            self.wake()

    # end

    def shutdown(self, timeout_sec: float | None = None) -> bool:
        """Stop; wait for callbacks in other threads. False when they took longer than the timeout."""
        self._is_shutdown = True
        self.wake()
        limit = None if timeout_sec is None or timeout_sec < 0 else timeout_sec
        own = int(self._in_pool())  # a callback may shut its own executor down
        with self._idle:
            if not self._idle.wait_for(lambda: self._running <= own, limit):
                return False
        for node in self.get_nodes():
            self.remove_node(node)
        return True

    def _in_pool(self) -> bool:
        return False

    def __enter__(self) -> Executor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
