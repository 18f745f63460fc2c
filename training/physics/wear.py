# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What friction leaves of a speed along the floor.

Over any time the floor's push on a body, bounces included, is gravity's pull and the change of its vertical
momentum; friction takes at most its coefficient's share of that.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.physics.state import State

LEAST_SPEED_MPS = 0.01


def pace(state: State) -> Tensor:
    """Root mean square speed [M, N, 1] m/s along the floor, of what may be.

    Friction is told this one: of what goes nobody knows where the mean velocity is small, and it would
    seem to come to rest at once.
    """
    doubt = 2.0 * state.spread[..., 1:].square()
    squared: Tensor = state.velocity[..., :2].square().sum(dim=-1, keepdim=True) + doubt + LEAST_SPEED_MPS**2
    return squared.sqrt()


def worn(resistance: Tensor, speed: Tensor, pushed_mps: Tensor) -> tuple[Tensor, Tensor]:
    """Shares [..., N, C] of the speed along the floor that are left.

    Args:
        resistance: [..., N, C] share of the floor's push that slows; see `Materials`.
        speed: [..., N, 1] m/s, see `pace`.
        pushed_mps: [..., N, 1] m/s, the floor's push for every kg in that time, not negative.

    Returns:
        Of the speed at the end, and of the mean one.
    """
    taken = resistance * (pushed_mps / speed)
    mean = torch.where(taken < 1.0, 1.0 - 0.5 * taken, 0.5 / taken.clamp_min(1.0))
    return (1.0 - taken).clamp_min(0.0), mean
