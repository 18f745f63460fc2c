# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Processes of this machine that compute jobs; each has a pipe of its own and may end at any time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from training.episodes.errors import DatasetError

QUEUED = 2
"""Jobs at a worker: the one that it computes and the next."""
AHEAD = 8
"""Jobs begun per worker beyond the oldest that is not done: a slow one holds nobody up for long."""


class Worker:
    """One process; `begin` jobs, then `take` their outcomes in the same order."""

    def __init__(self, make: Callable[[int], Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(target=_work, args=(make, theirs), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of the process is the end of the pipe
        self.jobs: deque[int] = deque()

    def begin(self, job: int) -> None:
        """Queue a job.

        Raises:
            DatasetError: the process is gone.
        """
        self.jobs.append(job)
        try:
            self.pipe.send(job)
        except OSError:
            raise self._lost() from None

    def take(self) -> tuple[int, Any]:
        """The oldest job and its result, or the exception that it raised.

        Raises:
            DatasetError: the process is gone.
        """
        try:
            return self.jobs.popleft(), self.pipe.recv()
        except (EOFError, OSError):
            raise self._lost() from None

    def end(self) -> None:
        """Stop it, whatever it does."""
        self.pipe.close()
        self._process.terminate()
        self._process.join()

    def _lost(self) -> DatasetError:
        return DatasetError("a worker was killed, most often for want of memory: use fewer --workers")


def outcomes_in_order(crew: Sequence[Worker], jobs: Iterable[int]) -> Iterator[Any]:
    """Results of `jobs`, in their order; raises what a job raised when its turn comes.

    Raises:
        DatasetError: a worker is gone.
        Exception: a job's own.
    """
    todo = iter(jobs)
    begun: deque[int] = deque()
    done: dict[int, Any] = {}
    while True:
        for worker in crew:
            while len(worker.jobs) < QUEUED and len(begun) < AHEAD * len(crew):
                if (job := next(todo, None)) is None:
                    break
                begun.append(job)
                worker.begin(job)
        if not begun:
            return
        if begun[0] in done:
            outcome = done.pop(begun.popleft())
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome
        else:
            done.update(_taken(crew))


def _taken(crew: Sequence[Worker]) -> list[tuple[int, Any]]:
    ready = wait([worker.pipe for worker in crew if worker.jobs])
    return [worker.take() for worker in crew if worker.pipe in ready]


def _work(make: Callable[[int], Any], pipe: Connection[Any, Any]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the parent decides
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        while True:
            pipe.send(_outcome(make, pipe.recv()))
    except (EOFError, OSError):
        return  # the parent is gone


def _outcome(make: Callable[[int], Any], job: int) -> Any:
    try:
        return make(job)
    except Exception as error:
        error.add_note(traceback.format_exc())  # frames do not travel through a pipe
        return error
