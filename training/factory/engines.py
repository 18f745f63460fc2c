# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who computes: processes of this machine or a Ray cluster; results come in the order of the jobs."""

from __future__ import annotations

import importlib
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any, TypeVar

from sgw_ros.core.errors import ConfigError
from training.factory.workers import AHEAD, Worker, outcomes_in_order

Result = TypeVar("Result")
Make = Callable[[int], Result]
Engine = Callable[[Callable[[int], Any], Iterable[int], int], Generator[Any]]


def local(make: Make[Result], jobs: Iterable[int], workers: int) -> Generator[Result]:
    """`make(job)` of every job, in order, by as many processes of this machine.

    Raises:
        DatasetError: a worker was killed.
        Exception: whatever `make` raises.
    """
    if workers == 1:
        yield from map(make, jobs)
        return
    crew = [Worker(make) for _ in range(workers)]
    try:
        yield from outcomes_in_order(crew, jobs)
    finally:
        for worker in crew:
            worker.end()


def ray(make: Make[Result], jobs: Iterable[int], workers: int) -> Generator[Result]:
    """The same on a Ray cluster: the one that RAY_ADDRESS names, else one started here with `workers` CPUs.

    Raises:
        ConfigError: Ray is not installed.
        Exception: whatever `make` raises.
    """
    try:
        cluster = importlib.import_module("ray")
    except ImportError:
        raise ConfigError("--engine ray needs Ray: pip install -c constraints.txt ray") from None
    checkout = Path(__file__).parents[2]
    environment = {
        # Machines of a cluster need no checkout of their own, only the libraries.
        "py_modules": [str(checkout / "training"), str(checkout / "sgw_ros")],
        "env_vars": {"MUJOCO_GL": os.environ.get("MUJOCO_GL", "osmesa"), "OMP_NUM_THREADS": "1"},
    }
    alone = {} if "RAY_ADDRESS" in os.environ else {"num_cpus": workers, "include_dashboard": False}
    cluster.init(runtime_env=environment, log_to_driver=False, logging_level="error", **alone)
    try:
        remote = cluster.remote(lambda job: make(job))  # a partial is no function to Ray
        pending: deque[Any] = deque()
        for job in jobs:
            pending.append(remote.remote(job))
            if len(pending) >= AHEAD * workers:
                yield cluster.get(pending.popleft())
        while pending:
            yield cluster.get(pending.popleft())
    finally:
        cluster.shutdown()


ENGINES: dict[str, Engine] = {"local": local, "ray": ray}
