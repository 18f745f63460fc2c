# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Stands between whoever drives the robot and its wheels.

Subscribes `cmd_vel_in`, `risk` and `action`, and the supervisor's status on `/diagnostics`; publishes
`cmd_vel` at once when something changes and at `rate_hz` otherwise, for as long as it is active, and a
last standstill when it ends. Run it in a process of its own: what kills the graph must not kill the brake.
"""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from geometry_msgs.msg import Twist, TwistStamped

from sgw_ros.core.types import RiskResult
from sgw_ros.gate.config import GateConfig
from sgw_ros.gate.gate import Gate, Now
from sgw_ros.gate.velocity import STANDSTILL, Velocity
from sgw_ros.nodes.configs import GateTopicsConfig
from sgw_ros.nodes.convert.values import header_message, stamp_of
from sgw_ros.nodes.convert.velocity import twist_message, velocity_of
from sgw_ros.nodes.lifecycle_base import SgwNode
from sgw_ros.nodes.parameters import ConfigParameters
from sgw_ros.nodes.qos import RELIABLE, SENSOR_IN
from sgw_ros.nodes.result_streams import RISK


class GateNode(SgwNode[GateConfig]):
    """Passes, limits or stops velocity commands as the action advises; without an advice it stops them."""

    def __init__(self, **node_kwargs: Any) -> None:
        super().__init__("gate", GateConfig(), **node_kwargs)
        self._topics = ConfigParameters(self, GateTopicsConfig()).config
        self._supervisor = self.resolve_topic_name(self._topics.supervisor)
        self._frame_id = "base_link"
        self._concern = self._reason = ""
        self._counts: dict[str, int] = {}

    def start(self) -> None:
        """Stand still, and listen."""
        self._gate = Gate(self.config, self._now())
        kind = TwistStamped if self._topics.stamped else Twist
        commands = self.create_publisher(kind, "cmd_vel", RELIABLE)
        self._commands = self.until_stopped(commands, self.destroy_publisher)
        self._subscribe(kind, "cmd_vel_in", self._on_command, SENSOR_IN)
        self._subscribe(DiagnosticArray, "/diagnostics", self._on_diagnostics, RELIABLE)
        self.hear(RISK, self._on_risk)
        self.every(1.0 / self.config.rate_hz, self._decide)
        self._decide()

    def stop(self) -> None:
        """Leave the robot standing."""
        if self.context.ok():
            self._publish(STANDSTILL)

    def config_changed(self, config: GateConfig, names: set[str]) -> None:
        """Limits and timeouts apply from the next decision on, the rate from the next activation."""
        if self.phase == "active":
            self._gate.config = config

    def concern(self) -> str:
        """Why the robot is not let go, where it is the graph's fault."""
        return self._concern

    def counters(self) -> dict[str, str]:
        """What became of the commands."""
        return {"reason": self._reason, **{way: str(count) for way, count in self._counts.items()}}

    def _subscribe(self, kind: Any, topic: str, callback: Any, qos: Any) -> None:
        subscription = self.create_subscription(kind, topic, partial(self.guarded, callback), qos)
        self.until_stopped(subscription, self.destroy_subscription)

    def _now(self) -> Now:
        return Now(self.get_clock().now().nanoseconds, time.monotonic_ns())

    def _on_command(self, message: Any) -> None:
        if self._topics.stamped:
            self._frame_id = message.header.frame_id
            self._gate.hear_command(velocity_of(message.twist), self._now(), stamp_of(message))
        else:
            self._gate.hear_command(velocity_of(message), self._now())
        self._decide()

    def _on_risk(self, result: RiskResult) -> None:
        self._gate.hear_advice(result.advice, self._now())
        self._decide()

    def _on_diagnostics(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.name == self._supervisor:
                fit = status.level in (DiagnosticStatus.OK, DiagnosticStatus.WARN)
                self._gate.hear_supervisor(fit and status.message.startswith("active"), self._now())

    def _decide(self) -> None:
        verdict = self._gate.decide(self._now())
        self._publish(verdict.velocity)
        self._concern = "" if verdict.healthy else f"stopped: {verdict.reason}"
        self._counts[verdict.way.value] = self._counts.get(verdict.way.value, 0) + 1
        said = f"{verdict.way.value}: {verdict.reason}"
        if said != self._reason:
            self._reason = said
            # One call each: rclpy refuses a line of code that changes its severity.
            if verdict.healthy:
                self.get_logger().info(said)
            else:
                self.get_logger().warning(said)

    def _publish(self, velocity: Velocity) -> None:
        twist = twist_message(velocity)
        if self._topics.stamped:
            header = header_message(self.get_clock().now().nanoseconds, self._frame_id)
            twist = TwistStamped(header=header, twist=twist)
        self._commands.publish(twist)
