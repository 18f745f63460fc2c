# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the supervisor knows of the moment: the newest word of every expert."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sgw_ros.core.types import (
    FLOOR_ID,
    ROBOT_ID,
    Contact,
    Detection,
    Detections,
    Objects,
    PhysicsResult,
    Prediction,
    RiskResult,
    Telemetry,
    Track,
)
from sgw_ros.supervisor.config import SupervisorConfig

FRESH_NS = 10**9
"""What physics said longer ago calls for nothing now."""
SURE_DEVIATIONS = 3.0
"""A speed of so many standard deviations is no noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One frame as the supervisor sees it; results may be older than `stamp_ns` while throttled."""

    stamp_ns: int
    activity: float
    visual: Detections | None = None
    memory: Objects | None = None
    physics: PhysicsResult | None = None
    risk: RiskResult | None = None
    telemetry: tuple[Telemetry, ...] = ()
    workspace_version: int = 0

    def track(self, object_id: int) -> Track | None:
        """The track of an object."""
        tracks = self.memory.tracks if self.memory else ()
        return next((t for t in tracks if t.id == object_id), None)

    def prediction(self, object_id: int) -> Prediction | None:
        """The forecast of an object."""
        predictions = self.physics.predictions if self.physics else ()
        return next((p for p in predictions if p.object_id == object_id), None)

    def detection(self, track: Track) -> Detection | None:
        """The detection that covers a track best, or None."""
        items = self.visual.items if self.visual else ()
        best = max(items, key=lambda d: overlap(d.box, track.box), default=None)
        return best if best is not None and overlap(best.box, track.box) > 0.3 else None

    def imminent_contacts(self, config: SupervisorConfig) -> tuple[Contact, ...]:
        """Contacts, not with the floor, that are likely and near; what touches already is past that."""
        fresh = self.physics is not None and self.stamp_ns - self.physics.stamp_ns < FRESH_NS
        contacts = self.physics.contacts if self.physics is not None and fresh else ()
        return tuple(
            c
            for c in contacts
            if FLOOR_ID not in (c.first_id, c.second_id)
            and c.probability >= config.contact_probability
            and 0.0 < c.time_to_contact_s <= config.contact_horizon_s
        )

    def moves(self, config: SupervisorConfig) -> bool:
        """Whether an object that is seen moves surely: one far away changes too little of the picture."""
        if self.memory is None or self.memory.stamp_ns != self.stamp_ns:
            return False
        return any(_surely_faster(track, config.wake_speed) for track in self.memory.tracks if track.visible)

    @property
    def cost_ms(self) -> float:
        """Compute of all experts on this frame."""
        return sum(t.compute_ms for t in self.telemetry)


def _surely_faster(track: Track, speed_mps: float) -> bool:
    speed = math.hypot(*track.velocity.tolist())
    deviation = math.sqrt(max(float(track.covariance[3:, 3:].trace()), 0.0))
    return speed > speed_mps and speed > SURE_DEVIATIONS * deviation


def overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Intersection over union of two boxes (x0, y0, x1, y1)."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    whole = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
    return shared / whole if whole > 0 else 0.0


def contact_object(contact: Contact) -> int:
    """The object that a contact is about: the one that is not the robot."""
    return contact.second_id if contact.first_id == ROBOT_ID else contact.first_id
