# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One track while it lives: its place, its box in the picture, its presence and its identity."""

from __future__ import annotations

import math

import numpy as np

from sgw_ros.core.types import Array, Track
from sgw_ros.experts.memory.boxes import LEAVING_SHARE, Box, carry, cut_sides, shift_around
from sgw_ros.experts.memory.depth import depth_samples, holds
from sgw_ros.experts.memory.identity import Identity
from sgw_ros.experts.memory.place import Place
from sgw_ros.experts.memory.presence import Presence
from sgw_ros.experts.memory.priors import UNKNOWN, plausible, prior_of
from sgw_ros.experts.memory.ranging import Measurement, measure
from sgw_ros.experts.memory.sighting import Sighting
from sgw_ros.experts.memory.view import View

BOX_DRIFT_S = 0.7
"""A hidden box moves on for about this long: people stop behind what hides them."""
LARGEST_EXTENT_M = 50.0
PART_S = 1.0
"""For so long a smaller box inside is taken for a part of a thing; after that the thing is smaller."""
INWARDS = 0.05
"""Drift, picture widths per second, with which a thing at the edge is coming in, not leaving."""
PART_AREA, PART_INSIDE = 0.6, 0.6


class Hypothesis:
    """A thing that may be there; it becomes a `Track` when it has been seen often enough."""

    def __init__(self, seen: Sighting, stamp_ns: int) -> None:
        self.id = 0
        self.place = Place(seen.measured)
        self.presence = Presence()
        self.identity = Identity()
        self.box: Box = seen.box
        self.hits = 1
        self.first_seen_ns = self.last_seen_ns = self._whole_ns = stamp_ns
        self._drift = np.zeros(2)
        self.presence.hit(seen.item.detector, stamp_ns)
        self.identity.appear(seen.look, 1.0)
        self._vote(seen, seen.measured)

    @property
    def age_s(self) -> float:
        """From the first sighting to the last, s."""
        return (self.last_seen_ns - self.first_seen_ns) / 1e9

    @property
    def named(self) -> bool:
        """Whether its class is known."""
        return self.identity.class_name != UNKNOWN

    def hidden_s(self, stamp_ns: int) -> float:
        """Time since the last sighting, s."""
        return max(stamp_ns - self.last_seen_ns, 0) / 1e9

    def left(self, width: int, height: int) -> bool:
        """Whether it went out of sight at the picture's edge, so that it is elsewhere, not hidden."""
        if self.presence.visible:
            return False
        u, v = 0.5 * (self.box[0] + self.box[2]), 0.5 * (self.box[1] + self.box[3])
        if not (0 <= u < width and 0 <= v < height):
            return True
        cut = cut_sides(self.box, width, height, LEAVING_SHARE)
        du, dv = self._drift.tolist()
        inwards = INWARDS * width
        return (
            (cut.left and du < inwards)
            or (cut.right and du > -inwards)
            or (cut.top and dv < inwards)
            or (cut.bottom and dv > -inwards)
        )

    def predict(self, dt_s: float, acceleration: float, background: Array | None, view: View) -> None:
        """Move on by `dt_s`: the state by its velocity, the box with the background and its own drift."""
        kalman = self.place.kalman
        kalman.predict(dt_s, acceleration)
        kalman.widen(view.slipped_m(kalman.mean[:3]))
        if background is not None:
            self.box = carry(self.box, background)
        fade = math.exp(-self.hidden_s(view.stamp_ns) / BOX_DRIFT_S)
        du, dv = (self._drift * (dt_s * fade)).tolist()
        x0, y0, x1, y1 = self.box
        self.box = (x0 + du, y0 + dv, x1 + du, y1 + dv)

    def see(self, seen: Sighting, measured: Measurement, margin: float, stamp_ns: int) -> None:
        """Take the sighting that was matched to this track, `measured` by what is known of it."""
        self.presence.hit(seen.item.detector, stamp_ns)
        if self._is_part(seen, measured, stamp_ns):
            self.box = shift_around(self.box, seen.box)
            self.place.see_part(measured)
        else:
            self._see_box(seen.box, stamp_ns)
            self.place.see(measured, stamp_ns)
            self.identity.appear(seen.look, margin)
            self._whole_ns = stamp_ns
            self._vote(seen, measured)
        self.hits += 1
        self.last_seen_ns = stamp_ns

    def see_through(self, view: View, detector: str, stamp_ns: int) -> bool:
        """Look for the thing where it should be, when `detector` found it merged with another.

        Without depth it is taken to be there: the detector did find something in its place. Returns
        whether it is.
        """
        if view.depth is not None:
            samples = depth_samples(view.depth, self.box, None)
            if (
                samples is None
                or self.place.source != "depth"
                or not holds(samples, self.place.reach.depth_m)
            ):
                return False
            measured = measure(view, self.box, self.identity.class_name, samples, 1.0, self.place.reach)
            self.place.see_part(measured)
            self.last_seen_ns = stamp_ns
        self.presence.hit(detector, stamp_ns)
        return True

    def _vote(self, seen: Sighting, measured: Measurement) -> None:
        """Count the class; what depth measures far from the class's height contradicts it."""
        name = seen.item.class_name if seen.named else self.identity.class_name
        sized = measured.source == "depth" and not measured.cut
        if sized and not plausible(name, float(measured.extent[2])):
            self.identity.contradict()
        else:
            self.identity.vote(seen.item.class_name, seen.item.score)

    def _is_part(self, seen: Sighting, measured: Measurement, stamp_ns: int) -> bool:
        """Whether a class-agnostic detector found only a piece of a thing whose class is known."""
        if seen.named or not self.named or measured.cut or stamp_ns - self._whole_ns > PART_S * 1e9:
            return False
        x0, y0, x1, y1 = self.box
        u0, v0, u1, v1 = seen.box
        area = (u1 - u0) * (v1 - v0)
        shared = max(min(x1, u1) - max(x0, u0), 0.0) * max(min(y1, v1) - max(y0, v0), 0.0)
        return area < PART_AREA * (x1 - x0) * (y1 - y0) and shared > PART_INSIDE * area

    def _see_box(self, box: Box, stamp_ns: int) -> None:
        gap_s = self.hidden_s(stamp_ns)
        if 1e-3 < gap_s < 1.0:
            # self.box is where the drift so far led to; what it missed by is the drift's error.
            (x0, y0, x1, y1), (u0, v0, u1, v1) = self.box, box
            error = np.array([_common(u0 - x0, u1 - x1), _common(v0 - y0, v1 - y1)])
            self._drift = self._drift + 0.5 * error / gap_s
        elif gap_s >= 1.0:
            self._drift = np.zeros(2)
        self.box = box

    def track(self, stamp_ns: int) -> Track:
        """What is published of it."""
        name = self.identity.class_name
        prior = prior_of(name)
        mean = self.place.kalman.mean
        return Track(
            id=self.id,
            class_name=name,
            class_confidence=self.identity.class_confidence,
            position=mean[:3].copy(),
            velocity=mean[3:].copy(),
            covariance=self.place.covariance(),
            extent=np.clip(self.place.extent, 0.01, LARGEST_EXTENT_M),
            box=self.box,
            mass=prior.mass,
            friction=prior.friction_estimate,
            embedding=self.identity.embedding,
            first_seen_ns=self.first_seen_ns,
            last_seen_ns=self.last_seen_ns,
            visible=self.presence.visible,
            identity_confidence=self.identity.confidence(self.hidden_s(stamp_ns)),
            range_source=self.place.source,
        )


def _common(low: float, high: float) -> float:
    """By how much both sides of a box have moved: one that moves alone changes the size, not the place."""
    return 0.0 if low * high <= 0.0 else math.copysign(min(abs(low), abs(high)), low)
