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
from training.physics.state import State

LEAST_SPEED_MPS = 0.01
BALL = 1.4
"""Of a solid ball that rolls, the mass that is to be slowed, as a share of its own."""


def pace(state: State) -> Tensor:
    """Root mean square speed [M, N] m/s along the floor, of what may be.

    Friction is told this one: of what goes nobody knows where the mean velocity is small, and it would
    seem to come to rest at once.
    """
    doubt = 2.0 * state.spread[..., 1].square()
    squared: Tensor = state.velocity[..., :2].square().sum(dim=-1) + doubt + LEAST_SPEED_MPS**2
    return squared.sqrt()


def worn(of: Materials, speed: Tensor, pushed_mps: Tensor) -> tuple[Tensor, Tensor]:
    """Shares [..., N, 2] of the speed along the floor that are left, of what slides and of what rolls.

    Args:
        of: what the rows are made of.
        speed: [..., N] m/s, see `pace`.
        pushed_mps: [..., N] m/s, the floor's push for every kg in that time, not negative.

    Returns:
        Of the speed at the end, and of the mean one.
    """
    # Sliding and rolling friction are one cone, as the sets have it; a box does not roll.
    whole = (of.rolling.square() + (BALL * of.friction).square()).sqrt()
    resistance = torch.stack([of.friction, of.shaped[:, 2] * of.friction * of.rolling / whole], dim=-1)
    taken = resistance * (pushed_mps / speed)[..., None]
    mean = torch.where(taken < 1.0, 1.0 - 0.5 * taken, 0.5 / taken.clamp_min(1.0))
    return (1.0 - taken).clamp_min(0.0), mean
