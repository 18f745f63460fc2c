# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Executors: they run callbacks in the thread that spins, or in a pool."""

from __future__ import annotations

import os
import queue
import threading
import warnings
import weakref
from collections import deque
from collections.abc import Callable

from rclpy.context import Context
from rclpy.executor import (
    ConditionReachedException,
    Executor,
    ExternalShutdownException,
    ShutdownException,
    TimeoutException,
    Work,
    await_or_execute,
    wake_all,
)

__all__ = [
    "ConditionReachedException",
    "Executor",
    "ExternalShutdownException",
    "MultiThreadedExecutor",
    "ShutdownException",
    "SingleThreadedExecutor",
    "TimeoutException",
    "await_or_execute",
    "wake_all",
]


class SingleThreadedExecutor(Executor):
    """Runs callbacks in the thread that spins; an exception in one comes out of the spin."""

    def _spin_once(self, timeout_sec: float | None, reached: Callable[[], bool] = lambda: False) -> None:
        try:
            work = self._next_work(timeout_sec, reached)
        except (ShutdownException, TimeoutException, ConditionReachedException):
            return
        work()


class MultiThreadedExecutor(Executor):
    """Runs callbacks in a small pool; an exception in one comes out of the spin that follows."""

    def __init__(self, num_threads: int | None = None, *, context: Context | None = None) -> None:
        super().__init__(context=context)
        count = len(os.sched_getaffinity(0)) if num_threads is None else num_threads
        if count == 1:
            warnings.warn("a MultiThreadedExecutor with one thread: use SingleThreadedExecutor", stacklevel=2)
        self._work: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._errors: deque[BaseException] = deque()
        self._threads: list[threading.Thread] = []
        self._thread_count = max(1, count)

    def _spin_once(self, timeout_sec: float | None, reached: Callable[[], bool] = lambda: False) -> None:
        try:
            work = self._next_work(timeout_sec, lambda: bool(self._errors) or reached())
        except (ShutdownException, TimeoutException, ConditionReachedException, ExternalShutdownException):
            pass
        else:
            with self._idle:
                self._running += 1
                if self._running > len(self._threads) < self._thread_count:
                    thread = threading.Thread(
                        target=_serve, args=(self._work, weakref.ref(self)), daemon=True
                    )
                    self._threads.append(thread)
                    thread.start()
            self._work.put(work)
        if self._errors:
            raise self._errors.popleft()

    def _has_capacity(self) -> bool:
        return self._running < self._thread_count

    def _in_pool(self) -> bool:
        return threading.current_thread() in self._threads

    def _run_in_pool(self, work: Work) -> None:
        try:
            work()
        except BaseException as error:
            self._errors.append(error)
            self.wake()
        finally:
            with self._idle:
                was_full = self._running == self._thread_count
                self._running -= 1
                self._idle.notify_all()
            if was_full:
                self.wake()  # the spinning thread waits for a free one

    def shutdown(self, timeout_sec: float | None = None) -> bool:
        """Stop; wait for the callbacks that are running, then end the pool."""
        done = super().shutdown(timeout_sec)
        for _ in self._threads:
            self._work.put(None)
        if done:
            for thread in self._threads:
                if thread is not threading.current_thread():
                    thread.join()
            self._threads.clear()
        return done


def _serve(work: queue.SimpleQueue[Work | None], owner: weakref.ref[MultiThreadedExecutor]) -> None:
    while (item := work.get()) is not None:
        executor = owner()
        if executor is not None:
            executor._run_in_pool(item)
        del item, executor
