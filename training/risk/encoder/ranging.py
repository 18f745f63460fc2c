# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What depth tells the encoder: how near things are, whether that is known, where, and what came nearer.

Nearness is 1/m: a stereo camera's errors are alike in it at all distances, and what is far fades. Nothing
known is nothing but zeros, which is what a robot without a depth camera gives.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from sgw_ros.experts.risk.picture import SIZE, intrinsics

POOLED = (SIZE[0] // 2, SIZE[1] // 2)
GIVEN, CHANNELS = 2, 5
NEAREST_1PM = 4.0
"""What is nearer than 0.25 m is no nearer to the encoder."""
ASIDE_M, CHANGE = 2.0, 8.0
"""What is farther to a side or from the camera's height says no more; changes of nearness are multiplied."""
LEAST_1PM = 0.05


def nearness(depth: Tensor) -> Tensor:
    """Mean 1/m of what is known, and the share that is, [B, 2, 48, 64], of depth [B, 1, 96, 128] m."""
    known = (depth > 0).to(depth.dtype)
    pooled = avg_pool2d(torch.cat((known / depth.clamp_min(1.0 / NEAREST_1PM), known), dim=1), 2)
    near, share = pooled[:, :1], pooled[:, 1:]
    return torch.cat((near / share.clamp_min(0.25), share), dim=1)


class Ranging(torch.nn.Module):
    """Nearness now and before, [B, 2, 48, 64] each, to what a network reads, [B, 5, 48, 64]."""

    rays: Tensor

    def __init__(self) -> None:
        super().__init__()
        K = torch.from_numpy(intrinsics(*POOLED)).float()
        rows, columns = torch.meshgrid(*(torch.arange(float(size)) for size in POOLED), indexing="ij")
        rays = torch.stack(((columns - K[0, 2]) / K[0, 0], (rows - K[1, 2]) / K[1, 1]))
        self.register_buffer("rays", rays, persistent=False)

    def forward(self, now: Tensor, before: Tensor) -> Tensor:
        """See the class: nearness, share, metres to the right and down, CHANGE times what came nearer."""
        near, share = now[:, :1], now[:, 1:]
        there, then = (share > 0).to(near.dtype), (before[:, 1:] > 0).to(near.dtype)
        aside = (self.rays / near.clamp_min(LEAST_1PM)).clamp(-ASIDE_M, ASIDE_M) * there
        nearer = CHANGE * (near - before[:, :1]) * there * then
        return torch.cat((near, share, aside, nearer.clamp(-ASIDE_M, ASIDE_M)), dim=1)
