# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Watches the robots of a fleet: publishes `/fleet/status`, and on `/diagnostics` who is silent."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue

from sgw_msgs.msg import ActionAdvice, FleetStatus, RiskAssessment, RobotStatus
from sgw_ros.core.errors import ConfigError
from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.fleet.monitor import FleetMonitor, RobotState
from sgw_ros.nodes.configs import FleetConfig
from sgw_ros.nodes.foreign import attempt
from sgw_ros.nodes.lifecycle_base import SgwNode
from sgw_ros.nodes.qos import EVERY, LATCHED, SHOWN

STATUS = "/fleet/status"
LOOK_PERIOD_S = 0.1
TOLD_PERIOD_S = 1.0
"""Ages grow all the time; what else changes is told at once."""


class FleetNode(SgwNode[FleetConfig]):
    """Folds what the robots say; none of them needs to be there, now or later."""

    def __init__(self, **node_kwargs: Any) -> None:
        super().__init__("fleet_monitor", FleetConfig(), **node_kwargs)
        self._told: tuple[RobotState, ...] = ()

    def load(self) -> None:
        """See that the robots have names, each its own."""
        robots = [name.strip("/") for name in self.config.robots if name.strip("/")]
        if not robots or len(set(robots)) < len(robots):
            raise ConfigError("'robots' takes at least one name, and each only once")
        self._robots = robots

    def start(self) -> None:
        """Listen to everybody."""
        self._monitor = FleetMonitor(self._robots, self.config.silent_s, time.monotonic())
        self._told = ()
        self._status = self._publisher(FleetStatus, STATUS, LATCHED)
        self._diagnostics_of_robots = self._publisher(DiagnosticArray, "/diagnostics", SHOWN)
        for robot in self._robots:
            base = f"/{robot}/{self.config.graph.strip('/')}".rstrip("/")
            self._listen(RiskAssessment, f"{base}/risk", partial(self._on_risk, robot))
            self._listen(ActionAdvice, f"{base}/action", partial(self._on_action, robot))
        self.every(LOOK_PERIOD_S, self._tell_changes)
        self.every(TOLD_PERIOD_S, self._tell_all)

    def counters(self) -> dict[str, str]:
        """How many robots there are and who is silent."""
        silent = [state.robot for state in self._told if state.silent]
        return {"robots": str(len(self.config.robots)), "silent": ", ".join(silent)}

    def concern(self) -> str:
        """Who is silent."""
        silent = [state.robot for state in self._told if state.silent]
        return f"silent: {', '.join(silent)}" if silent and self.phase == "active" else ""

    def _publisher(self, kind: Any, topic: str, qos: Any) -> Any:
        return self.until_stopped(self.create_publisher(kind, topic, qos), self.destroy_publisher)

    def _listen(self, kind: Any, topic: str, fold: Callable[[Any], None]) -> None:
        def on_message(message: Any) -> None:
            attempt(topic, self.fault, fold, message)
            self._tell_changes()

        subscription = self.create_subscription(kind, topic, partial(self.guarded, on_message), EVERY)
        self.until_stopped(subscription, self.destroy_subscription)

    def _on_risk(self, robot: str, message: RiskAssessment) -> None:
        self._monitor.on_risk(robot, Risk(message.risk), Reason(message.reason), time.monotonic())

    def _on_action(self, robot: str, message: ActionAdvice) -> None:
        self._monitor.on_action(robot, Action(message.action))

    def _tell_changes(self) -> None:
        states = self._monitor.states(time.monotonic())
        if [_news(state) for state in states] != [_news(state) for state in self._told]:
            self._publish(states)

    def _tell_all(self) -> None:
        states = self._monitor.states(time.monotonic())
        self._publish(states)
        message = DiagnosticArray(status=[_diagnostic(state) for state in states])
        message.header.stamp = self.get_clock().now().to_msg()
        self._diagnostics_of_robots.publish(message)

    def _publish(self, states: tuple[RobotState, ...]) -> None:
        self._told = states
        message = FleetStatus(robots=[_message(state) for state in states])
        message.header.stamp = self.get_clock().now().to_msg()
        self._status.publish(message)


def _news(state: RobotState) -> tuple[Any, ...]:
    return (state.risk, state.reason, state.action, state.silent)


def _message(state: RobotState) -> RobotStatus:
    return RobotStatus(
        robot=state.robot,
        risk=int(state.risk),
        reason=int(state.reason),
        action=int(state.action),
        age=float(state.age_s),
        silent=state.silent,
    )


def _diagnostic(state: RobotState) -> DiagnosticStatus:
    level, text = DiagnosticStatus.OK, f"risk {state.risk.name.lower()}"
    if state.silent:
        level = DiagnosticStatus.ERROR
        text = f"silent for {state.age_s:.1f} s" if state.heard else "not heard yet"
    return DiagnosticStatus(
        level=level,
        name=f"/fleet/{state.robot}",
        message=text,
        hardware_id=state.robot,
        values=[KeyValue(key="age_s", value=f"{state.age_s:.2f}")],
    )
