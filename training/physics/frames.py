# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Frames that turn with the scene: every body sees the world in its own heading.

What a network computes from numbers in such frames does not depend on where the scene lies or which way it
is turned about the vertical; what it says, it says in the same frames.
"""

from __future__ import annotations

import torch
from torch import Tensor

TINY = 1e-6


def heading(rotation: Tensor) -> Tensor:
    """Frames [N, 3, 3] about the vertical, columns in the world, of bodies turned by `rotation` [N, 3, 3].

    The turn about z of the swing-twist decomposition; a body turned upside down about a level axis has
    none, and is given the world's.
    """
    cosine = rotation[:, 0, 0] + rotation[:, 1, 1]
    sine = rotation[:, 1, 0] - rotation[:, 0, 1]
    length = (cosine.square() + sine.square()).sqrt()
    lost = length < TINY
    cosine = torch.where(lost, torch.ones_like(cosine), cosine / length.clamp_min(TINY))
    sine = torch.where(lost, torch.zeros_like(sine), sine / length.clamp_min(TINY))
    nought, one = torch.zeros_like(sine), torch.ones_like(sine)
    rows = [cosine, -sine, nought, sine, cosine, nought, nought, nought, one]
    return torch.stack(rows, dim=-1).reshape(-1, 3, 3)


def to_local(frame: Tensor, vector: Tensor) -> Tensor:
    """World vectors [..., N, C, 3] in their frames [N, 3, 3]."""
    return vector @ frame


def to_world(frame: Tensor, vector: Tensor) -> Tensor:
    """The inverse of `to_local`."""
    return vector @ frame.transpose(1, 2)
