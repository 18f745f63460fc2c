# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Flight: what nothing touches falls as gravity says and keeps its horizontal velocity."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Array, Frame, Objects, Track, Violation
from sgw_ros.experts.physics.ballistic import GRAVITY
from sgw_ros.experts.physics.bodies import airborne, self_propelled
from sgw_ros.experts.physics.evidence import depth_of, supported
from sgw_ros.experts.physics.history import History, Moment
from sgw_ros.experts.physics.surprise import improbability

WINDOW_S = 0.5
"""A fall over this time is 1.2 m long, far beyond tracking noise."""
MOVED_M = 0.15
"""A thing that did not move over the window lies on something that was not seen."""
TOUCH_M = 0.3
QUIET_S = 2.0
"""The same flight is told once."""


class Flight:
    """Watches one object for hovering, falling upwards, or swerving in the air."""

    def __init__(self, inflation: float) -> None:
        self._inflation = inflation
        self._told_ns: int | None = None

    def check(self, frame: Frame, objects: Objects, history: History, least_score: float) -> Violation | None:
        """The violation when the whole window was free flight and ended elsewhere than it must."""
        start, now = history.ago(WINDOW_S), history.now
        if start is None or self._quiet(now) or not self._free(frame, objects, history, start):
            return None
        dt_s = (now.stamp_ns - start.stamp_ns) / 1e9
        expected = start.state
        expected[:3] += expected[3:] * dt_s
        expected[2] -= 0.5 * GRAVITY * dt_s**2
        expected[5] -= GRAVITY * dt_s
        difference = now.track.position - expected[:3]
        covariance = _spread(start.track, dt_s) + now.track.covariance[:3, :3]
        scores = {
            "gravity": improbability(difference[2:], covariance[2:, 2:], self._inflation),
            "inertia": improbability(difference[:2], covariance[:2, :2], self._inflation),
        }
        kind = max(scores, key=lambda k: scores[k])
        if scores[kind] < least_score:
            return None
        self._told_ns = now.stamp_ns
        return Violation(now.track.id, kind, scores[kind], expected, now.state)

    def _quiet(self, now: Moment) -> bool:
        return self._told_ns is not None and now.stamp_ns - self._told_ns < QUIET_S * 1e9

    def _free(self, frame: Frame, objects: Objects, history: History, start: Moment) -> bool:
        """Whether the thing was seen in the air, moving and untouched from `start` on."""
        window = [m for m in history.moments if m.stamp_ns >= start.stamp_ns]
        now = history.now.track
        if self_propelled(now) or not all(m.track.visible and airborne(m.track) for m in window):
            return False
        if len({m.track.range_source for m in window}) > 1:
            return False
        if float(np.linalg.norm(now.position - start.track.position)) < MOVED_M:
            return False
        if any(_touching(now, other) for other in objects.tracks if other.id != now.id):
            return False
        return not supported(frame, now.box, depth_of(objects.T_odom_cam, now.position))


def _spread(track: Track, dt_s: float) -> Array:
    P = track.covariance
    spread: Array = P[:3, :3] + dt_s * (P[:3, 3:] + P[3:, :3]) + dt_s**2 * P[3:, 3:]
    return spread


def _touching(first: Track, second: Track) -> bool:
    reach_m = 0.5 * float(np.linalg.norm(first.extent) + np.linalg.norm(second.extent)) + TOUCH_M
    return float(np.linalg.norm(first.position - second.position)) < reach_m
