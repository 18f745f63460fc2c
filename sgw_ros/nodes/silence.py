# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Notices nodes that fell silent: who was killed cannot say so."""

from __future__ import annotations

import time
from collections.abc import Callable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.clock import Clock, ClockType
from rclpy.node import Node

from sgw_ros.nodes.diagnostics import ENDED, PERIOD_S
from sgw_ros.nodes.qos import RELIABLE

SILENT_S = 3.5
"""Three reports are missing: a process that is gone, or one that hangs."""
SILENCE = "silent_s"
"""The key that tells a report about a silent node from one of its own."""


class SilenceWatch:
    """Says ERROR on `/diagnostics` for nodes beside `node` that reported there once and do no more.

    Who said that it ended is not missed. With `instead_of` this speaks only while the node of that name is
    silent itself, or was never heard: two watchers in different processes do not say everything twice, and
    none of them is needed for the other.
    """

    def __init__(self, node: Node, instead_of: str = "", now_s: Callable[[], float] = time.monotonic) -> None:
        self._node, self._now_s = node, now_s
        self._prefix = f"{node.get_namespace().rstrip('/')}/"
        self._superior = f"{self._prefix}{instead_of}" if instead_of else ""
        self._heard_s: dict[str, float] = {}
        self._since_s = now_s()
        self._publisher = node.create_publisher(DiagnosticArray, "/diagnostics", RELIABLE)
        self._reports = node.create_subscription(DiagnosticArray, "/diagnostics", self._on_reports, RELIABLE)
        steady = Clock(clock_type=ClockType.STEADY_TIME)
        self._timer = node.create_timer(PERIOD_S, self._look, clock=steady)

    def close(self) -> None:
        """Watch no more."""
        self._node.destroy_timer(self._timer)
        self._node.destroy_subscription(self._reports)
        self._node.destroy_publisher(self._publisher)

    def silent_s(self, name: str) -> float:
        """For how long a node was not heard, by its full name; 0 for one that was never heard."""
        now_s = self._now_s()
        return now_s - self._heard_s.get(name, now_s)

    def _on_reports(self, message: DiagnosticArray) -> None:
        for status in message.status:
            its_own = all(value.key != SILENCE for value in status.values)
            if not its_own or not status.name.startswith(self._prefix):
                continue
            if status.message == ENDED:
                self._heard_s.pop(status.name, None)
            else:
                self._heard_s[status.name] = self._now_s()

    def _look(self) -> None:
        if self._superior:
            heard_s = self._heard_s.get(self._superior, self._since_s)
            if self._now_s() - heard_s < SILENT_S:
                return
        silent = {name: s for name in self._heard_s if (s := self.silent_s(name)) >= SILENT_S}
        if silent:
            message = DiagnosticArray(status=[_status(name, silent_s) for name, silent_s in silent.items()])
            message.header.stamp = self._node.get_clock().now().to_msg()
            self._publisher.publish(message)


def _status(name: str, silent_s: float) -> DiagnosticStatus:
    return DiagnosticStatus(
        level=DiagnosticStatus.ERROR,
        name=name,
        message=f"silent for {silent_s:.0f} s: its process is gone or hangs",
        hardware_id=name.rpartition("/")[0],
        values=[KeyValue(key=SILENCE, value=f"{silent_s:.1f}")],
    )
