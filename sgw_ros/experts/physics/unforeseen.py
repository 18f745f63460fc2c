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
from numpy.typing import NDArray

from sgw_ros.core.types import Array, Track, Violation
from sgw_ros.experts.physics.bodies import airborne, named_thing
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
        alone = _alone(tracks, robot)
        found = (
            self._check(track, free, foretold.of(track.id), stamp_ns)
            for track, free in zip(tracks, alone.tolist(), strict=True)
        )
        return tuple(violation for violation in found if violation is not None)

    def _check(self, track: Track, alone: bool, words: tuple[Word, ...], stamp_ns: int) -> Violation | None:
        watch = self._watches[track.id]
        if not (alone and track.visible and _judged(track)):
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
        mean, variance = word.at(stamp_ns)
        unsure = (variance[:3] + np.diagonal(track.covariance)[:3]) * self._inflation**2
        return nats(float(((track.position - mean[:3]) ** 2 / np.maximum(unsure, 1e-9)).sum()))

    def _told(self, watch: _Watch, track: Track, score: float, word: Word, stamp_ns: int) -> Violation | None:
        quiet = watch.told_ns is not None and stamp_ns - watch.told_ns < QUIET_S * 1e9
        if score < self._least or quiet:
            return None
        watch.told_ns, watch.totals = stamp_ns, np.zeros(len(HORIZONS_S))
        observed = np.concatenate([track.position, track.velocity])
        return Violation(track.id, "inertia", score, word.at(stamp_ns)[0], observed)


def _judged(track: Track) -> bool:
    """Whether a track is a thing on the floor whose place is measured."""
    return named_thing(track) and track.range_source == "depth" and not airborne(track)


def _alone(tracks: tuple[Track, ...], robot: Array) -> NDArray[np.bool_]:
    """Which tracks [N] nobody is near to, whose spheres hold all of them."""
    place = np.array([t.position for t in tracks]).reshape(-1, 3)
    radius = 0.5 * np.linalg.norm(np.array([t.extent for t in tracks]).reshape(-1, 3), axis=1)
    apart = np.linalg.norm(place[:, None] - place, axis=2) - radius[:, None] - radius
    np.fill_diagonal(apart, np.inf)
    to_robot = np.linalg.norm(place[:, :2] - robot[:2], axis=1) - radius
    alone: NDArray[np.bool_] = (apart.min(axis=1, initial=np.inf) >= TOUCH_M) & (to_robot >= ROBOT_M)
    return alone
