# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Orientations between the knots of a forecast: the shortest turn from one to the next."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation, Slerp

from training.physics.forecast import Floats


def turned(knots_s: Floats, matrices: NDArray[Any], times_s: Floats) -> Floats:
    """Unit quaternions [F, N, 4] wxyz at `times_s` [F] of matrices [K, N, 3, 3] at `knots_s` [K].

    A mean of several turns is no rotation; the nearest one stands for it. Before the first knot and after
    the last all stays.
    """
    held_s = np.clip(times_s, knots_s[0], knots_s[-1])
    found = np.empty((len(times_s), matrices.shape[1], 4))
    proper = nearest_rotation(matrices.astype(float))
    for row in range(matrices.shape[1]):
        found[:, row] = Slerp(knots_s, Rotation.from_matrix(proper[:, row]))(held_s).as_quat()
    return found[..., [3, 0, 1, 2]]


def nearest_rotation(matrices: Floats) -> Floats:
    """Of [..., 3, 3], in the sense of least squares.

    Source: Kabsch 1976 (singular vectors, the last one mirrored where they would mirror).
    """
    left, _, right = np.linalg.svd(matrices)
    left[..., :, 2] *= np.sign(np.linalg.det(left @ right))[..., None]
    nearest: Floats = left @ right
    return nearest
