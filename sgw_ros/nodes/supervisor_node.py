# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Hosts the supervisor: brings it every frame's results, carries out what it wants."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sgw_msgs.srv import CommitUpdate
from sgw_ros.core.errors import WorkspaceError
from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.core.types import ExpertRoute, Telemetry
from sgw_ros.nodes.channels import Input
from sgw_ros.nodes.configs import SupervisionConfig
from sgw_ros.nodes.convert.graph import edge_message, node_message
from sgw_ros.nodes.convert.ingest import IngestReport
from sgw_ros.nodes.lifecycle_base import SgwNode
from sgw_ros.nodes.mirror_reader import MirrorReader
from sgw_ros.nodes.parameter_clients import ParameterClients
from sgw_ros.nodes.parameters import ConfigParameters
from sgw_ros.nodes.result_streams import RESULT_STREAMS
from sgw_ros.nodes.silence import SilenceWatch
from sgw_ros.nodes.supervision_streams import HEAD, INGEST_STATUS, PENDING, ROUTING, TELEMETRY, TRACE
from sgw_ros.nodes.workspace_node import key_path
from sgw_ros.supervisor.authority import Settlement, sign
from sgw_ros.supervisor.config import SupervisorConfig
from sgw_ros.supervisor.supervisor import Supervisor, SupervisorOutput
from sgw_ros.workspace.authority import AuthorityKey
from sgw_ros.workspace.commit import Pending
from sgw_ros.workspace.graph import Snapshot

REMEMBERED_FRAMES = 32
ASK_PERIOD_S = 0.2
UNANSWERED_FRAMES = 3
"""A frame without a risk answer is looked at all the same once this many came after it."""


@dataclass
class _Seen:
    """What came in about one frame."""

    activity: float
    results: dict[str, Any] = field(default_factory=dict)
    telemetry: list[Telemetry] = field(default_factory=list)


