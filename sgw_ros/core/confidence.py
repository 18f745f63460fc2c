# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How sure an expert was of what it said about one frame, as telemetry tells it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Detections, FlowResult, Objects, PhysicsResult, RiskResult

BINS = 10


def confidence_histogram(result: object) -> tuple[int, ...]:
    """Counts [10] of what a result holds by its confidence, in equal bins over 0-1; 1 is in the last.

    Counted are detections by score, cells of the flow field, tracks by identity confidence, contacts by
    probability, and the one risk assessment. What is no number counts nowhere.
    """
    if isinstance(result, FlowResult):
        levels = np.bincount(result.field.confidence.ravel(), minlength=256)
        counts = np.bincount(_bins(np.arange(256) / np.float32(255.0)), levels, BINS)
    else:
        confidences = np.asarray(_confidences(result), np.float32)
        counts = np.bincount(_bins(confidences[np.isfinite(confidences)]), minlength=BINS)
    return tuple(int(count) for count in counts)


def _bins(confidences: NDArray[Any]) -> NDArray[np.int64]:
    return np.clip((confidences * BINS).astype(np.int64), 0, BINS - 1)


def _confidences(result: object) -> list[float]:
    if isinstance(result, Detections):
        return [item.score for item in result.items]
    if isinstance(result, Objects):
        return [track.identity_confidence for track in result.tracks]
    if isinstance(result, PhysicsResult):
        return [contact.probability for contact in result.contacts]
    if isinstance(result, RiskResult):
        return [result.assessment.confidence]
    return []
