# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Continuity: a thing is suddenly somewhere else, and stays there."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Array, Violation
from sgw_ros.experts.physics.history import History, Moment
from sgw_ros.experts.physics.surprise import improbability

STAYS_S = 0.3
"""A single wild measurement is taken back by the next ones; a jump is not."""
PUSH = 6.0
"""Standard deviation of accelerations that are no miracle, m/s^2: a kick, a sprint, a bounce."""


class Continuity:
    """Watches one object for jumps."""

    def __init__(self, inflation: float) -> None:
        self._inflation = inflation
        self._jump: tuple[Moment, Moment, float] | None = None

    def check(self, history: History, camera: Array, least_score: float) -> Violation | None:
        """The violation, once, when a jump has lasted; `camera` [3] is where it was seen from."""
        before, now = history.before, history.now
        if before is None or not now.track.visible:
            return None
        if before.track.range_source != now.track.range_source:
            self._jump = None  # the distance rests on something else now: that is no motion
            return None
        if self._jump is None:
            score = self._score(before, now, camera)
            if score >= least_score:
                self._jump = (before, now, score)
            return None
        origin, landed, score = self._jump
        if now.stamp_ns - landed.stamp_ns < STAYS_S * 1e9:
            return None
        self._jump = None
        expected, place = _carried(origin, now), now.track.position
        back_m = float(np.linalg.norm(place - expected[:3]))
        if float(np.linalg.norm(place - landed.track.position)) > back_m:
            return None
        return Violation(now.track.id, "continuity", score, expected, now.state)

    def _score(self, before: Moment, now: Moment, camera: Array) -> float:
        """Improbability of the change of place, 0 for one that the thing's own size hides."""
        dt_s = (now.stamp_ns - before.stamp_ns) / 1e9
        offset = now.track.position - _carried(before, now)[:3]
        if now.track.range_source != "depth":
            offset = _across(_carried(before, now)[:3] - camera, now.track.position - camera)
        size_m = float(max(before.track.extent.max(), now.track.extent.max()))
        if float(np.linalg.norm(offset)) < size_m:
            return 0.0
        P = before.track.covariance
        covariance = P[:3, :3] + dt_s * (P[:3, 3:] + P[3:, :3]) + dt_s**2 * P[3:, 3:]
        covariance = covariance + np.eye(3) * ((0.5 * PUSH * dt_s**2) ** 2 + (0.1 * size_m) ** 2)
        return improbability(offset, covariance, self._inflation)


def _across(before: Array, now: Array) -> Array:
    """How far [3] the line of sight has swung, at the nearer of the two distances.

    A distance that rests on a box's size or its foot may jump with the box; the direction does not.
    """
    first_m, second_m = float(np.linalg.norm(before)), float(np.linalg.norm(now))
    swing: Array = now / max(second_m, 1e-6) - before / max(first_m, 1e-6)
    return swing * min(first_m, second_m)


def _carried(before: Moment, now: Moment) -> Array:
    dt_s = (now.stamp_ns - before.stamp_ns) / 1e9
    state = before.state
    state[:3] += state[3:] * dt_s
    return state
