# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What was foretold of every track while it was seen; it carries on what is hidden."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np

from sgw_ros.core.types import Array, Track
from sgw_ros.experts.physics.bodies import self_propelled
from sgw_ros.experts.physics.course import Course, States

KEPT_S = 1.0
"""How far back forecasts of what is seen are kept."""
CARRIED_S = 5.0
"""As far as a forecast reaches; what is hidden for longer is where memory has it."""


class Spoken:
    """One forecast of all tracks, which many ask about the same later moment."""

    def __init__(self, stamp_ns: int, course: Course) -> None:
        self.stamp_ns = stamp_ns
        self._course = course
        self._answer: tuple[int, States] | None = None

    def at(self, stamp_ns: int) -> States:
        """All tracks [1, N, 3] at a later stamp."""
        if self._answer is None or self._answer[0] != stamp_ns:
            later_s = np.array([(stamp_ns - self.stamp_ns) / 1e9])
            self._answer = stamp_ns, self._course.at(later_s)
        return self._answer[1]


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """What a forecast says about one track, `row` of its tracks."""

    spoken: Spoken
    row: int
    track: Track

    @property
    def stamp_ns(self) -> int:
        """When it was said."""
        return self.spoken.stamp_ns

    def at(self, stamp_ns: int) -> tuple[Array, Array]:
        """Mean and variances [6] of position m and velocity m/s at a later stamp."""
        states, row = self.spoken.at(stamp_ns), self.row
        mean = np.concatenate([states.position[0, row], states.velocity[0, row]])
        variance = np.concatenate([states.position_variance[0, row], states.velocity_variance[0, row]])
        return mean, variance


class Foretold:
    """Forecasts of the last second by track; the last ones before it was hidden stay."""

    def __init__(self) -> None:
        self._words: dict[int, deque[Word]] = {}

    def note(self, tracks: tuple[Track, ...], course: Course, stamp_ns: int) -> None:
        """Keep what was just foretold of the tracks that are seen; tracks that are gone are forgotten."""
        self._words = {t.id: self._words.get(t.id, deque()) for t in tracks}
        spoken = Spoken(stamp_ns, course)
        for row, track in enumerate(tracks):
            words = self._words[track.id]
            if not track.visible:
                continue
            words.append(Word(spoken, row, track))
            while stamp_ns - words[0].stamp_ns > KEPT_S * 1e9:
                words.popleft()

    def of(self, track_id: int) -> tuple[Word, ...]:
        """What was foretold of a track, oldest first."""
        return tuple(self._words.get(track_id, ()))

    def carried(self, tracks: tuple[Track, ...], stamp_ns: int) -> tuple[Track, ...]:
        """The tracks, hidden things where they should be by now; what moves by itself as memory has it."""
        return tuple(self._carried(track, stamp_ns) for track in tracks)

    def _carried(self, track: Track, stamp_ns: int) -> Track:
        words = self._words.get(track.id)
        if track.visible or self_propelled(track) or not words:
            return track
        if stamp_ns - words[-1].stamp_ns > CARRIED_S * 1e9:
            return track
        mean, variance = words[-1].at(stamp_ns)
        return replace(track, position=mean[:3], velocity=mean[3:], covariance=np.diag(variance))
