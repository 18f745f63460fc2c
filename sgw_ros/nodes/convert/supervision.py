# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Telemetry, routing and decision traces."""

from __future__ import annotations

import numpy as np
from sensor_msgs.msg import RegionOfInterest
from std_msgs.msg import Header

from sgw_msgs.msg import DecisionTrace as DecisionTraceMessage
from sgw_msgs.msg import ExpertRoute as ExpertRouteMessage
from sgw_msgs.msg import ExpertTelemetry
from sgw_msgs.msg import RoutingDecision as RoutingDecisionMessage
from sgw_ros.core.types import DecisionTrace, ExpertRoute, RoutingDecision, Telemetry
from sgw_ros.nodes.convert.values import stamp_of


def telemetry_message(telemetry: Telemetry, header: Header) -> ExpertTelemetry:
    """What one expert did with one image."""
    return ExpertTelemetry(
        header=header,
        expert=telemetry.expert,
        ran=telemetry.ran,
        compute=float(telemetry.compute_ms),
        latency=float(telemetry.latency_ms),
        queue=telemetry.queue,
        drops=telemetry.drops,
        confidence_histogram=np.array(telemetry.confidence_histogram, dtype=np.uint32),
    )


def telemetry_of(message: ExpertTelemetry) -> Telemetry:
    """What one expert did with one image, from its message."""
    return Telemetry(
        message.expert,
        stamp_of(message),
        bool(message.ran),
        message.compute,
        int(message.queue),
        int(message.drops),
        tuple(int(n) for n in message.confidence_histogram),
        message.latency,
    )


def routing_message(routing: RoutingDecision, header: Header) -> RoutingDecisionMessage:
    """Who runs from now on."""
    return RoutingDecisionMessage(
        header=header,
        routes=[
            ExpertRouteMessage(expert=r.expert, enabled=r.enabled, rate=float(r.rate_hz))
            for r in routing.routes
        ],
        regions=[_region(region) for region in routing.regions],
        rationale=routing.rationale,
    )


def routing_of(message: RoutingDecisionMessage) -> RoutingDecision:
    """Who runs from now on, from its message."""
    return RoutingDecision(
        stamp_of(message),
        tuple(ExpertRoute(r.expert, bool(r.enabled), r.rate) for r in message.routes),
        tuple(
            (float(r.x_offset), float(r.y_offset), float(r.x_offset + r.width), float(r.y_offset + r.height))
            for r in message.regions
        ),
        message.rationale,
    )


def trace_message(trace: DecisionTrace, header: Header) -> DecisionTraceMessage:
    """Why a critical event was handled as it was."""
    return DecisionTraceMessage(
        header=header,
        event=trace.event,
        object_id=trace.object_id,
        visual=trace.visual,
        physics=trace.physics,
        decision=trace.decision,
        cost=float(trace.cost_ms),
        workspace_version=trace.workspace_version,
    )


def trace_of(message: DecisionTraceMessage) -> DecisionTrace:
    """Why a critical event was handled as it was, from its message."""
    return DecisionTrace(
        stamp_of(message),
        message.event,
        int(message.object_id),
        message.visual,
        message.physics,
        message.decision,
        message.cost,
        int(message.workspace_version),
    )


def _region(box: tuple[float, float, float, float]) -> RegionOfInterest:
    x0, y0, x1, y1 = (max(0, round(v)) for v in box)
    return RegionOfInterest(x_offset=x0, y_offset=y0, width=max(0, x1 - x0), height=max(0, y1 - y0))
