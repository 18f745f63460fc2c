# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What stands on the floor, seen from above, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Footprints:
    """K boxes and discs; a disc is a box of no size, with a rounding.

    Attributes:
        centre: [K, 2] m.
        half: [K, 2] m, half of the sides.
        yaw: [K] rad.
        rounding: [K] m, added all round.
    """

    centre: Array
    half: Array
    yaw: Array
    rounding: Array

    def distance(self, points: Array) -> Array:
        """Signed distances [P, K] m from points [P, 2] to the edges, negative inside."""
        offset = points[:, None] - self.centre
        cos, sin = np.cos(self.yaw), np.sin(self.yaw)
        local = np.stack(
            (cos * offset[..., 0] + sin * offset[..., 1], cos * offset[..., 1] - sin * offset[..., 0]),
            axis=-1,
        )
        beyond = np.abs(local) - self.half
        outside = np.linalg.norm(np.maximum(beyond, 0.0), axis=-1)
        distance: Array = outside + np.minimum(beyond.max(axis=-1), 0.0) - self.rounding
        return distance

    def clearance(self, points: Array) -> Array:
        """Distance [P] m to the nearest one."""
        nearest: Array = self.distance(points).min(axis=-1, initial=np.inf)
        return nearest


def join(parts: list[Footprints]) -> Footprints:
    """All of them as one."""
    return Footprints(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("centre", "half", "yaw", "rounding")
        )
    )


def box(x: float, y: float, width: float, depth: float, yaw: float = 0.0) -> Footprints:
    """One box, its full sides in m."""
    return Footprints(
        np.array([(x, y)]), np.array([(0.5 * width, 0.5 * depth)]), np.array([yaw]), np.zeros(1)
    )


def disc(x: float, y: float, radius: float) -> Footprints:
    """One disc."""
    return Footprints(np.array([(x, y)]), np.zeros((1, 2)), np.zeros(1), np.array([radius]))
