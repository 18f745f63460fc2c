# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How early a coming event shows: average precision some time before it, and the time that an alarm leaves.

The event of a clip is the touch that its first high risk is about: the moment at which the rover would touch,
had all gone on as they did when high risk began. That is how accident anticipation counts its time; high risk
is by its own definition what lies less than 1.5 s before. A clip without any high risk has no event.

A clip's score is the highest P(high) of its moments; of a clip with an event, those up to h before it alone.
Average precision tells clips with an event from those without by this score. Left out are clips that begin
with high risk, and those that have no judged moment h before their event.

Source: Chan et al. 2016 (average precision and time to accident of clips).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sgw_ros.core.types import Risk
from training.risk.drives import Array, Drive

HORIZONS_S = (0.5, 1.0, 1.5)
RECALL = 0.8
ROUNDING_S = 1e-6


@dataclass(frozen=True, eq=False)
class ScoredClip:
    """P(high) [M] at stamps [M] s; `event_s` of the touch and `onset_s` of high risk, None without."""

    stamp_s: Array
    p_high: Array
    onset_s: float | None
    event_s: float | None

    def score(self, until_s: float = np.inf) -> float | None:
        """The highest P(high) of moments up to a time, None where there is none."""
        seen = self.p_high[self.stamp_s <= until_s + ROUNDING_S]
        return float(seen.max()) if len(seen) else None


def scored_clip(drive: Drive, p_high: Array) -> ScoredClip | None:
    """A drive with the P(high) [M] that somebody gave it; None for one that begins with high risk."""
    if drive.begins_high:
        return None
    high = np.flatnonzero(drive.risk == Risk.HIGH)
    if not len(high):
        return ScoredClip(drive.stamp_s, p_high, None, None)
    onset_s, touch_s = float(drive.stamp_s[high[0]]), float(drive.touch_s[high[0]])
    return ScoredClip(drive.stamp_s, p_high, onset_s, onset_s + (touch_s if np.isfinite(touch_s) else 0.0))


def precision_before_event(clips: Sequence[ScoredClip], horizon_s: float) -> float | None:
    """Average precision `horizon_s` before the touch."""
    return _precision(clips, [c.event_s - horizon_s for c in clips if c.event_s is not None])


def precision_before_high(clips: Sequence[ScoredClip], horizon_s: float) -> float | None:
    """The same, counted from where high risk begins: about 1.5 s earlier."""
    return _precision(clips, [c.onset_s - horizon_s for c in clips if c.onset_s is not None])


def mean_time_to_event_s(clips: Sequence[ScoredClip], recall: float = RECALL) -> float | None:
    """Mean time from alarm to touch, at the threshold at which `recall` of the events give alarm in time."""
    scores = [(clip, clip.score(clip.event_s)) for clip in clips if clip.event_s is not None]
    reached = sorted((score for _, score in scores if score is not None), reverse=True)
    if not reached:
        return None
    threshold = reached[int(np.ceil(recall * len(reached))) - 1]
    times = [
        clip.event_s - float(clip.stamp_s[np.argmax(clip.p_high >= threshold)])
        for clip, score in scores
        if score is not None and score >= threshold and clip.event_s is not None
    ]
    return float(np.mean(times))


def average_precision(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Mean precision over the positives, as the threshold sinks; equal scores come together.

    Returns None without one of the two kinds.
    """
    if not positive or not negative:
        return None
    scores = np.concatenate((positive, negative))
    truth = np.arange(len(scores)) < len(positive)
    thresholds = np.unique(scores)[::-1]
    found = np.array([np.sum(truth & (scores >= t)) for t in thresholds], float)
    said = np.array([np.sum(scores >= t) for t in thresholds], float)
    gained = np.diff(np.concatenate(([0.0], found))) / len(positive)
    return float(gained @ (found / said))


def _precision(clips: Sequence[ScoredClip], until_s: Sequence[float]) -> float | None:
    """Of clips, those with an event being scored `until_s` in their order."""
    eventful = [clip for clip in clips if clip.event_s is not None]
    found = [clip.score(until) for clip, until in zip(eventful, until_s, strict=True)]
    quiet = [clip.score() for clip in clips if clip.event_s is None]
    return average_precision(
        [score for score in found if score is not None], [score for score in quiet if score is not None]
    )
