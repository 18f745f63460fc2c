# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How far ellipsoids and cylinders bulge, of those pairs that have any.

In a robot's scene few have, and to look for them in every pair took a fifth of a forecast.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.few import few

TINY_M = 1e-6
RIM_M = 5e-3
"""A cylinder stands on all of its end, if it is tilted by no more than this at its rim."""


@dataclass(frozen=True, eq=False)
class Rounds:
    """F of E pairs.

    Attributes:
        squares: [F, 6, 2] m^2, half sizes squared along the first body's axes, then along the second's; a
            column for either.
        least: [F, 1, 2] m^2, `RIM_M` squared of cylinders.
        index: int64[F, 1], which pairs they are.
    """

    squares: Tensor
    least: Tensor
    index: Tensor

    def added(self, reach: Tensor, ways: Tensor) -> Tensor:
        """`reach` [..., E, D] m, and how far they bulge, along D directions.

        `ways` [..., E, D, 6] are these in either body's frame.
        """
        more = (self._of(ways, -3).square() @ self.squares + TINY_M**2).sqrt().sum(dim=-1)
        return reach.scatter_add(-2, self.index.expand_as(more), more)

    def rims(self, points: Tensor, chosen: Tensor, ways: Tensor, both: Tensor) -> Tensor:
        """Points of either body, moved out to where they bulge farthest.

        Args:
            points: [..., E, 3, 2] m from the first's centre, and towards the second's.
            chosen: [..., E, D] 1 or -1 for that direction, 0 for all others.
            ways: see `added`.
            both: [..., E, 3, 6] axes of the first, then of the second.
        """
        facing = (self._of(chosen, -2)[..., None, :] @ self._of(ways, -3)).transpose(-1, -2)
        bulging = facing * self.squares
        bulge = ((facing * bulging).sum(dim=-2, keepdim=True) + self.least + TINY_M**2).sqrt()
        more = self._of(both, -3) @ (bulging / bulge)
        return points.scatter_add(-3, self.index[..., None].expand_as(more), more)

    def _of(self, all_pairs: Tensor, dim: int) -> Tensor:
        return all_pairs.index_select(dim, self.index[:, 0])


def rounds_of(first: Tensor, second: Tensor, least: Tensor) -> Rounds:
    """Of half sizes squared [E, 3] of either body, 0 where it is not curved, and `least` [E, 1, 2]."""
    index = few(((first > 0) | (second > 0)).any(dim=-1))
    nought = torch.zeros_like(first)
    squares = torch.stack([torch.cat([first, nought], dim=-1), torch.cat([nought, second], dim=-1)], dim=-1)
    return Rounds(squares[index[:, 0]], least[index[:, 0]], index)
