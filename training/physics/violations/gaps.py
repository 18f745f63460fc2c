# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Gaps and normals of all pairs of an episode at all its frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.physics.forecast import Floats
from training.physics.observing import rotation_matrices
from training.physics.surfaces import Poses, Shapes, gap
from training.physics.touching import shapes_of


@dataclass(frozen=True, eq=False)
class Gaps:
    """P pairs over T frames.

    Attributes:
        first, second: int64[P] rows; at least one of them can move.
        distance: [T, P] m between surfaces, negative inside.
        normal: [T, P, 3] from first to second.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    distance: Floats
    normal: Floats


def gaps(trajectory: Trajectory, mesh_as: str) -> Gaps:
    """All pairs of which one can move; a mesh counts as the `mesh_as` in its box."""
    first, second = np.triu_indices(trajectory.rows, 1)
    moving = ~(trajectory.is_static[first] & trajectory.is_static[second])
    first, second = first[moving], second[moving]
    frames = trajectory.frames
    shapes = shapes_of(trajectory, mesh_as)
    rotation = torch.from_numpy(rotation_matrices(trajectory.orientation)).float()
    position = torch.tensor(trajectory.position, dtype=torch.float32)

    def along(rows: NDArray[np.int64]) -> tuple[Poses, Shapes]:
        picked = torch.from_numpy(rows)
        poses = Poses(position[:, picked].reshape(-1, 3), rotation[:, picked].reshape(-1, 3, 3))
        return poses, shapes.at(picked.repeat(frames))

    between = gap(*along(first), *along(second))
    return Gaps(
        first,
        second,
        between.distance.reshape(frames, -1).numpy().astype(float),
        between.normal.reshape(frames, -1, 3).numpy().astype(float),
    )