class SupervisorNode(SgwNode[SupervisorConfig]):
    """Looks at every frame once, after its experts, and never stands in their way."""

    def __init__(self, **node_kwargs: Any) -> None:
        super().__init__("supervisor", SupervisorConfig(), **node_kwargs)
        self._supervision = ConfigParameters(self, SupervisionConfig()).config
        self._frames: OrderedDict[int, _Seen] = OrderedDict()
        self._waiting: dict[str, Pending] = {}
        self._head: Snapshot | None = None
        self._observed = self._settled = 0

    def load(self) -> None:
        """Read the key."""
        self._key = AuthorityKey.load(key_path(self._supervision.key_file))

    def start(self) -> None:
        """Listen to everybody."""
        experts = [name for name in self._supervision.experts if name]
        self._frames.clear()
        self._waiting.clear()
        self._order = StampOrder()
        self._awake = {name: ExpertRoute(name, True, 0.0) for name in experts}
        self._unknown = set(experts)
        self._routes: dict[str, ExpertRoute] = {}
        self._supervisor = Supervisor(self.config, tuple(self._awake.values()))
        self._routing, self._trace = self.say(ROUTING), self.say(TRACE)
        self._settings_of_others = ParameterClients(self, experts)
        self.keep(self._settings_of_others)
        self.every(ASK_PERIOD_S, self._ask)
        commits = self.create_client(CommitUpdate, "workspace/commit_update")
        self._commits = self.until_stopped(commits, self.destroy_client)
        self.hear(INGEST_STATUS, self._on_report)
        for name in experts:
            self.hear(RESULT_STREAMS[name], partial(self._on_result, name))
        self.hear(TELEMETRY, self._on_telemetry, producers=experts)
        self.hear(PENDING, self._on_pending)
        mirror = partial(MirrorReader, self, on_fault=self.fault)
        self.keep(Input(self, self.mailbox, HEAD, partial(self.guarded, self._on_head), mirror))
        self.keep(SilenceWatch(self))

    def stop(self) -> None:
        """Give the experts their full rate back: nobody is left to wake them."""
        if self.context.ok():
            self._set(self._awake)

    def config_changed(self, config: SupervisorConfig, names: set[str]) -> None:
        """New thresholds apply from the next frame on, as if that were the first one."""
        if self.phase == "active":
            self._supervisor = Supervisor(config, tuple(self._awake.values()))

    def counters(self) -> dict[str, str]:
        """Frames looked at and proposals settled."""
        return {"frames": str(self._observed), "settled": str(self._settled)}

    def _ask(self) -> None:
        """What the user configured is what an expert gets back when it wakes; until then it is let alone."""
        for name in tuple(self._unknown):
            self._settings_of_others.get(name, ("enabled", "rate_hz"), partial(self._on_rates, name))
        self._set(self._routes)  # who was away and is back runs as its own parameters say

    def _on_rates(self, name: str, values: dict[str, Any]) -> None:
        enabled, rate_hz = values["enabled"], values["rate_hz"]
        if name not in self._unknown or not isinstance(enabled, bool) or not isinstance(rate_hz, float):
            return
        self._unknown.discard(name)
        route = ExpertRoute(name, enabled, rate_hz)
        if route != self._awake[name]:
            self._awake[name] = route
            self._routes.clear()
            self._supervisor = Supervisor(self.config, tuple(self._awake.values()))
        self._set(self._routes)

    def _set(self, routes: dict[str, ExpertRoute]) -> None:
        """Set experts as routed; one that has not said yet what the user configured keeps that."""
        for name, route in routes.items():
            if name not in self._unknown:
                self._settings_of_others.set(name, {"enabled": route.enabled, "rate_hz": route.rate_hz})

    def _on_report(self, report: IngestReport) -> None:
        if report.finished:
            return
        if self._order.step(report.stamp_ns) is StampStep.RESTART:
            for stamp_ns in tuple(self._frames):  # of the pass before: nothing more is awaited
                self._observe(stamp_ns)
        self._frames[report.stamp_ns] = _Seen(report.activity)
        while len(self._frames) > REMEMBERED_FRAMES:
            self._frames.popitem(last=False)
        late = list(self._frames)[:-UNANSWERED_FRAMES]
        for stamp_ns in late:
            self._observe(stamp_ns)

    def _on_result(self, name: str, result: Any) -> None:
        seen = self._frames.get(result.stamp_ns)
        if seen is not None:
            seen.results[name] = result
            if name == "risk":
                self._observe(result.stamp_ns)

    def _on_telemetry(self, telemetry: Telemetry) -> None:
        seen = self._frames.get(telemetry.stamp_ns)
        if seen is not None:
            seen.telemetry.append(telemetry)

    def _on_pending(self, pending: Pending) -> None:
        self._waiting[pending.handle] = pending

    def _on_head(self, head: Snapshot) -> None:
        self._head = head

    def _observe(self, stamp_ns: int) -> None:
        seen = self._frames.pop(stamp_ns)
        waiting = [p for p in self._waiting.values() if p.expires_ns > time.time_ns()]
        self._waiting.clear()
        results = {name: result for name, result in seen.results.items() if name != "flow"}
        output = self._supervisor.observe(
            stamp_ns, seen.activity, **results, telemetry=seen.telemetry, pending=waiting, head=self._head
        )
        self._observed += 1
        self._carry_out(output)

    def _carry_out(self, output: SupervisorOutput) -> None:
        if output.routing is not None:
            self._routing.publish(output.routing)
            self._routes = {route.expert: route for route in output.routing.routes}
            self._set(self._routes)
        for trace in output.traces:
            self._trace.publish(trace)
        for settlement in output.settlements:
            self._settle(settlement)

    def _settle(self, settlement: Settlement) -> None:
        if self._head is None or not self._commits.service_is_ready():
            return
        try:
            authority = sign(settlement, self._key, self._head, time.time_ns())
        except WorkspaceError as error:
            self.fault(f"settlement of {settlement.handle}: {error}")
            return
        request = CommitUpdate.Request(
            handle=settlement.handle,
            accept=settlement.accept,
            nodes=[node_message(n) for n in settlement.nodes],
            edges=[edge_message(e) for e in settlement.edges],
            authority=authority,
        )
        self._settled += 1
        self._commits.call_async(request).add_done_callback(partial(self._on_settled, settlement))

    def _on_settled(self, settlement: Settlement, future: Any) -> None:
        answer = future.result()
        if answer is not None and settlement.accept and not answer.committed:
            self.fault(f"settlement of {settlement.handle} not taken: {answer.message}")
