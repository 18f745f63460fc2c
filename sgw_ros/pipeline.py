# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The synchronous loop: the reference of what the graph of nodes does, and deterministic.

For each frame the experts run in order, each joined with what those before it said; their proposals
go to the workspace at once; the supervisor settles, routes and traces. What it routes applies from
the next frame on. Time is the frames' own: nothing depends on how fast the machine is.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sgw_ros.core.ahead import one_ahead
from sgw_ros.core.config import ConfigT, override
from sgw_ros.core.errors import ConfigError, FrameError
from sgw_ros.core.schedule import ExpertRunner, Outcome
from sgw_ros.core.types import (
    DecisionTrace,
    Detections,
    ExpertRoute,
    FlowResult,
    Frame,
    Objects,
    PhysicsResult,
    RiskResult,
    RoutingDecision,
    Telemetry,
)
from sgw_ros.experts.base import ExpertConfig, LooksAhead, Result
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.supervisor.authority import apply
from sgw_ros.supervisor.config import SupervisorConfig
from sgw_ros.supervisor.restart import SUPERVISOR, SceneRestart
from sgw_ros.supervisor.supervisor import Supervisor
from sgw_ros.workspace.commit import Status
from sgw_ros.workspace.journal import Journal
from sgw_ros.workspace.workspace import Workspace

NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class FrameOutput:
    """Everything that came out for one frame; a result is None where its expert did not run.

    `faults` are texts of what went wrong on the way; `compute_ms` is the whole processing time of the frame.
    """

    frame: Frame
    flow: FlowResult | None
    visual: Detections | None
    memory: Objects | None
    physics: PhysicsResult | None
    risk: RiskResult | None
    routing: RoutingDecision | None
    traces: tuple[DecisionTrace, ...]
    telemetry: tuple[Telemetry, ...]
    workspace_version: int
    compute_ms: float
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class PipelineConfig:
    """Settings of the supervisor and of each expert by name."""

    experts: Mapping[str, ExpertConfig] = field(
        default_factory=lambda: {name: spec.config_type() for name, spec in EXPERTS.items()}
    )
    supervisor: SupervisorConfig = field(default_factory=SupervisorConfig)


def configure(values: Mapping[str, Mapping[str, object]]) -> PipelineConfig:
    """A configuration from `{expert or "supervisor": {parameter: value}}`.

    Raises:
        ConfigError: for an unknown expert or parameter, or a value it does not take.
    """
    defaults = PipelineConfig()
    known: dict[str, ExpertConfig | SupervisorConfig] = {**defaults.experts, SUPERVISOR: defaults.supervisor}
    for name in values:
        if name not in known:
            raise ConfigError(f"unknown expert '{name}'; known ones: {', '.join(known)}")
    experts = {name: _changed(name, config, values) for name, config in defaults.experts.items()}
    return PipelineConfig(experts, _changed(SUPERVISOR, defaults.supervisor, values))


def _changed(name: str, config: ConfigT, values: Mapping[str, Mapping[str, object]]) -> ConfigT:
    try:
        return override(config, values.get(name, {}))
    except ConfigError as error:
        raise ConfigError(f"{name}: {error}") from None


