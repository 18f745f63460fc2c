# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How far the corners of two bodies' hulls reach along a direction, of those pairs that have any.

One pair in five of the sets that are trained on has corners, and none that a robot sees: to look for them in
every pair took a fifth of a training step.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from sgw_ros.experts.physics.scene_graph import CORNERS
from training.physics.few import few


@dataclass(frozen=True, eq=False)
class Hulls:
    """F of E pairs.

    Attributes:
        corners: [F, 6, 2 * CORNERS] m, of the first body along its own axes, then of the second, to which the
            same directions point the other way.
        index: int64[F, 1], which pairs they are.
    """

    corners: Tensor
    index: Tensor

    def added(self, reach: Tensor, ways: Tensor) -> Tensor:
        """`reach` [..., E, D] m, and how far corners reach, along D directions.

        `ways` [..., E, D, 6] are these in either body's frame.
        """
        along = ways.index_select(-3, self.index[:, 0]) @ self.corners
        more = along[..., :CORNERS].amax(dim=-1) + along[..., CORNERS:].amax(dim=-1)
        return reach.scatter_add(-2, self.index.expand_as(more), more)


def hulls_of(corners: Tensor) -> Hulls:
    """Of corners [E, 2, 3, CORNERS], 0 where there are none."""
    index = few((corners != 0).flatten(1).any(dim=1))
    first, second = corners[index[:, 0]].unbind(dim=1)
    nought = torch.zeros_like(first)
    apart = [torch.cat([first, nought], dim=-1), torch.cat([nought, -second], dim=-1)]
    return Hulls(torch.cat(apart, dim=-2), index)
