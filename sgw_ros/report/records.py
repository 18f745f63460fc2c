# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the report page is made of: one record per frame and a few facts about the run."""

from __future__ import annotations

from dataclasses import dataclass, field

from sgw_ros.core.types import DecisionTrace, Objects, PhysicsResult, RiskResult, RoutingDecision, Telemetry


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
    """What the page's header tells about a run."""

    title: str
    input: str
    mode: str
    frames: int
    dropped: int
    state_hash: str
    wall_s: float
    messages: dict[str, int] = field(default_factory=dict)
