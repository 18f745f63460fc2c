# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From other engines' axes to this project's: right-handed, x forward, y left, z up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

Array = NDArray[Any]
GL_FROM_OPTICAL = np.diag((1.0, -1.0, -1.0))
"""Graphics cameras look along -z with y up, optical frames along z with y down."""


@dataclass(frozen=True)
class Axes:
    """Another engine's axes; `matrix` takes its vectors to ours, in its unit of `unit_m` metres."""

    matrix: tuple[tuple[int, int, int], ...]
    unit_m: float = 1.0

    def points(self, points: Array) -> Array:
        """Positions or velocities [..., 3]."""
        return np.asarray(points @ self._matrix.T * self.unit_m)

    def sizes(self, sizes: Array) -> Array:
        """Lengths along the body's axes [..., 3]."""
        return np.asarray(sizes @ np.abs(self._matrix).T * self.unit_m)

    def rotations(self, R: Array) -> Array:
        """Rotation matrices [..., 3, 3] of bodies whose own axes are named like the world's."""
        return np.asarray(self._matrix @ R @ self._matrix.T)

    def spins(self, rates: Array) -> Array:
        """Angular velocities [..., 3]; between a left- and a right-handed frame they also change sign."""
        return np.asarray(rates @ self._matrix.T * np.linalg.det(self._matrix))

    @property
    def _matrix(self) -> Array:
        return np.array(self.matrix, np.float64)


UNITY = Axes(((0, 0, 1), (-1, 0, 0), (0, 1, 0)))
"""Left-handed, x right, y up, z forward, metres."""
UNREAL = Axes(((1, 0, 0), (0, -1, 0), (0, 0, 1)), unit_m=0.01)
"""Left-handed, x forward, y right, z up, centimetres."""


def wxyz(R: Array) -> Array:
    """Unit quaternions [..., 4] of rotation matrices [..., 3, 3]."""
    quaternions = Rotation.from_matrix(R.reshape(-1, 3, 3)).as_quat()
    return np.roll(quaternions, 1, axis=-1).reshape(*R.shape[:-2], 4)


def unit(quaternions: Array) -> Array:
    """Quaternions [..., 4] of length one; other writers round theirs."""
    length = np.linalg.norm(quaternions, axis=-1, keepdims=True)
    return np.asarray(quaternions / np.where(length > 0, length, 1.0))


def poses(position: Array, R: Array) -> Array:
    """Transforms [..., 4, 4] of positions [..., 3] and rotations [..., 3, 3]."""
    T = np.zeros((*R.shape[:-2], 4, 4))
    T[..., :3, :3], T[..., :3, 3], T[..., 3, 3] = R, position, 1.0
    return T


def intrinsics(width: int, height: int, focal_px: float) -> Array:
    """K of a camera whose axis passes through the picture's middle; pixel centres are whole numbers."""
    return np.array([[focal_px, 0, 0.5 * (width - 1)], [0, focal_px, 0.5 * (height - 1)], [0, 0, 1.0]])
