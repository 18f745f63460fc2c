# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Takes from `/diagnostics` what the nodes of one graph tell about themselves."""

from __future__ import annotations

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from sgw_ros.nodes.recorder.raw import read_message
from sgw_ros.report.totals import RunTotals

DIAGNOSTICS = "/diagnostics"


def add_statuses(data: bytes, namespace: str, totals: RunTotals) -> None:
    """Add the statuses of the nodes of a namespace; those of other graphs are not of this run.

    Raises:
        FrameError: when the message is malformed.
    """
    for status in read_message(data, DiagnosticArray).status:
        if status.hardware_id.rstrip("/") != namespace.rstrip("/") or not status.values:
            continue
        # A node's own message begins with what it is doing.
        _, _, concern = status.message.partition(": ")
        fault = "" if status.level == DiagnosticStatus.OK else concern or status.message
        values = {item.key: item.value for item in status.values}
        totals.tell(status.name.rpartition("/")[2], values, fault)