class Pipeline:
    """Experts, workspace and supervisor around one frame at a time.

    Args:
        config: settings of all of them.
        journal: where the workspace's commits go; None keeps none.

    Raises:
        ModelError: when an expert's model cannot be loaded.
    """

    def __init__(self, config: PipelineConfig | None = None, journal: Journal | None = None) -> None:
        config = config or PipelineConfig()
        self._now_ns = 0
        self._restart = SceneRestart()
        self._runners = {
            name: ExpertRunner(spec.build(config.experts[name]), config.experts[name], queue_size=0)
            for name, spec in EXPERTS.items()
        }
        awake = [ExpertRoute(name, c.enabled, c.rate_hz) for name, c in config.experts.items()]
        self._supervisor = Supervisor(config.supervisor, awake)
        self.workspace = Workspace(journal=journal, clock_ns=lambda: self._now_ns)

    def run(self, frames: Iterable[Frame], look_ahead: bool = False) -> Iterator[FrameOutput]:
        """Judge frame after frame.

        With `look_ahead`, experts that can prepare the next frame while this one is judged. What comes out is
        the same, but only once the next frame is there: nothing for a camera.
        """
        if not look_ahead:
            yield from map(self.step, frames)
            return
        for frame, prepared in one_ahead(frames, self._prepare):
            yield self.step(frame, prepared.result())

    def step(self, frame: Frame, prepared_ms: Mapping[str, float] = NOTHING) -> FrameOutput:
        """Judge one frame; `prepared_ms` is what experts have spent on it already."""
        start_ns = time.perf_counter_ns()
        self._now_ns = frame.stamp_ns
        # Runners and supervisor see for themselves when the input starts again; the scene does not.
        if clearing := self._restart.step(frame.stamp_ns, self.workspace.head):
            self.workspace.propose_update(clearing)
        outcomes = {name: self._judge(name, frame, prepared_ms.get(name, 0.0)) for name in self._runners}
        faults = [f"{name}: {o.error}" for name, o in outcomes.items() if o.error]
        faults += [text for o in outcomes.values() if (text := self._propose(o))]
        results = {name: outcome.result for name, outcome in outcomes.items()}
        telemetry = tuple(outcome.telemetry for outcome in outcomes.values())
        routing, traces = self._supervise(frame, results, telemetry)
        return FrameOutput(
            frame,
            **results,  # type: ignore[arg-type]
            routing=routing,
            traces=traces,
            telemetry=telemetry,
            workspace_version=self.workspace.head.version,
            compute_ms=(time.perf_counter_ns() - start_ns) / 1e6 + sum(prepared_ms.values()),
            faults=tuple(faults),
        )

    def close(self) -> None:
        """Flush the workspace's journal."""
        self.workspace.close()

    def _prepare(self, before: Frame | None, frame: Frame) -> dict[str, float]:
        """Let experts prepare a frame; returns the milliseconds that each has spent on that."""
        spent_ms: dict[str, float] = {}
        for name, runner in self._runners.items():
            if before is None or not runner.config.enabled or not isinstance(runner.expert, LooksAhead):
                continue
            start_ns = time.perf_counter_ns()
            with suppress(FrameError):  # raised again, and told, when it is the frame's turn
                runner.expert.prepare(before, frame)
            spent_ms[name] = (time.perf_counter_ns() - start_ns) / 1e6
        return spent_ms

    def _judge(self, name: str, frame: Frame, prepared_ms: float) -> Outcome:
        """Let one expert judge the frame, and tell those after it. Every upstream answered: no waiting."""
        runner = self._runners[name]
        runner.add_frame(frame, frame.stamp_ns)
        [outcome] = runner.poll(frame.stamp_ns)
        if prepared_ms and outcome.telemetry.ran:
            telemetry = outcome.telemetry
            telemetry = replace(telemetry, compute_ms=telemetry.compute_ms + prepared_ms)
            outcome = replace(outcome, telemetry=telemetry)
        for other in self._runners.values():
            other.add_answer(name, frame.stamp_ns, outcome.result)
        return outcome

    def _propose(self, outcome: Outcome) -> str:
        """Hand an expert's proposal to the workspace; returns why it was refused, if so."""
        if outcome.proposal is None:
            return ""
        answer = self.workspace.propose_update(outcome.proposal)
        if answer.status is Status.REFUSED:
            return f"{outcome.proposal.expert}: proposal refused: {answer.message}"
        return ""

    def _supervise(
        self, frame: Frame, results: Mapping[str, Result | None], telemetry: Sequence[Telemetry]
    ) -> tuple[RoutingDecision | None, tuple[DecisionTrace, ...]]:
        """Let the supervisor see the frame, and do what it wants."""
        wanted = self._supervisor.observe(
            frame.stamp_ns,
            frame.activity,
            visual=results["visual"],  # type: ignore[arg-type]
            memory=results["memory"],  # type: ignore[arg-type]
            physics=results["physics"],  # type: ignore[arg-type]
            risk=results["risk"],  # type: ignore[arg-type]
            telemetry=telemetry,
            pending=self.workspace.pending(),
            head=self.workspace.head,
        )
        for settlement in wanted.settlements:
            apply(settlement, self.workspace)
        for route in wanted.routing.routes if wanted.routing else ():
            runner = self._runners[route.expert]
            runner.configure(replace(runner.config, enabled=route.enabled, rate_hz=route.rate_hz))
        return wanted.routing, wanted.traces
