# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Hosts one expert as a ROS 2 node: subscribes, lets the runner decide, publishes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sgw_ros.core.errors import ConfigError
from sgw_ros.core.schedule import ExpertRunner, Outcome
from sgw_ros.core.types import Frame, Telemetry
from sgw_ros.experts.base import ExpertConfig, Result
from sgw_ros.nodes.channels import Input
from sgw_ros.nodes.configs import HostConfig
from sgw_ros.nodes.deadline import Deadline, steady_ns
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.lifecycle_base import SgwNode
from sgw_ros.nodes.parameters import ConfigParameters, fixed
from sgw_ros.nodes.result_streams import RESULT_STREAMS
from sgw_ros.nodes.sensor_reader import SensorReader
from sgw_ros.nodes.supervision_streams import LABELS, SKIPS, TELEMETRY
from sgw_ros.nodes.workspace_client import WorkspaceClient

if TYPE_CHECKING:
    from sgw_ros.experts.registry import ExpertSpec

CHANGES_WHILE_RUNNING = frozenset({"enabled", "rate_hz", "timeout_s"})
REMEMBERED_ARRIVALS = 256


class ExpertNode(SgwNode[ExpertConfig]):
    """One expert in a node. All joining, throttling and dropping is the runner's."""

    def __init__(self, spec: ExpertSpec, **node_kwargs: Any) -> None:
        super().__init__(spec.name, spec.config_type(), **node_kwargs)
        self._spec = spec
        # Risk answers for every image, so none of its images may be dropped.
        backlog = 0 if spec.name == "risk" else HostConfig.backlog
        self._host = ConfigParameters(self, replace(HostConfig(), backlog=backlog)).config
        self._runner: ExpertRunner | None = None
        self._arrivals: OrderedDict[int, int] = OrderedDict()
        self._ran = self._skipped = 0
        self._draining = False

    def load(self) -> None:
        """Build the expert: this is where models are read."""
        host, spec = self._host, self._spec
        expected = spec.inputs if "all" in host.upstream else tuple(n for n in host.upstream if n)
        unknown = set(expected) - set(spec.inputs)
        if unknown:
            takes = ", ".join(spec.inputs) or "images only"
            raise ConfigError(f"upstream: '{spec.name}' does not take '{min(unknown)}'; it takes {takes}")
        self._runner = ExpertRunner(spec.build(self.config), self.config, expected, host.backlog)

    def unload(self) -> None:
        """Let the expert go."""
        self._runner = None

    def start(self) -> None:
        """Listen to frames and upstream experts, and say what the expert says."""
        runner = self._require_runner()
        runner.reset()
        self._draining = False
        labels: tuple[str, ...] = getattr(runner.expert, "class_names", ())
        if labels:
            self._labels = self.say(LABELS)
            self._labels.publish(labels)
        self._results = self.say(RESULT_STREAMS[self._spec.name])
        self._skips = self.say(SKIPS[self._spec.name])
        self._telemetry = self.say(TELEMETRY, self._spec.name)
        self._workspace = WorkspaceClient(self, self.mailbox)
        self.keep(self._workspace)
        self._deadline = Deadline(self, partial(self.guarded, self._drain))
        self.keep(self._deadline)
        reader = partial(SensorReader, self, self._host, faults=self.faults, on_faults=self.tell_faults)
        self.keep(Input(self, self.mailbox, FRAMES, partial(self.guarded, self._on_frame), reader))
        for name in runner.expected:
            self.hear(RESULT_STREAMS[name], partial(self._on_answer, name))
            self.hear(SKIPS[name], self._on_skip)

    def config_changed(self, config: ExpertConfig, names: set[str]) -> None:
        """Pass rate and switch on to the runner; what the expert was built with stays."""
        if self._runner is None:
            return
        if names - CHANGES_WHILE_RUNNING:
            raise ConfigError(fixed(names - CHANGES_WHILE_RUNNING))
        self._runner.configure(config)

    def counters(self) -> dict[str, str]:
        """Frames judged and skipped, and what became of the proposals."""
        proposals = self._workspace.counters() if self.phase == "active" else {}
        return {"ran": str(self._ran), "not run": str(self._skipped), **proposals}

    def _require_runner(self) -> ExpertRunner:
        if self._runner is None:
            raise ConfigError(f"'{self._spec.name}' is not configured")
        return self._runner

    def _on_frame(self, frame: Frame) -> None:
        self._arrivals[frame.stamp_ns] = steady_ns()
        while len(self._arrivals) > REMEMBERED_ARRIVALS:
            self._arrivals.popitem(last=False)
        self._require_runner().add_frame(frame, steady_ns())
        self._drain_later()

    def _on_answer(self, name: str, result: Result) -> None:
        self._require_runner().add_answer(name, result.stamp_ns, result)
        self._drain_later()

    def _on_skip(self, telemetry: Telemetry) -> None:
        self._require_runner().add_answer(telemetry.expert, telemetry.stamp_ns, None)
        self._drain_later()

    def _drain_later(self) -> None:
        """Judge once the letters that wait already are opened: the runner drops only what it knows of."""
        if not self._draining:
            self._draining = True
            self.mailbox.post(self._open_drain, None)

    def _open_drain(self, _: None) -> None:
        self._draining = False
        self.guarded(self._drain)

    def _drain(self) -> None:
        runner = self._require_runner()
        for outcome in runner.poll(steady_ns()):
            self._publish(outcome)
        self._deadline.arm(runner.next_deadline_ns)

    def _publish(self, outcome: Outcome) -> None:
        if outcome.error:
            self.fault(outcome.error)
        arrived_ns = self._arrivals.pop(outcome.frame.stamp_ns, steady_ns())
        telemetry = replace(outcome.telemetry, latency_ms=(steady_ns() - arrived_ns) / 1e6)
        self._ran, self._skipped = self._ran + telemetry.ran, self._skipped + (not telemetry.ran)
        frame_id = outcome.frame.frame_id
        if outcome.result is not None:
            self._results.publish(outcome.result, frame_id)
        else:
            self._skips.publish(telemetry, frame_id)
        self._telemetry.publish(telemetry, frame_id)
        if outcome.proposal is not None:
            self._workspace.propose(outcome.proposal)
