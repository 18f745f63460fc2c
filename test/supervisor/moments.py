# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Tiny tracks, detections and results for the tests of the supervisor."""

import numpy as np

from sgw_ros.core.types import (
    Action,
    ActionAdvice,
    Contact,
    Detection,
    Detections,
    Estimate,
    Objects,
    PhysicsResult,
    Pose,
    Prediction,
    Reason,
    Risk,
    RiskAssessment,
    RiskResult,
    Track,
    Violation,
)

FRAME_NS = 100_000_000
BOX = (10.0, 10.0, 50.0, 90.0)


def track(number=1, visible=True, deviation_m=0.1, range_source="depth", box=BOX, speed_mps=0.0):
    return Track(
        number,
        "person",
        0.9,
        np.array([3.0, 0.0, 0.9]),
        np.array([speed_mps, 0.0, 0.0]),
        np.eye(6) * deviation_m**2 / 2,
        np.ones(3),
        box,
        Estimate(70.0, 1.0),
        Estimate(0.5, 0.1),
        np.zeros(4, np.float32),
        0,
        0,
        visible,
        0.9,
        range_source,
    )


def objects(stamp_ns, *tracks):
    return Objects(stamp_ns, tracks, Pose())


def detections(stamp_ns, score=0.9, box=BOX):
    return Detections(stamp_ns, (Detection(box, "person", score, "motion"),), ("motion",))


def physics(stamp_ns, contacts=(), violations=(), forecast=()):
    predictions = tuple(Prediction(n, (1.0,), *[np.ones((1, 3))] * 4) for n in forecast)
    return PhysicsResult(stamp_ns, predictions, tuple(contacts), tuple(violations))


def contact(number=1, probability=0.9, seconds=0.5):
    return Contact(0, number, probability, seconds)


def violation(number=1, score=0.99, kind="gravity"):
    return Violation(number, kind, score, np.zeros(6), np.ones(6))


def risk(stamp_ns, level=Risk.NONE):
    assessment = RiskAssessment(stamp_ns, level, Reason.HUMAN, (0.25,) * 4, (0.25,) * 4, 0.8)
    return RiskResult(stamp_ns, assessment, ActionAdvice(stamp_ns, Action.STOP, (0.0,) * 6, 0.8, stamp_ns))
