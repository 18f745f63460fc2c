# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A made-up run for the report's tests: a person walks up, a crate vanishes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sgw_ros.core.geometry import OPTICAL_IN_BODY, assumed_camera
from sgw_ros.core.types import (
    Action,
    ActionAdvice,
    Contact,
    DecisionTrace,
    Estimate,
    ExpertRoute,
    Objects,
    PhysicsResult,
    Prediction,
    Reason,
    Risk,
    RiskAssessment,
    RiskResult,
    RoutingDecision,
    Telemetry,
    Track,
    Violation,
)
from sgw_ros.report.draw import draw_overlay
from sgw_ros.report.page import encode_picture
from sgw_ros.report.records import MAX_FRAMES, MAX_PICTURES, FrameRecord, RunFacts, run_facts
from sgw_ros.report.shelf import Shelf
from sgw_ros.report.totals import RunTotals

CAMERA = assumed_camera(320, 240)
EVIL = "</script><script>alert(1)</script>"


def track(identity: int, x: float, y: float, *, name: str = "person", visible: bool = True) -> Track:
    u, height = 160 - CAMERA.fx * y / x, CAMERA.fy * 1.7 / x
    return Track(
        id=identity,
        class_name=name,
        class_confidence=0.8,
        position=np.array([x, y, 0.0]),
        velocity=np.array([-0.5, 0.1, 0.0]),
        covariance=np.eye(6) * 0.05,
        extent=np.array([0.4, 0.5, 1.7]),
        box=(u - 0.2 * height, 120 - 0.5 * height, u + 0.2 * height, 120 + 0.5 * height),
        mass=Estimate(70.0, 100.0),
        friction=Estimate(0.5, 0.1),
        embedding=np.ones(4, np.float32) / 2,
        first_seen_ns=1,
        last_seen_ns=2,
        visible=visible,
        identity_confidence=0.9,
        range_source="depth",
    )


def frame_parts(k: int, count: int) -> tuple[Objects, PhysicsResult, RiskResult]:
    stamp_ns = 10**9 + k * 10**8
    x = 6.0 - 4.0 * k / count
    tracks = (track(1, x, 0.4), track(2, 4.0, -1.2, name="", visible=k % 20 < 15))
    horizons = (1.0, 3.0, 5.0)
    mean = np.array([[x - 0.5 * h, 0.4 + 0.1 * h, 0.0] for h in horizons])
    prediction = Prediction(1, horizons, mean, mean * 0 + 0.04, mean * 0, mean * 0 + 0.01)
    violations = ()
    if k == count // 2:
        violations = (Violation(2, "permanence", 0.97, np.array([4.0, -1.2, 0, 0, 0, 0]), np.zeros(6)),)
    physics = PhysicsResult(stamp_ns, (prediction,), (Contact(1, 0, 0.7, 2.0),), violations)
    level = Risk(min(3, 4 * k // count))
    action = (Action.CONTINUE, Action.SLOW, Action.SLOW, Action.STOP)[level]
    assessment = RiskAssessment(
        stamp_ns,
        level,
        Reason.HUMAN,
        (0.1, 0.2, 0.3, 0.4),
        (0.7, 0.1, 0.1, 0.1),
        0.8,
        (),
        f"person at {x:.1f} m",
    )
    advice = ActionAdvice(stamp_ns, action, (0.1, 0.5, 0.1, 0.1, 0.1, 0.1), 0.8, stamp_ns + 10**9)
    return Objects(stamp_ns, tracks, OPTICAL_IN_BODY), physics, RiskResult(stamp_ns, assessment, advice)


def records(count: int, *, pictures: bool = True) -> list[FrameRecord]:
    rng = np.random.default_rng(0)
    made = []
    for k in range(count):
        objects, physics, risk = frame_parts(k, count)
        jpeg = None
        if pictures:
            image = np.full((240, 320, 3), (150, 140, 130), np.uint8)
            image[150:] = (90, 120, 150)
            jpeg = encode_picture(draw_overlay(image, CAMERA, objects, physics, risk))
        stamp_ns = risk.stamp_ns
        trace = DecisionTrace(
            stamp_ns, EVIL, 2, '{"seen": false}', '{"expected": true}', '{"do": "keep"}', 12.0, k
        )
        routing = RoutingDecision(stamp_ns, (ExpertRoute("flow", True, 1.0),), (), "the scene is static")
        made.append(
            FrameRecord(
                stamp_ns,
                jpeg,
                objects,
                physics,
                risk,
                float(rng.gamma(4.0, 6.0)),
                tuple(
                    Telemetry(n, stamp_ns, k % 3 > 0 or n == "risk", 4.0) for n in ("flow", "visual", "risk")
                ),
                (trace,) if physics.violations else (),
                routing if k == 10 else None,
            )
        )
    return made


def without_numbers() -> FrameRecord:
    (record,) = records(1)
    track = replace(record.objects.tracks[0], position=np.full(3, np.nan), velocity=np.full(3, np.inf))
    return replace(record, objects=replace(record.objects, tracks=(track,)), latency_ms=float("nan"))


def twenty_minutes() -> tuple[list[FrameRecord], RunFacts]:
    """At 10 fps, with pictures of the usual size: what the shelves keep, as recorder and loop do."""
    count, (made, *_) = 12_000, records(1)
    frames, pictures = Shelf(MAX_FRAMES), Shelf(2 * MAX_PICTURES)
    trace = next(r for r in records(3) if r.traces).traces
    for i in range(count):
        critical = i % 1000 == 7
        if pictures.wants(i, critical):
            pictures.add(i, (made.jpeg + bytes(16_000)), critical)
        if frames.wants(i, critical):
            traces = trace if critical else ()
            frames.add(i, replace(made, stamp_ns=10**8 * i, jpeg=None, traces=traces), critical)
    kept = pictures.items
    return [replace(record, jpeg=kept.get(i)) for i, record in frames.items.items()], facts(count)


def facts(count: int) -> RunFacts:
    totals = RunTotals()
    for record in records(count, pictures=False):
        totals.risk[record.risk.assessment.risk] += 1
        totals.violations += len(record.physics.violations)
        for telemetry in record.telemetry:
            totals.add_telemetry(telemetry)
    totals.tell("workspace", {"version": "7", "nodes": "2", "edges": "0"})
    totals.tell("supervisor", {"frames": str(count)})
    totals.tell("ingest", {"frames": str(count), "skipped": "2", "noted": "1"}, "/image: cut off")
    summary = {
        "input": "nowhere.mp4",
        "mode": "composed",
        "frames": count,
        "state_hash": "ab12",
        "wall_s": 12.5,
        "messages": {"risk": count, "action": count},
        "stamp_to_risk_ms": {"p50": 22.5, "p99": 61.0} if count else {},
    }
    return run_facts(summary, totals)
