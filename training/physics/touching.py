# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who touches whom along given paths: for forecasters that say only where things will be."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from training.episodes.trajectory import SHAPES, Trajectory
from training.physics.forecast import Floats
from training.physics.observing import rotation_matrices
from training.physics.surfaces import Poses, Shapes, gap

TOUCH_M = 2e-3
"""Surfaces that come this near touch: two samples of a path lie further apart."""


def touched(observed: Trajectory, position: Floats) -> Floats:
    """[N, N] 1 where surfaces meet on paths [F, N, 3] m, each body turned as it was seen last."""
    first, second = np.triu_indices(observed.rows, 1)
    moving = ~(observed.is_static[first] & observed.is_static[second])
    first, second = first[moving], second[moving]
    frames, pairs = len(position), len(first)
    shapes = shapes_of(observed)
    rotation = torch.from_numpy(rotation_matrices(observed.orientation[-1])).float()
    paths = torch.tensor(position, dtype=torch.float32)

    def along(rows: NDArray[np.int64]) -> tuple[Poses, Shapes]:
        picked = torch.from_numpy(rows)
        turned = rotation[picked].expand(frames, -1, 3, 3).reshape(-1, 3, 3)
        return Poses(paths[:, picked].reshape(-1, 3), turned), shapes.at(picked.repeat(frames))

    met = gap(*along(first), *along(second)).distance.reshape(frames, pairs) <= TOUCH_M
    touch = np.zeros((observed.rows, observed.rows))
    touch[first, second] = touch[second, first] = met.any(dim=0).numpy()
    return touch


def shapes_of(trajectory: Trajectory) -> Shapes:
    """The shapes of all rows."""
    half = torch.tensor(0.5 * trajectory.extent, dtype=torch.float32)
    return Shapes(half, torch.from_numpy(one_hot(trajectory.shape)))


def one_hot(shape: tuple[str, ...]) -> NDArray[np.float32]:
    """[N, 6], the order of `SHAPES`."""
    kind = np.zeros((len(shape), len(SHAPES)), np.float32)
    kind[np.arange(len(shape)), [SHAPES.index(name) for name in shape]] = 1.0
    return kind
