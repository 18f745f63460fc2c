# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From F frames to K tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor, nn


class SegmentPooling(nn.Module):
    """Averages of K segments of the window, as equal as F allows."""

    weights: Tensor

    def __init__(self, frames: int, tokens: int, d: int) -> None:
        super().__init__()
        bounds = [frames * k // tokens for k in range(tokens + 1)]
        weights = torch.zeros(tokens, frames)
        for k in range(tokens):
            weights[k, bounds[k] : bounds[k + 1]] = 1.0 / (bounds[k + 1] - bounds[k])
        self.register_buffer("weights", weights, persistent=False)

    def forward(self, frames: Tensor) -> Tensor:
        """[B, F, d] to [B, K, d]."""
        return self.weights @ frames


class AttentionPooling(nn.Module):
    """K learned queries attend to the frames, each of which has a learned place in time.

    At first it is nearly segment averaging, whose weights are the attention's bias.
    """

    def __init__(self, frames: int, tokens: int, d: int) -> None:
        super().__init__()
        self.queries = nn.Parameter(0.02 * torch.randn(tokens, d))
        self.places = nn.Parameter(0.02 * torch.randn(frames, d))
        segments = SegmentPooling(frames, tokens, d).weights
        self.bias = nn.Parameter(torch.where(segments > 0, 0.0, -3.0))

    def forward(self, frames: Tensor) -> Tensor:
        """[B, F, d] to [B, K, d]."""
        placed = frames + self.places
        alike = self.queries @ placed.transpose(1, 2) / placed.shape[-1] ** 0.5
        tokens: Tensor = (alike + self.bias).softmax(dim=-1) @ placed
        return tokens


POOLINGS: Mapping[str, Callable[[int, int, int], nn.Module]] = {
    "segment": SegmentPooling,
    "attention": AttentionPooling,
}
