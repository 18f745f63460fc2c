# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Layers that hold the weights of all members of an ensemble and run them as one."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm


class Linear(nn.Module):
    """M affine maps: [M or 1, R, inputs] to [M, R, outputs]; they begin as `torch.nn.Linear` does."""

    def __init__(self, members: int, inputs: int, outputs: int) -> None:
        super().__init__()
        bound = 1.0 / math.sqrt(inputs)
        self.weight = nn.Parameter(torch.empty(members, inputs, outputs).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(members, 1, outputs).uniform_(-bound, bound))

    def forward(self, value: Tensor) -> Tensor:
        """Each member's."""
        return value @ self.weight + self.bias


class Norm(nn.Module):
    """Layer normalisation with M scales and shifts."""

    def __init__(self, members: int, size: int) -> None:
        super().__init__()
        self._shape = (size,)
        self.weight = nn.Parameter(torch.ones(members, 1, size))
        self.bias = nn.Parameter(torch.zeros(members, 1, size))

    def forward(self, value: Tensor) -> Tensor:
        """Of [M, R, size]."""
        return layer_norm(value, self._shape) * self.weight + self.bias


def perceptron(
    members: int, inputs: int, hidden: int, outputs: int, normalised: bool = True
) -> nn.Sequential:
    """Two layers; normalised ones keep latent states of one size however often they are applied."""
    layers = [Linear(members, inputs, hidden), nn.SiLU(), Linear(members, hidden, outputs)]
    return nn.Sequential(*layers, Norm(members, outputs)) if normalised else nn.Sequential(*layers)
