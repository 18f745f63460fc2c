# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Futures, and tasks that run functions and coroutines in an executor."""

from __future__ import annotations

import inspect
import threading
import warnings
import weakref
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rclpy.executors import Executor


class Future:
    """A result that comes later. Coroutines in an executor await it; threads use its done callbacks."""

    def __init__(self, *, executor: Executor | None = None) -> None:
        self._done = False
        self._cancelled = False
        self._result: Any = None
        self._exception: BaseException | None = None
        self._callbacks: list[Callable[[Any], Any]] = []
        self._lock = threading.Lock()
        self._set_executor(executor)

    def __await__(self) -> Generator[Future, None, Any]:
        while not self._done:
            yield self
        return self.result()

    def cancel(self) -> None:
        """Ask to cancel; a finished future stays as it is."""
        with self._lock:
            if not self._done:
                self._cancelled = True
        self._run_callbacks()

    def cancelled(self) -> bool:
        """Return whether it was cancelled."""
        return self._cancelled

    def done(self) -> bool:
        """Return whether there is a result or an exception."""
        return self._done

    def result(self) -> Any:
        """Return the result, None without one; raise the exception that was set."""
        if self._exception is not None:
            raise self._exception
        return self._result

    def exception(self) -> BaseException | None:
        """Return the exception that was set."""
        return self._exception

    def set_result(self, result: Any) -> None:
        """Finish with a result."""
        with self._lock:
            self._result = result
            self._done = True
            self._cancelled = False
        self._run_callbacks()

    def set_exception(self, exception: BaseException) -> None:
        """Finish with an exception."""
        with self._lock:
            self._exception = exception
            self._done = True
            self._cancelled = False
        self._run_callbacks()

    def add_done_callback(self, callback: Callable[[Any], Any]) -> None:
        """Call `callback(future)` when done: in the future's executor, if it has one, else where it ends."""
        with self._lock:
            if not self._done:
                self._callbacks.append(callback)
                return
        executor = self._executor()
        if executor is not None:
            executor.create_task(callback, self)
        else:
            callback(self)

    def _set_executor(self, executor: Executor | None) -> None:
        self._executor: Callable[[], Executor | None] = (
            (lambda: None) if executor is None else weakref.ref(executor)
        )

    def _run_callbacks(self) -> None:
        with self._lock:
            callbacks, self._callbacks = self._callbacks, []
        executor = self._executor()
        for callback in callbacks:
            if executor is not None:
                executor.create_task(callback, self)
                continue
            try:
                callback(self)
            except Exception as error:
                warnings.warn(f"Unhandled exception in done callback: {error}", stacklevel=2)


class Task(Future):
    """A function or coroutine that an executor runs; awaiting a future sets it aside until that is done."""

    def __init__(
        self,
        handler: Any,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
        executor: Executor | None = None,
    ) -> None:
        super().__init__(executor=executor)
        self._coroutine: Any = None
        self._handler: Callable[[], Any] | None = None
        if inspect.iscoroutine(handler):
            self._coroutine = handler
        else:
            self._handler = lambda: handler(*(args or ()), **(kwargs or {}))
        self._executing = False
        self._task_lock = threading.Lock()

    def __call__(self) -> None:
        """Run or resume; does nothing while it runs in another thread or when it has finished."""
        if self._done or not self._task_lock.acquire(blocking=False):
            return
        self._executing = True
        try:
            if not self._done:
                self._step()
        finally:
            self._executing = False
            self._task_lock.release()

    def _step(self) -> None:
        try:
            if self._coroutine is None:
                assert self._handler is not None
                result = self._handler()
                if not inspect.iscoroutine(result):
                    self.set_result(result)
                    return
                self._coroutine = result
            awaited = self._coroutine.send(None)
        except StopIteration as finished:
            self.set_result(finished.value)
        except Exception as error:
            self.set_exception(error)
        else:
            self._resume_after(awaited)

    def _resume_after(self, awaited: Any) -> None:
        executor = self._executor()
        if executor is None:
            return
        if isinstance(awaited, Future):
            awaited.add_done_callback(lambda _: executor._enqueue_task(self))
        else:
            executor._enqueue_task(self)  # a bare yield: let others run first

    def executing(self) -> bool:
        """Return whether the task is running now."""
        return self._executing

    def cancel(self) -> None:
        """Cancel; a coroutine that waits is closed."""
        super().cancel()
        if self._coroutine is not None and not self._executing:
            self._coroutine.close()
