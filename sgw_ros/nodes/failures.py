# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Hears which nodes cannot run, so that nobody waits for them for ever."""

from __future__ import annotations

from collections.abc import Iterable

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rclpy.node import Node

from sgw_ros.nodes.qos import RELIABLE
from sgw_ros.nodes.silence import SILENCE


class FailureWatch:
    """Listens on `/diagnostics` to what the nodes `names` beside `node` say of themselves.

    Who is only called silent may be busy loading, and counts as able to run.
    """

    def __init__(self, node: Node, names: Iterable[str]) -> None:
        prefix = node.get_namespace().rstrip("/")
        self._names = {f"{prefix}/{name}": name for name in names}
        self._failed: dict[str, str] = {}
        self._node = node
        self._reports = node.create_subscription(DiagnosticArray, "/diagnostics", self._on_reports, RELIABLE)

    def close(self) -> None:
        """Listen no more."""
        self._node.destroy_subscription(self._reports)

    @property
    def text(self) -> str:
        """Who cannot run, and why; empty while all can. May be read in any thread."""
        return "; ".join(f"{name}: {why}" for name, why in tuple(self._failed.items()))

    def _on_reports(self, message: DiagnosticArray) -> None:
        for status in message.status:
            name = self._names.get(status.name)
            if name is None or any(value.key == SILENCE for value in status.values):
                continue
            if status.level == DiagnosticStatus.ERROR:
                self._failed[name] = status.message
            else:
                self._failed.pop(name, None)
