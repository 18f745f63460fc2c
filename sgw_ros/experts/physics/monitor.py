# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Watches every object for what cannot happen."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Frame, Objects, Track, Violation
from sgw_ros.experts.physics.config import PhysicsConfig
from sgw_ros.experts.physics.continuity import Continuity
from sgw_ros.experts.physics.evidence import thumbnail
from sgw_ros.experts.physics.flight import Flight
from sgw_ros.experts.physics.history import History, Moment
from sgw_ros.experts.physics.permanence import Permanence


class _Watch:
    """The history of one object and one watcher per law."""

    def __init__(self, config: PhysicsConfig) -> None:
        self.history = History()
        self.permanence = Permanence()
        self.continuity = Continuity(config.noise_inflation)
        self.flight = Flight(config.noise_inflation)


class Monitor:
    """Tells each violation once, when the evidence for it is complete."""

    def __init__(self, config: PhysicsConfig) -> None:
        self._config = config
        self._watches: dict[int, _Watch] = {}

    def watch(self, frame: Frame, objects: Objects, tracks: tuple[Track, ...]) -> tuple[Violation, ...]:
        """Violations that this frame proves."""
        self._watches = {t.id: self._watches.get(t.id) or _Watch(self._config) for t in tracks}
        found = [v for t in tracks for v in self._check(frame, objects, t)]
        return tuple(v for v in found if v.score >= self._config.violation_score)

    def _check(self, frame: Frame, objects: Objects, track: Track) -> list[Violation]:
        watch = self._watches[track.id]
        watch.history.add(Moment(objects.stamp_ns, track))
        least = self._config.violation_score
        checks = (
            watch.permanence.check(frame, objects, watch.history),
            watch.continuity.check(watch.history, np.asarray(objects.T_odom_cam.position), least),
            watch.flight.check(frame, objects, watch.history, least),
        )
        if track.visible and track.last_seen_ns == frame.stamp_ns:
            watch.history.look = thumbnail(frame, track.box)
        return [v for v in checks if v is not None]
