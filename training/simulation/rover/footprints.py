# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands on the floor, seen from above, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
TALL_M = 2.4
"""Of walls, which nobody looks over."""


@dataclass(frozen=True, eq=False)
class Footprints:
    """K boxes and discs; a disc is a box of no size, with a rounding.

    Attributes:
        centre: [K, 2] m.
        half: [K, 2] m, half of the sides.
        yaw: [K] rad.
        rounding: [K] m, added all round.
        height: [K] m above the floor.
    """

    centre: Array
    half: Array
    yaw: Array
    rounding: Array
    height: Array

    @cached_property
    def _axes(self) -> tuple[Array, Array]:
        return np.cos(self.yaw), np.sin(self.yaw)

    def _local(self, points: Array) -> tuple[Array, Array]:
        """Where points [P, 2] lie along each one's own axes, [P, K] m each."""
        cos, sin = self._axes
        x = points[:, :1] - self.centre[:, 0]
        y = points[:, 1:] - self.centre[:, 1]
        return cos * x + sin * y, cos * y - sin * x

    def distance(self, points: Array) -> Array:
        """Signed distances [P, K] m from points [P, 2] to the edges, negative inside."""
        x, y = self._local(points)
        x, y = np.abs(x) - self.half[:, 0], np.abs(y) - self.half[:, 1]
        outside = np.hypot(np.maximum(x, 0.0), np.maximum(y, 0.0))
        distance: Array = outside + np.minimum(np.maximum(x, y), 0.0) - self.rounding
        return distance

    def nearest(self, points: Array) -> Array:
        """The points [P, K, 2] of the footprints that are nearest to points [P, 2], which are outside."""
        cos, sin = self._axes
        x, y = self._local(points)
        x, y = np.clip(x, -self.half[:, 0], self.half[:, 0]), np.clip(y, -self.half[:, 1], self.half[:, 1])
        core = self.centre + np.stack((cos * x - sin * y, sin * x + cos * y), axis=-1)
        towards = points[:, None] - core
        length = np.maximum(np.hypot(towards[..., 0], towards[..., 1]), 1e-9)
        nearest: Array = core + towards * (self.rounding / length)[..., None]
        return nearest

    def clearance(self, points: Array) -> Array:
        """Distance [P] m to the nearest one."""
        nearest: Array = self.distance(points).min(axis=-1, initial=np.inf)
        return nearest


def join(parts: list[Footprints]) -> Footprints:
    """All of them as one."""
    return Footprints(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("centre", "half", "yaw", "rounding", "height")
        )
    )


def box(
    x: float, y: float, width: float, depth: float, yaw: float = 0.0, height: float = TALL_M
) -> Footprints:
    """One box, its full sides in m."""
    half = np.array([(0.5 * width, 0.5 * depth)])
    return Footprints(np.array([(x, y)]), half, np.array([yaw]), np.zeros(1), np.array([height]))


def disc(x: float, y: float, radius: float, height: float = TALL_M) -> Footprints:
    """One disc."""
    size = np.zeros((1, 2))
    return Footprints(np.array([(x, y)]), size, np.zeros(1), np.array([radius]), np.array([height]))


def free(obstacles: Footprints, spot: Array, direction: Array) -> Array:
    """How far [T] m it is free from spots [T, 2] along directions [T, 2], up to 2 m."""
    reached = np.arange(0.0, 2.0, 0.05)
    points = spot[:, None] + reached[:, None] * direction[:, None]
    blocked = obstacles.clearance(points.reshape(-1, 2)).reshape(len(spot), -1) < 0.0
    return np.where(blocked.any(axis=1), reached[blocked.argmax(axis=1)], 2.0)
