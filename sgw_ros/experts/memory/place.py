# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Where a track is in odom: its filter, and distances that are doubted before they are believed."""

from __future__ import annotations

import numpy as np

from sgw_ros.core.types import Array
from sgw_ros.experts.memory.kalman import Kalman
from sgw_ros.experts.memory.ranging import Measurement

DOUBTS = 2
"""Looks for which a distance that contradicts the track is not believed."""
DOUBT_SIGMAS, DOUBT_M = 4.0, 0.5
"""Contradiction: further along the line of sight than this many standard deviations and metres."""
BLEND = 0.2
"""Share of the newest extent in the remembered one."""


class Place:
    """Position, velocity, distance and extent of one track."""

    def __init__(self, seen: Measurement) -> None:
        self.kalman = Kalman(seen.position, seen.noise)
        self.extent = seen.extent
        self._extent_cut = seen.cut
        self._doubted: list[tuple[int, Array]] = []
        self._rest_on(seen)

    def _rest_on(self, seen: Measurement) -> None:
        self.source, self.reach, self.bias = seen.source, seen.reach, seen.bias
        self._basis = _basis(seen)

    def see(self, seen: Measurement, stamp_ns: int) -> None:
        """Take a measurement.

        Distances err in jumps: a box loses its feet, depth slips past the thing to the wall. Such a
        jump is held back for `DOUBTS` looks while the direction is followed; what lasts is true, and
        its own course tells the velocity.
        """
        if _basis(seen) != self._basis and self.kalman.distance2(seen.position, seen.noise) > 4.0:
            # Another way of ranging disagrees with the one before: that is no motion.
            self.kalman.restart(seen.position, seen.noise)
            self._doubted.clear()
        elif not self._contradicts(seen):
            self._doubted.clear()
            self.kalman.update(seen.position, seen.noise)
        elif len(self._doubted) < DOUBTS:
            self._doubted.append((stamp_ns, seen.position))
            held = seen.at_distance_of(self.kalman.mean[:3])
            self.kalman.update(held.position, held.noise)
            return
        else:
            first_ns, first = self._doubted[0]
            velocity = (seen.position - first) / max((stamp_ns - first_ns) / 1e9, 1e-3)
            self.kalman.restart(seen.position, seen.noise, velocity)
            self._doubted.clear()
        self._rest_on(seen)
        self._see_extent(seen)

    def see_part(self, seen: Measurement) -> None:
        """Take the measurement of a part of the thing: it is somewhere within its extent."""
        noise = seen.noise + np.diag((0.5 * self.extent) ** 2)
        if not self._contradicts(seen):
            self.kalman.update(seen.position, noise)

    def covariance(self) -> Array:
        """Covariance [6, 6] of position and velocity, with what the distance may be off by all along."""
        covariance = self.kalman.covariance.copy()
        covariance[:3, :3] += self.bias
        return covariance

    def _contradicts(self, seen: Measurement) -> bool:
        sight = seen.position - seen.origin
        along = sight / max(float(np.linalg.norm(sight)), 1e-6)
        off_m = abs(float((seen.position - self.kalman.mean[:3]) @ along))
        sigma_m = float(np.sqrt(along @ (self.kalman.covariance[:3, :3] + seen.noise) @ along))
        return off_m > max(DOUBT_SIGMAS * sigma_m, DOUBT_M)

    def _see_extent(self, seen: Measurement) -> None:
        if seen.cut and not self._extent_cut:
            return  # what the picture's edge cuts off says nothing new about the size
        if self._extent_cut and not seen.cut:
            self.extent = seen.extent
        else:
            self.extent = (1.0 - BLEND) * self.extent + BLEND * seen.extent
        self._extent_cut = seen.cut


def _basis(seen: Measurement) -> tuple[str, bool]:
    """What the distance rests on; without depth, the picture's edge changes what a box tells."""
    return seen.source, seen.cut and seen.source != "depth"
