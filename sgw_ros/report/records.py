# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the report page is made of: records of frames and a few facts about the whole run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sgw_ros.core.types import (
    DecisionTrace,
    Objects,
    PhysicsResult,
    Risk,
    RiskResult,
    RoutingDecision,
    Telemetry,
)
from sgw_ros.report.nodes import node_rows
from sgw_ros.report.totals import RunTotals

MAX_FRAMES = 2000
"""Frames on the page, and as many critical ones: three minutes at 10 fps are shown whole; more is thinned."""
MAX_PICTURES = 300
"""Embedded pictures: enough to follow half a minute at 10 fps, small enough to mail."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameRecord:
    """What was seen and said for one frame.

    `jpeg` is the picture with everything drawn on it, or None (sampled out, or pictures not recorded).
    `latency_ms` is from the sensor stamp to the risk message (in the loop: the processing time).
    """

    stamp_ns: int
    jpeg: bytes | None
    objects: Objects | None
    physics: PhysicsResult | None
    risk: RiskResult | None
    latency_ms: float | None
    telemetry: tuple[Telemetry, ...] = ()
    traces: tuple[DecisionTrace, ...] = ()
    routing: RoutingDecision | None = None


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What the page tells about the whole run, whichever of its frames it shows.

    `latency_ms` and the nodes' `compute` are `{p50, p99}`, empty where nothing was measured; `nodes` are
    the rows of `node_rows`; `risk` counts frames by level.
    """

    title: str
    input: str
    mode: str
    frames: int
    dropped: int
    state_hash: str
    wall_s: float
    messages: Mapping[str, int] = field(default_factory=dict)
    latency_ms: Mapping[str, float] = field(default_factory=dict)
    nodes: tuple[Mapping[str, Any], ...] = ()
    risk: tuple[int, ...] = (0, 0, 0, 0)
    violations: int = 0


def run_facts(summary: Mapping[str, Any], totals: RunTotals) -> RunFacts:
    """The facts from a run's summary (keys as in `summary.json`) and its totals."""
    source = str(summary.get("input", ""))
    return RunFacts(
        title=Path(source).name or "live",
        input=source or "sensor topics",
        mode=str(summary.get("mode", "recorded")),
        frames=int(summary.get("frames", 0)),
        dropped=int(summary.get("dropped", 0)),
        state_hash=str(summary.get("state_hash", "")),
        wall_s=float(summary.get("wall_s", 0.0)),
        messages=summary.get("messages", {}),
        latency_ms=summary.get("stamp_to_risk_ms", {}),
        # The loop's bag does not hold what nodes tell of themselves, its summary does.
        nodes=tuple(node_rows(totals, totals.told or summary.get("per_node_told", {}))),
        risk=tuple(totals.risk[level] for level in Risk),
        violations=totals.violations,
    )
