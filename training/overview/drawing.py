# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Draws a trajectory without a renderer: hulls of its bodies at one moment, or their paths."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.episodes.trajectory import Trajectory
from training.overview.colours import Image, row_colours

AZIMUTH_RAD, ELEVATION_RAD = -1.1, 0.45
BACKGROUND = 245
MARGIN = 0.06
GROUND_M = 3.0
"""What never moves and is larger than this is ground or wall: left out."""


class Projection:
    """A parallel projection of everything that moves in `trajectory` onto a square of `size` px."""

    def __init__(self, trajectory: Trajectory, size: int) -> None:
        right = np.array((np.sin(AZIMUTH_RAD), -np.cos(AZIMUTH_RAD), 0.0))
        forward = np.array((np.cos(AZIMUTH_RAD), np.sin(AZIMUTH_RAD), 0.0)) * np.cos(ELEVATION_RAD)
        forward[2] = -np.sin(ELEVATION_RAD)
        self._axes = np.stack((right, np.cross(forward, right), forward))
        moving = np.flatnonzero(~trajectory.is_static)
        rows = moving if len(moving) else np.arange(trajectory.rows)
        points = trajectory.position[:, rows].reshape(-1, 3).astype(np.float64)
        reach = 0.5 * float(trajectory.extent[rows].max(initial=0.1))
        # A thing that flies off must not shrink the rest to nothing.
        low, high = np.percentile(points, (2, 98), axis=0)
        span_m = float(np.max(high - low)) + 2 * reach
        self._centre = self._axes @ ((low + high) / 2)
        self._scale = size * (1 - 2 * MARGIN) / (1.2 * span_m)
        self._half = size / 2

    def pixels(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """[..., 3] m to [..., 3]: px right, px down, depth m."""
        seen = points @ self._axes.T - self._centre
        return np.stack(
            (
                self._half + self._scale * seen[..., 0],
                self._half + self._scale * seen[..., 1],
                seen[..., 2],
            ),
            axis=-1,
        )


def draw_bodies(trajectory: Trajectory, t: int, size: int) -> Image:
    """What is present at frame `t`: what never moves first, so that it hides nothing, then far to near."""
    projection = Projection(trajectory, size)
    image = np.full((size, size, 3), BACKGROUND, np.uint8)
    colours = row_colours(trajectory)
    depth = projection.pixels(trajectory.position[t].astype(np.float64))[:, 2]
    for row in np.lexsort((-depth, ~trajectory.is_static)):
        absent = trajectory.present is not None and not trajectory.present[t, row]
        ground = trajectory.is_static[row] and trajectory.extent[row].max() > GROUND_M
        if absent or ground:
            continue
        corners = projection.pixels(_surface(trajectory, t, row))[:, :2]
        hull = cv2.convexHull(np.round(corners).astype(np.int32))
        colour = colours[row].tolist()
        cv2.fillConvexPoly(image, hull, colour, cv2.LINE_AA)
        cv2.polylines(image, [hull], True, [c // 2 for c in colour], 1, cv2.LINE_AA)
    return image


def draw_paths(trajectory: Trajectory, size: int) -> Image:
    """Where every moving body went, from pale to full colour; touching moments as dots."""
    projection = Projection(trajectory, size)
    image = np.full((size, size, 3), BACKGROUND, np.uint8)
    colours = row_colours(trajectory)
    for row in np.flatnonzero(~trajectory.is_static):
        path = np.round(projection.pixels(trajectory.position[:, row].astype(np.float64))[:, :2])
        present = np.ones(trajectory.frames, bool)
        if trajectory.present is not None:
            present = trajectory.present[:, row]
        for t in np.flatnonzero(present[1:] & present[:-1]):
            share = 0.35 + 0.65 * t / trajectory.frames
            colour = (share * colours[row] + (1 - share) * BACKGROUND).tolist()
            cv2.line(
                image, path[t].astype(int).tolist(), path[t + 1].astype(int).tolist(), colour, 2, cv2.LINE_AA
            )
        touching = np.any(trajectory.contact[:, row], axis=-1).reshape(-1) & present
        for t in np.flatnonzero(touching[1:] & ~touching[:-1]) + 1:
            cv2.circle(image, path[t].astype(int).tolist(), 3, (0, 0, 0), 1, cv2.LINE_AA)
    return image


def _surface(trajectory: Trajectory, t: int, row: int) -> NDArray[np.float64]:
    """Points [P, 3] m, world frame, whose hull is the body's."""
    x, y, z, w = np.roll(trajectory.orientation[t, row], -1)
    turn = Rotation.from_quat((x, y, z, w))
    half = 0.5 * trajectory.extent[row].astype(np.float64)
    if row in trajectory.vertices:
        local = trajectory.vertices[row].astype(np.float64)
    elif trajectory.shape[row] in ("box", "mesh"):
        local = _CUBE * half
    elif trajectory.shape[row] == "cylinder":
        local = np.concatenate([np.append(_RING, np.full((len(_RING), 1), end), 1) for end in (-1, 1)]) * half
    else:
        local = _BALL * half
    return np.asarray(turn.apply(local) + trajectory.position[t, row])


_CUBE = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float64)
_ANGLES = np.linspace(0, 2 * np.pi, 24, endpoint=False)
_RING = np.stack((np.cos(_ANGLES), np.sin(_ANGLES)), axis=-1)
_BALL = np.concatenate(
    [
        np.append(_RING * np.cos(latitude), np.full((len(_RING), 1), np.sin(latitude)), 1)
        for latitude in np.linspace(-np.pi / 2, np.pi / 2, 9)
    ]
)
