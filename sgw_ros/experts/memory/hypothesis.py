# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One track while it lives: its filter, its box in the picture, its presence and its identity."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array, Detection, Track
from sgw_ros.experts.memory.boxes import LEAVING_SHARE, Box, carry, cut_sides
from sgw_ros.experts.memory.identity import Identity
from sgw_ros.experts.memory.kalman import Kalman
from sgw_ros.experts.memory.presence import Presence
from sgw_ros.experts.memory.priors import prior_of
from sgw_ros.experts.memory.ranging import Measurement

BOX_DRIFT_S = 0.7
"""A hidden box moves on for about this long: people stop behind what hides them."""
BLEND = 0.2
"""Share of the newest extent in the remembered one."""
LARGEST_EXTENT_M = 50.0


class Hypothesis:
    """A thing that may be there; it becomes a `Track` when it has been seen often enough."""

    def __init__(self, detection: Detection, seen: Measurement, stamp_ns: int) -> None:
        self.id = 0
        self.kalman = Kalman(seen.position, seen.noise)
        self.presence = Presence()
        self.identity = Identity()
        self.box: Box = detection.box
        self.source, self.reach = seen.source, seen.reach
        self._basis = self._rests_on(seen)
        self.hits = 0
        self.first_seen_ns = self.last_seen_ns = stamp_ns
        self._bias = seen.bias
        self._extent = seen.extent
        self._extent_cut = seen.cut
        self._drift = np.zeros(2)

    @property
    def age_s(self) -> float:
        """From the first sighting to the last, s."""
        return (self.last_seen_ns - self.first_seen_ns) / 1e9

    def hidden_s(self, stamp_ns: int) -> float:
        """Time since the last sighting, s."""
        return max(stamp_ns - self.last_seen_ns, 0) / 1e9

    def left(self, width: int, height: int) -> bool:
        """Whether it went out of sight at the picture's edge, so that it is elsewhere, not hidden."""
        if self.presence.visible:
            return False
        u, v = 0.5 * (self.box[0] + self.box[2]), 0.5 * (self.box[1] + self.box[3])
        return cut_sides(self.box, width, height, LEAVING_SHARE).any or not (
            0 <= u < width and 0 <= v < height
        )

    def predict(self, dt_s: float, acceleration: float, background: Array | None, stamp_ns: int) -> None:
        """Move on by `dt_s`: the state by its velocity, the box with the background and its own drift."""
        self.kalman.predict(dt_s, acceleration)
        if background is not None:
            self.box = carry(self.box, background)
        fade = math.exp(-self.hidden_s(stamp_ns) / BOX_DRIFT_S)
        du, dv = self._drift * (dt_s * fade)
        x0, y0, x1, y1 = self.box
        self.box = (x0 + du, y0 + dv, x1 + du, y1 + dv)

    def see(
        self,
        detection: Detection,
        seen: Measurement,
        embedding: NDArray[np.float32] | None,
        margin: float,
        stamp_ns: int,
    ) -> None:
        """Take the detection that was matched to this track."""
        self._see_box(detection.box, stamp_ns)
        self.presence.hit(detection.detector)
        self.identity.vote(detection.class_name, detection.score)
        self.identity.appear(embedding, margin)
        if self._rests_on(seen) != self._basis and self.kalman.distance2(seen.position, seen.noise) > 4.0:
            # Another way of ranging disagrees with the one before: that is no motion.
            self.kalman.restart(seen.position, seen.noise)
        else:
            self.kalman.update(seen.position, seen.noise)
        self.source, self.reach, self._bias = seen.source, seen.reach, seen.bias
        self._basis = self._rests_on(seen)
        self._see_extent(seen)
        self.hits += 1
        self.last_seen_ns = stamp_ns

    @staticmethod
    def _rests_on(seen: Measurement) -> tuple[str, bool]:
        """What the distance rests on; without depth, the picture's edge changes what a box tells."""
        return seen.source, seen.cut and seen.source != "depth"

    def _see_box(self, box: Box, stamp_ns: int) -> None:
        gap_s = self.hidden_s(stamp_ns)
        if 1e-3 < gap_s < 1.0:
            # self.box is where the drift so far led to; what it missed by is the drift's error.
            error = 0.5 * np.array(
                [box[0] + box[2] - self.box[0] - self.box[2], box[1] + box[3] - self.box[1] - self.box[3]]
            )
            self._drift = self._drift + 0.5 * error / gap_s
        elif gap_s >= 1.0:
            self._drift = np.zeros(2)
        self.box = box

    def _see_extent(self, seen: Measurement) -> None:
        if seen.cut and not self._extent_cut:
            return  # what the picture's edge cuts off says nothing new about the size
        if self._extent_cut and not seen.cut:
            self._extent = seen.extent
        else:
            self._extent = (1.0 - BLEND) * self._extent + BLEND * seen.extent
        self._extent_cut = seen.cut

    def track(self, stamp_ns: int) -> Track:
        """What is published of it."""
        name = self.identity.class_name
        prior = prior_of(name)
        covariance = self.kalman.covariance.copy()
        covariance[:3, :3] += self._bias
        return Track(
            id=self.id,
            class_name=name,
            class_confidence=self.identity.class_confidence,
            position=self.kalman.mean[:3].copy(),
            velocity=self.kalman.mean[3:].copy(),
            covariance=covariance,
            extent=np.clip(self._extent, 0.01, LARGEST_EXTENT_M),
            box=self.box,
            mass=prior.mass,
            friction=prior.friction_estimate,
            embedding=self.identity.embedding,
            first_seen_ns=self.first_seen_ns,
            last_seen_ns=self.last_seen_ns,
            visible=self.presence.visible,
            identity_confidence=self.identity.confidence(self.hidden_s(stamp_ns)),
            range_source=self.source,
        )
