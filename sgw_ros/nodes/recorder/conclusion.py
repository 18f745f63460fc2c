# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Closes a recording: bag, summary and report page."""

from __future__ import annotations

from typing import Any

from sgw_ros.nodes.recorder.recorder_node import RecorderNode
from sgw_ros.report.writing import conclude_run


def conclude(node: RecorderNode) -> dict[str, Any]:
    """Close the bag first, then write `summary.json` and `report.html`; returns the summary.

    Raises:
        ReportError: when summary or page cannot be written.
    """
    wall_s = node.wall_s
    node.bag.close()
    records = list(node.collector.records(node.latency.corrected_ms))
    summary = _summary(node, wall_s)
    conclude_run(node.out, summary, node.collector.totals, records)
    return summary


def _summary(node: RecorderNode, wall_s: float) -> dict[str, Any]:
    report, ledger, totals = node.last_report, node.ledger, node.collector.totals
    return {
        "frames": ledger.frames,
        "messages": dict(sorted(node.bag.messages.items())),
        "dropped": ledger.missing + (report.dropped if report else 0),
        "skipped": report.skipped if report else 0,
        "answered_once": ledger.answered_once,
        "stamp_to_risk_ms": node.latency.percentiles(),
        **totals.per_node(),
        "state_hash": node.last_word.state_hash,
        "wall_s": round(wall_s, 3),
        "mode": node.config.mode,
        "input": node.config.input,
    }
