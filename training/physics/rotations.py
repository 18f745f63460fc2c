# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Rotation vectors and matrices: the map that a decoder uses, and its inverse beside it.

Source: Sola, Deray, Atchuthan 2018, "A micro Lie theory for state estimation in robotics", eq. 146 and 147.
"""

from __future__ import annotations

import torch
from torch import Tensor

TINY = 1e-6
CROSS = (
    (0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 1.0, 0.0),
    (0.0, 0.0, 1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0),
    (0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0),
)
"""From a vector to the matrix, row by row, that multiplies as its cross product does."""


def rotation_matrix(vector: Tensor) -> Tensor:
    """[M, N, 3] rad, axis times angle, to [M, N, 3, 3]."""
    angle = (vector.square().sum(dim=-1) + TINY**2).sqrt()[..., None, None]
    cross = (vector @ vector.new_tensor(CROSS)).reshape(len(vector), -1, 3, 3) / angle
    identity = torch.eye(3, dtype=vector.dtype, device=vector.device)
    return identity + angle.sin() * cross + (1.0 - angle.cos()) * (cross @ cross)


def rotation_vector(matrix: Tensor) -> Tensor:
    """[..., 3, 3] to [..., 3] rad, the inverse for angles below pi; its gradient is finite everywhere."""
    cosine = 0.5 * (matrix.diagonal(dim1=-2, dim2=-1).sum(dim=-1) - 1.0)
    skew = 0.5 * (matrix - matrix.transpose(-1, -2))
    axis = torch.stack([skew[..., 2, 1], skew[..., 0, 2], skew[..., 1, 0]], dim=-1)
    sine = (axis.square().sum(dim=-1) + TINY**2).sqrt()
    angle = torch.atan2(sine, cosine)
    return axis * (angle / sine)[..., None]
