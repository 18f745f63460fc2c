# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the graph tells about itself as streams: ingest, telemetry, routing, traces, workspace."""

from __future__ import annotations

from vision_msgs.msg import LabelInfo

from sgw_msgs.msg import DecisionTrace as DecisionTraceMessage
from sgw_msgs.msg import ExpertTelemetry, GraphSnapshot, IngestStatus, PendingProposal
from sgw_msgs.msg import RoutingDecision as RoutingDecisionMessage
from sgw_ros.core.types import DecisionTrace, RoutingDecision, Telemetry
from sgw_ros.nodes.convert import ingest, pending, supervision, versions, visual
from sgw_ros.nodes.convert.ingest import IngestReport
from sgw_ros.nodes.convert.values import header_message
from sgw_ros.nodes.qos import EVERY, LATCHED, RELIABLE, SENSOR
from sgw_ros.nodes.result_streams import RESULT_STREAMS
from sgw_ros.nodes.streams import Messages, Stream, Topic, single
from sgw_ros.workspace.commit import Pending
from sgw_ros.workspace.graph import Snapshot

INGEST_STATUS: Stream[IngestReport] = single(
    "ingest/status", IngestStatus, EVERY, lambda r, frame: ingest.status_message(r, frame), ingest.report_of
)

LABELS: Stream[tuple[str, ...]] = Stream(
    (
        Topic(
            "label_info",
            LabelInfo,
            LATCHED,
            lambda names, frame: [visual.labels_message(names, header_message(0, frame))],
            once_per=lambda names: names,
        ),
    ),
    lambda messages: visual.labels_of(messages["label_info"][-1]),
)
"""The class names that an expert's detections can have."""

TELEMETRY: Stream[Telemetry] = single(
    "telemetry",
    ExpertTelemetry,
    SENSOR,
    lambda t, frame: supervision.telemetry_message(t, header_message(t.stamp_ns, frame)),
    supervision.telemetry_of,
    said_by=lambda t: t.expert,
)
"""What every expert did with every frame, for whoever watches; any of it may be lost."""

SKIPS: dict[str, Stream[Telemetry]] = {
    name: single(
        f"{name}/skipped",
        ExpertTelemetry,
        EVERY,
        lambda t, frame: supervision.telemetry_message(t, header_message(t.stamp_ns, frame)),
        supervision.telemetry_of,
    )
    for name in RESULT_STREAMS
}
"""Expert name to the frames that it left out. A skip is an answer, on which others would else wait in
vain: so it travels as answers do, reliably, from one expert alone, and none crowds it out."""

ROUTING: Stream[RoutingDecision] = single(
    "supervisor/routing",
    RoutingDecisionMessage,
    RELIABLE,
    lambda r, frame: supervision.routing_message(r, header_message(r.stamp_ns, frame)),
    supervision.routing_of,
)

TRACE: Stream[DecisionTrace] = single(
    "supervisor/trace",
    DecisionTraceMessage,
    RELIABLE,
    lambda t, frame: supervision.trace_message(t, header_message(t.stamp_ns, frame)),
    supervision.trace_of,
)

PENDING: Stream[Pending] = single(
    "workspace/pending",
    PendingProposal,
    RELIABLE,
    lambda p, _: pending.pending_message(p),
    pending.pending_of,
)


def _never(_: Messages) -> Snapshot | None:
    return None  # other processes keep a mirror: see MirrorReader


HEAD: Stream[Snapshot] = Stream(
    (
        Topic(
            "workspace/keyframe",
            GraphSnapshot,
            LATCHED,
            lambda head, _: [versions.snapshot_message(head)],
            needed=False,
        ),
    ),
    _never,
)
"""The newest version of the graph, at every commit."""
