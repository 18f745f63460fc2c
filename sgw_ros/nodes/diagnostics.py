# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One status per node on /diagnostics, once a second."""

from __future__ import annotations

from typing import Any, Protocol, cast

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.clock import Clock, ClockType

from sgw_ros.core.faults import FaultLog, reason
from sgw_ros.nodes.qos import SHOWN

PERIOD_S = 1.0
ENDED = "ended"
"""The last word of a node that is destroyed: it is not missed."""


class Told(Protocol):
    """What a node tells about itself, beside being a node."""

    faults: FaultLog

    @property
    def phase(self) -> str:
        """What it is doing."""
        ...

    @property
    def fatal(self) -> str:
        """Why it cannot go on; empty where it can."""
        ...

    def concern(self) -> str:
        """What is to be looked at; empty where nothing is."""
        ...

    def counters(self) -> dict[str, str]:
        """Figures by name."""
        ...


class Diagnostics:
    """Publishes what a node tells, in every lifecycle state; the namespace tells robots apart."""

    def __init__(self, node: Told) -> None:
        self._node = cast(Any, node)
        self._told_faults = 0
        self._ended = False
        self._publisher = self._node.create_publisher(DiagnosticArray, "/diagnostics", SHOWN)
        self._node.create_timer(PERIOD_S, self._publish, clock=Clock(clock_type=ClockType.STEADY_TIME))

    def close(self) -> None:
        """Say that the node has ended, as long as anything can be said; safe to call twice."""
        ended, self._ended = self._ended, True
        if not ended and self._node.context.ok():
            self._say(DiagnosticStatus(message=ENDED, **self._names()))

    def _publish(self) -> None:
        try:
            status = self._status()
        except Exception as error:  # what cannot be told is not to end what works
            text = f"its diagnostics failed: {reason(error)}"
            status = DiagnosticStatus(level=DiagnosticStatus.ERROR, message=text, **self._names())
        self._say(status)

    def _say(self, status: DiagnosticStatus) -> None:
        message = DiagnosticArray(status=[status])
        message.header.stamp = self._node.get_clock().now().to_msg()
        self._publisher.publish(message)

    def _status(self) -> DiagnosticStatus:
        node, faults = self._node, self._node.faults
        new_faults = faults.skipped + faults.noted - self._told_faults
        self._told_faults += new_faults
        level, text = DiagnosticStatus.OK, node.phase
        if node.fatal:
            level, text = DiagnosticStatus.ERROR, f"{node.phase}: {node.fatal}"
        elif concern := node.concern():
            level, text = DiagnosticStatus.WARN, f"{node.phase}: {concern}"
        elif new_faults:
            level, text = DiagnosticStatus.WARN, f"{node.phase}: {faults.last}"
        values = {"skipped": str(faults.skipped), "noted": str(faults.noted), **node.counters()}
        return DiagnosticStatus(
            level=level,
            message=text,
            values=[KeyValue(key=key, value=value) for key, value in values.items()],
            **self._names(),
        )

    def _names(self) -> dict[str, str]:
        return {
            "name": self._node.get_fully_qualified_name(),
            "hardware_id": self._node.get_namespace(),
        }
