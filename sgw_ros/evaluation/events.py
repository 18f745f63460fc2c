# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Events against true ones, within a window of time."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sgw_ros.evaluation.matching import match_within, ratio


@dataclass(frozen=True, slots=True)
class Event:
    """Something of a kind that began at a time; `who` tells events of the same kind apart."""

    time_s: float
    kind: str
    who: Hashable = None


def incidents(events: Iterable[Event], window_s: float) -> list[Event]:
    """The beginnings: what goes on about the same thing without a pause of `window_s` is one event."""
    last_s: dict[tuple[str, Hashable], float] = {}
    begun = []
    for event in sorted(events, key=lambda e: e.time_s):
        key = (event.kind, event.who)
        if key not in last_s or event.time_s - last_s[key] > window_s:
            begun.append(event)
        last_s[key] = event.time_s
    return begun


def event_scores(truth: Sequence[Event], said: Sequence[Event], window_s: float) -> dict[str, Any]:
    """Scores of incidents; one that is said within `window_s` of a true one, whatever its kind, found it."""
    times = np.array([[abs(t.time_s - s.time_s) for s in said] for t in truth]).reshape(len(truth), len(said))
    other_kind = np.array([[t.kind != s.kind for s in said] for t in truth]).reshape(times.shape)
    # Of two that are near enough, the one of the right kind.
    pairs = match_within(np.where(times <= window_s, times + window_s * other_kind, np.inf), 2 * window_s)
    return {
        "true_incidents": len(truth),
        "said_incidents": len(said),
        "recall": ratio(len(pairs), len(truth)),
        "precision": ratio(len(pairs), len(said)),
        "kind_accuracy": ratio(sum(truth[t].kind == said[s].kind for t, s in pairs), len(pairs)),
        "delay_s": _median([said[s].time_s - truth[t].time_s for t, s in pairs]),
    }


def _median(values: list[float]) -> float | None:
    return round(float(np.median(values)), 3) if values else None
