# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who touches whom along given paths: for forecasters that say only where things will be."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from sgw_ros.experts.physics.scene_graph import CORNERS
from training.episodes.trajectory import SHAPES, Trajectory
from training.physics.forecast import Floats
from training.physics.observing import rotation_matrices
from training.physics.surfaces import Poses, Shapes, gap

TOUCH_M = 2e-3
"""Surfaces that come this near touch: two samples of a path lie further apart."""
AROUND = np.array([way for way in np.ndindex(3, 3, 3) if np.abs(np.subtract(way, 1)).sum() in (1, 3)]) - 1.0
"""Of a box's faces and corners: `CORNERS` directions."""


def touched(observed: Trajectory, position: Floats) -> Floats:
    """[N, N] 1 where surfaces meet on paths [F, N, 3] m, each body turned as it was seen last."""
    first, second = np.triu_indices(observed.rows, 1)
    moving = ~(observed.is_static[first] & observed.is_static[second])
    first, second = first[moving], second[moving]
    frame, pair = _near(observed, position, first, second)
    shapes = shapes_of(observed)
    rotation = torch.from_numpy(rotation_matrices(observed.orientation[-1])).float()

    def along(rows: NDArray[np.int64]) -> tuple[Poses, Shapes]:
        at, places = torch.from_numpy(rows), torch.tensor(position[frame, rows], dtype=torch.float32)
        return Poses(places, rotation[at]), shapes.at(at)

    met = (gap(*along(first[pair]), *along(second[pair])).distance <= TOUCH_M).numpy()
    touch = np.zeros((observed.rows, observed.rows))
    a, b = first[pair[met]], second[pair[met]]
    touch[a, b] = touch[b, a] = 1.0
    return touch


def _near(
    observed: Trajectory, position: Floats, first: NDArray[np.int64], second: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Frames and pairs whose boxes could meet, however they are turned: few, and only these are looked at."""
    reach = 0.5 * np.linalg.norm(observed.extent, axis=1)
    offset = position[:, first] - position[:, second]
    frame, pair = np.nonzero(np.square(offset).sum(axis=-1) <= (reach[first] + reach[second] + TOUCH_M) ** 2)
    return frame, pair


def shapes_of(trajectory: Trajectory, mesh_as: str = "mesh") -> Shapes:
    """The shapes of all rows; a mesh counts as the hull of its corners, or as the `mesh_as` in its box."""
    half = torch.tensor(0.5 * trajectory.extent, dtype=torch.float32)
    shape = tuple(mesh_as if name == "mesh" else name for name in trajectory.shape)
    points = corners(trajectory) if mesh_as == "mesh" else np.zeros((trajectory.rows, CORNERS, 3), np.float32)
    return Shapes(half, torch.from_numpy(one_hot(shape)), torch.from_numpy(points))


def corners(trajectory: Trajectory) -> NDArray[np.float32]:
    """[N, CORNERS, 3] m: see `SceneGraph`. Of a mesh that has more, those that reach farthest any way."""
    found = np.zeros((trajectory.rows, CORNERS, 3), np.float32)
    for row, points in trajectory.vertices.items():
        if len(points) > CORNERS:
            points = points[np.argmax(AROUND @ points.T, axis=1)]
        if len(points):
            found[row] = points[np.arange(CORNERS) % len(points)]
    return found


def one_hot(shape: tuple[str, ...]) -> NDArray[np.float32]:
    """[N, 6], the order of `SHAPES`."""
    kind = np.zeros((len(shape), len(SHAPES)), np.float32)
    kind[np.arange(len(shape)), [SHAPES.index(name) for name in shape]] = 1.0
    return kind
