# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What ingest tells about its input."""

from __future__ import annotations

from dataclasses import dataclass

from sgw_msgs.msg import IngestStatus
from sgw_ros.nodes.convert.values import header_message, stamp_of


@dataclass(frozen=True, slots=True)
class IngestReport:
    """Ingest's word on one image, and with `finished` on the end of its input.

    `sequence` counts images handed on so far, `dropped` those lost because the graph was behind,
    `skipped` those that could not be used; `total` is 0 where unknown.
    """

    stamp_ns: int
    sequence: int
    activity: float
    total: int = 0
    dropped: int = 0
    skipped: int = 0
    finished: bool = False
    error: str = ""


def status_message(report: IngestReport, frame_id: str) -> IngestStatus:
    """The report as a message."""
    return IngestStatus(
        header=header_message(report.stamp_ns, frame_id),
        sequence=report.sequence,
        dropped=report.dropped,
        skipped=report.skipped,
        activity=float(report.activity),
        total=report.total,
        finished=report.finished,
        error=report.error,
    )


def report_of(message: IngestStatus) -> IngestReport:
    """The report from its message."""
    return IngestReport(
        stamp_of(message),
        int(message.sequence),
        message.activity,
        int(message.total),
        int(message.dropped),
        int(message.skipped),
        bool(message.finished),
        message.error,
    )
