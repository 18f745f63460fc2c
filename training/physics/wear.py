# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What friction leaves of a speed along the floor.

Over any time the floor's push on a body, bounces included, is gravity's pull and the change of its vertical
momentum; friction takes at most its coefficient's share of that.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.physics.materials import Materials

LEAST_SPEED_MPS = 0.01


def worn(of: Materials, velocity: Tensor, pushed_mps: Tensor) -> tuple[Tensor, Tensor]:
    """Shares [..., N, 2] of the speed along the floor that are left, of what slides and of what rolls.

    Args:
        of: what the rows are made of.
        velocity: [..., N, 3] m/s.
        pushed_mps: [..., N] m/s, the floor's push for every kg in that time, not negative.

    Returns:
        Of the speed at the end, and of the mean one.
    """
    speed = (velocity[..., :2].square().sum(dim=-1) + LEAST_SPEED_MPS**2).sqrt()
    resistance = torch.stack([of.friction, of.rolling], dim=-1)
    taken = resistance * (pushed_mps / speed)[..., None]
    mean = torch.where(taken < 1.0, 1.0 - 0.5 * taken, 0.5 / taken.clamp_min(1.0))
    return (1.0 - taken).clamp_min(0.0), mean
