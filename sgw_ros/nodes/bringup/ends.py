# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""When a launch is over: with the last of its pipelines, and each of those with one of its processes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from launch.actions import EmitEvent, ExecuteProcess, RegisterEventHandler, Shutdown
from launch.event_handlers import OnProcessExit
from launch.events import matches_action
from launch.events.process import ShutdownProcess

UNUSABLE = 2
"""Exit status of a process whose parameters nothing can be done with."""
RUNS = "sgw_runs"
"""Under this name the launch's context holds every run."""


class Run:
    """One pipeline of a launch; `processes` are all of its own, known once it is executed."""

    def __init__(self, name: str, context: Any) -> None:
        self.name = name
        self.failure = ""
        self.over = False
        self._processes: Sequence[ExecuteProcess] = ()
        self._all: list[Run] = context.get_locals_as_dict().get(RUNS, [])
        self._all.append(self)
        context.extend_globals({RUNS: self._all})

    def of(
        self, processes: Sequence[ExecuteProcess], ends_with: Sequence[ExecuteProcess], *, goes_on: bool
    ) -> list[Any]:
        """Actions that start the processes, and have the run end with the first of `ends_with` that ends.

        Unless it `goes_on` whatever happens, it also ends with any other whose parameters were unusable.
        """
        self._processes = processes
        others = [] if goes_on else [process for process in processes if process not in ends_with]
        ends = [
            *(OnProcessExit(target_action=process, on_exit=self._end) for process in ends_with),
            *(OnProcessExit(target_action=process, on_exit=self._end_if_unusable) for process in others),
        ]
        return [*processes, *(RegisterEventHandler(end) for end in ends)]

    def _end_if_unusable(self, event: Any, context: Any) -> list[Any]:
        return self._end(event, context) if event.returncode == UNUSABLE else []

    def _end(self, event: Any, context: Any) -> list[Any]:
        """The launch fails when a run of it did, but not before the others are over, too."""
        if context.is_shutdown or self.over:
            return []
        self.over = True
        if event.returncode:
            self.failure = f"{event.process_name} ended with status {event.returncode}"
        if any(not run.over for run in self._all):
            return [
                EmitEvent(event=ShutdownProcess(process_matcher=matches_action(p))) for p in self._processes
            ]
        failures = [f"{run.name}: {run.failure}" for run in self._all if run.failure]
        if failures:
            raise RuntimeError("; ".join(failures))
        return [Shutdown(reason="the input has ended")]
