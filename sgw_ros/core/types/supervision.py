# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who runs, why critical events were handled as they were, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ExpertRoute:
    """Whether one expert runs and how often (0 Hz is every frame)."""

    expert: str
    enabled: bool
    rate_hz: float


@dataclass(frozen=True, slots=True)
class RoutingDecision:
    """Who runs from now on; `regions` (x0, y0, x1, y1 px) are asked of the geometry expert."""

    stamp_ns: int
    routes: tuple[ExpertRoute, ...]
    regions: tuple[tuple[float, float, float, float], ...] = ()
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class DecisionTrace:
    """What was seen, what physics expected, what was decided and what it cost, for one critical event.

    `visual`, `physics` and `decision` are JSON objects as text, so that a trace stays readable
    without this code.
    """

    stamp_ns: int
    event: str
    object_id: int
    visual: str
    physics: str
    decision: str
    cost_ms: float
    workspace_version: int


@dataclass(frozen=True, slots=True)
class Telemetry:
    """What one expert did with one frame; `ran` is False where throttling or a switch skipped it.

    `latency_ms` counts from the moment the frame reached the expert's process; 0 in the loop.
    """

    expert: str
    stamp_ns: int
    ran: bool
    compute_ms: float = 0.0
    queue: int = 0
    drops: int = 0
    confidence_histogram: tuple[int, ...] = field(default=(0,) * 10)
    latency_ms: float = 0.0
