# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""All figures of what somebody said about the risk of drives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sgw_ros.core.types import Action, Risk
from training.physics.curves import area_under_roc
from training.risk.alarms import false_alarms, minutes
from training.risk.anticipation import (
    HORIZONS_S,
    ScoredClip,
    mean_time_to_event_s,
    precision_before_event,
    precision_before_high,
    scored_clip,
)
from training.risk.calibration import binned, reliability
from training.risk.drives import Answers, Drive, Truth, join_answers, joined
from training.risk.figures import class_figures, confusion
from training.risk.resampling import intervals

DIGITS = 4


def figures(drives: Sequence[Drive], answers: Sequence[Answers]) -> dict[str, Any]:
    """The figures of the evaluation, by the names that its JSON has; None where there is nothing to count."""
    truth, said = joined(drives), join_answers(answers)
    clips = scored_clips(drives, answers)
    bins = reliability(said.p_risk, truth.risk)
    found = {
        **_classes(truth, said),
        "ap": {str(h): precision_before_event(clips, h) for h in HORIZONS_S},
        "ap_before_high": {str(h): precision_before_high(clips, h) for h in HORIZONS_S},
        "ece": bins.error,
        "false_alarms_per_min": _false_alarms_per_min(truth, said),
        "mean_time_to_event_s": mean_time_to_event_s(clips),
        "clips_with_event": sum(clip.event_s is not None for clip in clips),
        "clips_without": sum(clip.event_s is None for clip in clips),
        "reason_accuracy": _share(truth.reason == said.reason, truth.risk != Risk.NONE),
        "high_precision": _share(truth.risk == Risk.HIGH, said.risk == Risk.HIGH),
        "confidence_auc": _confidence_auc(truth, said),
        "confidence_ece": binned(said.confidence, said.risk == truth.risk).error,
        "own_answers": float(said.own.mean()),
        "intervals": intervals(drives, answers),
        "confusion": {
            "risk": confusion(truth.risk, said.risk, len(Risk)).tolist(),
            "action": confusion(truth.action, said.action, len(Action)).tolist(),
        },
        "by_scenario": _by_place(drives, answers),
    }
    return {name: rounded(value) for name, value in found.items()}


def scored_clips(drives: Sequence[Drive], answers: Sequence[Answers]) -> list[ScoredClip]:
    """Those drives that count for anticipation, with their P(high)."""
    scored = [scored_clip(drive, a.p_risk[:, Risk.HIGH]) for drive, a in zip(drives, answers, strict=True)]
    return [clip for clip in scored if clip is not None]


def rounded(value: Any) -> Any:
    """Floats to four digits, however deep they lie."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return round(value, DIGITS) if isinstance(value, float) else value


def _classes(truth: Truth, said: Answers) -> dict[str, float | None]:
    return class_figures(truth.risk, said.risk, truth.action, said.action)


def _by_place(drives: Sequence[Drive], answers: Sequence[Answers]) -> dict[str, Any]:
    tables = {}
    for place in sorted({drive.place for drive in drives}):
        here = [number for number, drive in enumerate(drives) if drive.place == place]
        truth = joined([drives[number] for number in here])
        said = join_answers([answers[number] for number in here])
        tables[place] = {
            "clips": len(here),
            **_classes(truth, said),
            "false_alarms_per_min": _false_alarms_per_min(truth, said),
        }
    return tables


def _false_alarms_per_min(truth: Truth, said: Answers) -> float | None:
    over_min = minutes(truth.clip, truth.stamp_s)
    high = said.risk == Risk.HIGH, truth.risk == Risk.HIGH
    return len(false_alarms(*high, truth.clip, truth.stamp_s)) / over_min if over_min else None


def _share(right: Any, of: Any) -> float | None:
    return float(np.mean(right[of])) if np.any(of) else None


def _confidence_auc(truth: Truth, said: Answers) -> float | None:
    """How well confidence tells right answers about risk from wrong ones."""
    right = truth.risk == said.risk
    return area_under_roc(said.confidence[right].tolist(), said.confidence[~right].tolist())
