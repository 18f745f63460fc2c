# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The direction along which two bodies are farthest apart, were they ellipsoids in their boxes.

Of two ellipsoids A and B, offset by d, it is that of (a A + b B)^-1 d, for a and b the reciprocals of how far
either reaches along it. Taken as equal, that is exact for spheres, and off by 1.5 degrees in the median for
ellipsoids of the set `ood` that are about to meet, where directions to the closest points of boxes are by 15.
"""

from __future__ import annotations

from torch import Tensor

MINORS = [
    3 * ((i + a) % 3) + (j + b) % 3
    for a, b in ((1, 1), (2, 2), (1, 2), (2, 1))
    for i in range(3)
    for j in range(3)
]
"""Of a matrix of nine numbers: what its adjugate is the difference of products of."""
LEAST = 1e-30


def inverse_sum(both: Tensor, squares: Tensor) -> Tensor:
    """[..., E, 3, 3] the inverse of the sum of both ellipsoids' matrices, of which the greatest number is 1.

    Args:
        both: [..., E, 3, 6] axes of the first, then of the second.
        squares: [E, 6] m^2 half sizes squared along them.
    """
    matrix = (both * squares[:, None]) @ both.transpose(-1, -2)
    parts = matrix.flatten(-2)[..., MINORS]
    adjugate = parts[..., :9] * parts[..., 9:18] - parts[..., 18:27] * parts[..., 27:]
    greatest = adjugate.abs().amax(dim=-1, keepdim=True).clamp_min(LEAST)
    return (adjugate / greatest).reshape(matrix.shape)
