# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Things that move off by themselves, against what was foretold of them.

Only what cannot be explained otherwise is told. A robot knows no walls and no hands: so a thing must have
gained speed, which no wall gives, with nobody near it, and detectors must have named it as one that does not
move by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sgw_ros.core.types import Array, Track, Violation
from sgw_ros.experts.physics.bodies import airborne, apart_m, named_thing
from sgw_ros.experts.physics.calibration import Logistic, nats
from sgw_ros.experts.physics.foretold import Foretold, Word

HORIZONS_S = (0.1, 0.25, 0.5)
"""How old the forecasts are with which what is seen is compared."""
EVERY_S = 0.1
USUAL_NATS = 3.5
"""What a moment may cost before it adds to the sum."""
TOUCH_M, ROBOT_M = 0.3, 0.6
"""Who is nearer may have pushed it; of the robot, from its middle."""
QUIET_S = 2.0
"""The same is told once."""


@dataclass(slots=True)
class _Watch:
    """Sums of evidence by horizon; since when nobody was near."""

    totals: Array = field(default_factory=lambda: np.zeros(len(HORIZONS_S)))
    free_ns: int | None = None
    judged_ns: int = 0
    told_ns: int | None = None


class Unforeseen:
    """Watches every thing for what its forecasts did not say."""

    def __init__(self, worth: Logistic, inflation: float, least_score: float) -> None:
        self._worth, self._inflation, self._least = worth, inflation, least_score
        self._watches: dict[int, _Watch] = {}

    def watch(
        self, tracks: tuple[Track, ...], robot: Array, foretold: Foretold, stamp_ns: int
    ) -> tuple[Violation, ...]:
        """Violations that this moment proves; `foretold` holds what was said before it, `robot` [3] m."""
        self._watches = {t.id: self._watches.get(t.id) or _Watch() for t in tracks}
        found = (self._check(t, tracks, robot, foretold.of(t.id), stamp_ns) for t in tracks)
        return tuple(violation for violation in found if violation is not None)

    def _check(
        self, track: Track, tracks: tuple[Track, ...], robot: Array, words: tuple[Word, ...], stamp_ns: int
    ) -> Violation | None:
        watch = self._watches[track.id]
        if not track.visible or not _judged(track) or _somebody_near(track, tracks, robot):
            watch.free_ns = None
            return None
        if watch.free_ns is None:
            watch.free_ns, watch.totals = stamp_ns, np.zeros(len(HORIZONS_S))
        known = tuple(w for w in words if w.stamp_ns >= watch.free_ns and _judged(w.track))
        return self._moment(watch, track, known, stamp_ns)

    def _moment(
        self, watch: _Watch, track: Track, words: tuple[Word, ...], stamp_ns: int
    ) -> Violation | None:
        """Add up what this moment says against the forecasts. Source: Page 1954 (CUSUM)."""
        if stamp_ns - watch.judged_ns < EVERY_S * 1e9:
            return None
        watch.judged_ns = stamp_ns
        used: Word | None = None
        for index, horizon_s in enumerate(HORIZONS_S):
            word = next((w for w in reversed(words) if stamp_ns - w.stamp_ns >= horizon_s * 1e9), None)
            if word is None:
                continue
            gained = np.linalg.norm(track.velocity) > np.linalg.norm(word.track.velocity)
            each = self._nats(track, word, stamp_ns) if gained else 0.0
            watch.totals[index] = max(0.0, watch.totals[index] + each - USUAL_NATS)
            if watch.totals[index] >= watch.totals.max():
                used = word
        if used is None:
            return None
        score = self._worth.probability(float(watch.totals.max()))
        return self._told(watch, track, score, used, stamp_ns)

    def _nats(self, track: Track, word: Word, stamp_ns: int) -> float:
        states = word.at(stamp_ns)
        variance = states.position_variance[0, 0] + np.diagonal(track.covariance)[:3]
        off = track.position - states.position[0, 0]
        return nats(float((off**2 / np.maximum(variance * self._inflation**2, 1e-9)).sum()))

    def _told(self, watch: _Watch, track: Track, score: float, word: Word, stamp_ns: int) -> Violation | None:
        quiet = watch.told_ns is not None and stamp_ns - watch.told_ns < QUIET_S * 1e9
        if score < self._least or quiet:
            return None
        watch.told_ns, watch.totals = stamp_ns, np.zeros(len(HORIZONS_S))
        states = word.at(stamp_ns)
        expected = np.concatenate([states.position[0, 0], states.velocity[0, 0]])
        observed = np.concatenate([track.position, track.velocity])
        return Violation(track.id, "inertia", score, expected, observed)


def _judged(track: Track) -> bool:
    """Whether a track is a thing on the floor whose place is measured."""
    return named_thing(track) and track.range_source == "depth" and not airborne(track)


def _somebody_near(track: Track, tracks: tuple[Track, ...], robot: Array) -> bool:
    to_robot_m = float(np.linalg.norm(track.position[:2] - robot[:2]))
    if to_robot_m < 0.5 * float(np.linalg.norm(track.extent)) + ROBOT_M:
        return True
    return any(apart_m(track, other) < TOUCH_M for other in tracks if other.id != track.id)
