# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Closes a recording: summary and report page."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from sgw_ros.core.types import Telemetry
from sgw_ros.nodes.recorder.recorder_node import RecorderNode
from sgw_ros.report.page import write_report
from sgw_ros.report.records import RunFacts


def conclude(node: RecorderNode) -> dict[str, Any]:
    """Close the bag first, then write `summary.json` and `report.html`; returns the summary.

    Raises:
        BagError: when the bag cannot be completed.
        OSError: when the folder cannot be written.
    """
    wall_s = node.wall_s
    node.bag.close()
    summary = _summary(node, wall_s)
    _write(node.out / "summary.json", json.dumps(summary, indent=2) + "\n")
    facts = RunFacts(
        title=Path(node.config.input).name or "live",
        input=node.config.input or "sensor topics",
        mode=node.config.mode,
        frames=summary["frames"],
        dropped=summary["dropped"],
        state_hash=summary["state_hash"],
        wall_s=summary["wall_s"],
        messages=summary["messages"],
    )
    write_report(node.out / "report.html", node.collector.records(node.latency.latency_ms), facts)
    return summary


def _summary(node: RecorderNode, wall_s: float) -> dict[str, Any]:
    report = node.last_report
    answered_once = sum(node.risks[stamp_ns] == 1 for stamp_ns in node.handed_on)
    missing = len(node.handed_on - node.risks.keys())
    return {
        "frames": len(node.handed_on),
        "messages": dict(sorted(node.bag.messages.items())),
        "dropped": missing + (report.dropped if report else 0),
        "skipped": report.skipped if report else 0,
        "answered_once": answered_once,
        "stamp_to_risk_ms": percentiles(node.latency.latencies_ms()),
        "per_node_ms": _per_node(list(node.collector.telemetry())),
        "state_hash": node.state_hash(),
        "wall_s": round(wall_s, 3),
        "mode": node.config.mode,
        "input": node.config.input,
    }


def percentiles(values: list[float]) -> dict[str, float]:
    """`{p50, p99}` in the values' unit; empty without values."""
    return {f"p{p}": round(float(np.percentile(values, p)), 3) for p in (50, 99)} if values else {}


def _per_node(rows: list[Telemetry]) -> dict[str, dict[str, float]]:
    spent: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row.ran:
            spent[row.expert].append(row.compute_ms)
    return {name: percentiles(values) for name, values in sorted(spent.items())}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
