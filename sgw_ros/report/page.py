# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Renders a run as one self-contained HTML page: pictures, time lines, latencies, decisions."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from itertools import accumulate, pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import DecisionTrace, RiskResult, Track
from sgw_ros.report.records import MAX_PICTURES, FrameRecord, RunFacts

PICTURE_WIDTH_PX = 480
JPEG_QUALITY = 72


def encode_picture(image: NDArray[np.uint8]) -> bytes:
    """A drawn picture [H, W, 3] BGR as the JPEG that the page embeds."""
    height, width = image.shape[:2]
    if width > PICTURE_WIDTH_PX:
        size = (PICTURE_WIDTH_PX, round(height * PICTURE_WIDTH_PX / width))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    return bytes(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])[1])


def render_page(frames: Sequence[FrameRecord], facts: RunFacts) -> str:
    """The page's text; frames are in the order of the run."""
    template = resources.files("sgw_ros.report").joinpath("page.html").read_text(encoding="utf-8")
    # "<" never appears in the data, so nothing in it can end the script element or open another.
    data = json.dumps(_finite(_page_data(frames, facts)), separators=(",", ":"), allow_nan=False)
    data = data.replace("<", "\\u003c")
    return template.replace("/*DATA*/null", data)


def _finite(data: Any) -> Any:
    """The same with None for what is no number: anybody may publish such, and JSON knows none."""
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if isinstance(data, dict):
        return {key: _finite(value) for key, value in data.items()}
    return [_finite(value) for value in data] if isinstance(data, list | tuple) else data


def passed_s(stamps_ns: Sequence[int]) -> list[float]:
    """Seconds of the run that had passed at each stamp; jumps back count as nothing."""
    steps = (max(later - earlier, 0) for earlier, later in pairwise(stamps_ns))
    return [total_ns / 1e9 for total_ns in accumulate(steps, initial=0)][: len(stamps_ns)]


def _page_data(frames: Sequence[FrameRecord], facts: RunFacts) -> dict[str, Any]:
    pictured = _choose_pictures(frames)
    times_s = passed_s([frame.stamp_ns for frame in frames])
    return {
        "facts": asdict(facts),
        "pictures": [base64.b64encode(frames[i].jpeg or b"").decode("ascii") for i in pictured],
        "pictureFrames": pictured,
        "frames": [_frame_data(frame, t) for frame, t in zip(frames, times_s, strict=True)],
    }


def _choose_pictures(frames: Sequence[FrameRecord]) -> list[int]:
    """Indices of the pictures to embed: critical frames first, the rest spread evenly."""
    available = [i for i, frame in enumerate(frames) if frame.jpeg]
    if len(available) <= MAX_PICTURES:
        return available
    critical = [i for i in available if frames[i].traces][: MAX_PICTURES // 2]
    others = [i for i in available if i not in set(critical)]
    evenly = np.linspace(0, len(others) - 1, MAX_PICTURES - len(critical))
    return sorted(critical + [others[round(k)] for k in evenly])


def _frame_data(frame: FrameRecord, time_s: float) -> dict[str, Any]:
    """One frame as the page's script reads it; what nobody said for it is left out."""
    data: dict[str, Any] = {
        "t": round(time_s, 4),
        "ms": None if frame.latency_ms is None else round(frame.latency_ms, 2),
        "ran": {t.expert: (round(t.compute_ms, 2) if t.ran else None) for t in frame.telemetry},
    }
    if frame.risk:
        data |= _risk_data(frame.risk)
    if frame.objects:
        data["objects"] = [_object_data(track) for track in frame.objects.tracks]
    if frame.physics and frame.physics.violations:
        data["violations"] = [
            {"id": v.object_id, "kind": v.kind, "score": round(v.score, 3)} for v in frame.physics.violations
        ]
    if frame.traces:
        data["traces"] = [_trace_data(trace) for trace in frame.traces]
    if frame.routing:
        data["routing"] = {
            "routes": {r.expert: (r.rate_hz if r.enabled else -1) for r in frame.routing.routes},
            "why": frame.routing.rationale,
        }
    return data


def _risk_data(risk: RiskResult) -> dict[str, Any]:
    assessment = risk.assessment
    return {
        "risk": int(assessment.risk),
        "reason": assessment.reason.name.lower(),
        "action": int(risk.advice.action),
        "confidence": round(assessment.confidence, 3),
        "why": assessment.rationale,
        "stale": list(assessment.stale_inputs),
    }


def _object_data(track: Track) -> dict[str, Any]:
    return {
        "id": track.id,
        "name": track.class_name,
        "sure": round(track.class_confidence, 2),
        "visible": track.visible,
        "p": [round(float(v), 2) for v in track.position],
        "v": [round(float(v), 2) for v in track.velocity],
        "range": track.range_source,
    }


def _trace_data(trace: DecisionTrace) -> dict[str, Any]:
    return {
        "event": trace.event,
        "id": trace.object_id,
        "visual": trace.visual,
        "physics": trace.physics,
        "decision": trace.decision,
        "cost": round(trace.cost_ms, 2),
        "version": trace.workspace_version,
    }
