# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Says for components that could not be loaded why they are not there: nobody else can."""

from __future__ import annotations

from typing import Any

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from sgw_ros.nodes.diagnostics import PERIOD_S
from sgw_ros.nodes.qos import SHOWN


class Refusals:
    """Repeats an ERROR on `/diagnostics` for each of them, under its own name, until it is loaded."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._refused: dict[str, str] = {}
        self._publisher: Any = None

    def add(self, name: str, reason: str) -> None:
        """A component of that full name could not be loaded."""
        self._refused[name] = reason
        if self._publisher is None:  # most containers never need one
            self._publisher = self._node.create_publisher(DiagnosticArray, "/diagnostics", SHOWN)
            steady = Clock(clock_type=ClockType.STEADY_TIME)
            self._node.create_timer(PERIOD_S, self._publish, clock=steady)

    def remove(self, name: str) -> None:
        """It is loaded."""
        self._refused.pop(name, None)

    def _publish(self) -> None:
        message = DiagnosticArray(status=[_status(name, why) for name, why in self._refused.items()])
        message.header.stamp = self._node.get_clock().now().to_msg()
        if message.status:
            self._publisher.publish(message)


def _status(name: str, reason: str) -> DiagnosticStatus:
    return DiagnosticStatus(
        level=DiagnosticStatus.ERROR,
        name=name,
        message=f"not loaded: {reason}",
        hardware_id=name.rpartition("/")[0] or "/",
    )
