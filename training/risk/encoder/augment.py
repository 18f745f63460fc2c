# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What may differ between pictures of the same: light, colours, grain, sharpness, height, a camera's edges.

Both pictures of a pair are treated alike, but for the grain.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, pad

from sgw_ros.experts.risk.picture import SIZE
from training.risk.encoder.frames import Batch

SHIFT_PX = 1
"""More would hide where the floor is, which distances are told by."""
BORDER_PX = 8
GRAINS = torch.randn(24, 3, *SIZE, generator=torch.Generator().manual_seed(0))
"""Drawn once: fresh noise for every picture would take as long as learning from it."""
STILL_SHARE, BLURRED_SHARE, BORDERED_SHARE = 0.05, 0.15, 0.15


def varied(batch: Batch, generator: torch.Generator) -> Batch:
    """The batch, each of its pairs of pictures changed in its own way; what is true of them stays so."""
    count = len(batch.picture)

    def uniform(low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(count, *shape, generator=generator)

    still = uniform(0, 1) < STILL_SHARE
    pair = torch.stack((batch.picture, batch.before), dim=1)
    pair[still, 1] = pair[still, 0]
    blurred = uniform(0, 1) < BLURRED_SHARE
    if blurred.any():
        pair[blurred] = _blurred(pair[blurred])
    pair = _shifted(pair, torch.randint(-SHIFT_PX, SHIFT_PX + 1, (count,), generator=generator))
    contrast, gain = uniform(0.75, 1.25, 1, 1, 1, 1), uniform(0.6, 1.5, 1, 1, 1, 1)
    gain = gain * uniform(0.85, 1.15, 1, 3, 1, 1)
    pair.mul_(contrast * gain).add_(0.5 * (1.0 - contrast) * gain)
    which = torch.randint(len(GRAINS), (count, 2), generator=generator)
    pair.addcmul_(GRAINS[which], uniform(0.0, 0.04, 1, 1, 1, 1)).clamp_(0.0, 1.0)
    bordered = torch.nonzero(uniform(0, 1) < BORDERED_SHARE)[:, 0]
    edges = torch.randint(0, BORDER_PX, (4, len(bordered)), generator=generator)
    pair[bordered] *= _window(pair.shape[-2:], edges)[:, None, None]
    return replace(batch, picture=pair[:, 0], before=pair[:, 1])


def _blurred(pair: Tensor) -> Tensor:
    flat = pad(pair.flatten(0, 1), (1, 1, 1, 1), mode="replicate")
    blurred: Tensor = avg_pool2d(flat, 3, 1)
    return blurred.view_as(pair)


def _shifted(pair: Tensor, rows: Tensor) -> Tensor:
    """Each moved down by so many rows [B]: the camera looks up or down a little. Edges stay as they were."""
    moved = pair.clone()
    for one, source, down in zip(moved, pair, rows.tolist(), strict=True):
        if down > 0:
            one[..., down:, :] = source[..., :-down, :]
        elif down < 0:
            one[..., :down, :] = source[..., -down:, :]
    return moved


def _window(size: torch.Size, edges: Tensor) -> Tensor:
    """[B, H, W] 1 inside of borders of so many px [4, B]: left, right, top, bottom."""
    height, width = size
    x, y = torch.arange(width), torch.arange(height)
    left, right, top, bottom = edges[..., None]
    across, down = (x >= left) & (x < width - right), (y >= top) & (y < height - bottom)
    inside: Tensor = down[:, :, None] & across[:, None, :]
    return inside.float()
