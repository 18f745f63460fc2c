# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The built-in forecaster: flight, bounces and sliding; what moves by itself goes straight on."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Array
from sgw_ros.experts.physics.ballistic import forecast
from sgw_ros.experts.physics.bodies import spread
from sgw_ros.experts.physics.course import Course, Meetings, Present, States, unjudged

LONGEST_S = np.array([5.0])


class Ballistic:
    """Every track for itself, over the floor."""

    def __init__(self, restitution: float) -> None:
        self._restitution = restitution

    def course(self, present: Present) -> Course:
        """What the tracks will do from now on."""
        return _Paths(present, self._restitution)

    def reset(self) -> None:
        """It keeps nothing."""


class _Paths:
    def __init__(self, present: Present, restitution: float) -> None:
        self._present, self._restitution = present, restitution

    def at(self, times_s: Array) -> States:
        bodies = self._present.bodies
        paths = forecast(bodies, times_s, self._restitution)
        place, pace = spread(self._present.tracks, bodies, times_s)
        return States(paths.position, paths.velocity, place, pace)

    def meetings(self, likely: float) -> Meetings:
        bodies = self._present.bodies
        landing_s = forecast(bodies, LONGEST_S, self._restitution).landing_s
        lands = (bodies.position[:, 2] > bodies.radius + 1e-9) & np.isfinite(landing_s)
        return Meetings(*unjudged(len(lands)), lands.astype(float), landing_s)
