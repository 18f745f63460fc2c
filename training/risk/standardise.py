# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Readings in units of their spread in the training data."""

from __future__ import annotations

import torch
from torch import Tensor, nn

FURTHEST = 6.0
"""Standard deviations beyond which a reading says no more: a shock must not drown everything else."""


class Standardise(nn.Module):
    """By means and spreads, which are no parameters."""

    mean: Tensor
    scale: Tensor

    def __init__(self, size: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(size))
        self.register_buffer("scale", torch.ones(size))

    def fit(self, values: Tensor, least: Tensor) -> None:
        """Learn mean and spread of values [N, size]; the spread is at least `least`."""
        self.mean.copy_(values.mean(dim=0))
        self.scale.copy_(torch.maximum(values.std(dim=0, correction=0), least))

    def forward(self, values: Tensor) -> Tensor:
        """[..., size]."""
        return ((values - self.mean) / self.scale).clamp(-FURTHEST, FURTHEST)
