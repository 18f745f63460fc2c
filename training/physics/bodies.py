# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What of a row is the same in every step, worked out once for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.materials import Materials
from training.physics.state import Scene

SLIPPING, SLIP_MPS = 0.3, 0.1
"""What slips by less than this share of its speed, or this fast, may be rolling."""
INCLINED = (-2.5, 2.5, 0.0)
"""Of what rolls, before a network has learned anything: it rolls by 92 %, slides by 1 %."""


@dataclass(frozen=True, eq=False)
class Bodies:
    """Of N rows.

    Attributes:
        movable: [N, 1] 1 where a row can move.
        gravity: [N, 1] m/s^2, downwards.
        friction: [N, 1] sliding coefficient.
        resistance: [N, 2] see `Materials`.
        lowers: [N, 1] m, how much lower its centre may come as it turns.
        rolls: [N, 1] 1 for what rolls at the present, towards 0 for what slides or tumbles.
        inclined: [N, 3] what that adds to the logits of sliding, rolling and moving freely.
    """

    movable: Tensor
    gravity: Tensor
    friction: Tensor
    resistance: Tensor
    lowers: Tensor
    rolls: Tensor
    inclined: Tensor


def bodies(scene: Scene, of: Materials) -> Bodies:
    """Of all rows."""
    rolls = _rolls(scene, of)[:, None]
    return Bodies(
        scene.movable[:, None],
        scene.gravity[:, None],
        of.friction[:, None],
        of.resistance,
        (scene.half.amax(dim=-1) - scene.half.amin(dim=-1))[:, None],
        rolls,
        rolls * rolls.new_tensor(INCLINED),
    )


def _rolls(scene: Scene, of: Materials) -> Tensor:
    """[N] by how fast what is round slips over a level floor: what rolls does not.

    A cylinder that stands does not roll.
    """
    velocity, spin = scene.velocity[:, 0], scene.spin
    rolling = of.radius[:, None] * torch.stack([spin[:, 1], -spin[:, 0]], dim=-1)
    slip, speed = (velocity[:, :2] - rolling).square().sum(dim=-1), velocity.square().sum(dim=-1)
    lying = 1.0 - of.shaped[:, 1] * scene.rotation[:, 2, 2].square()
    return of.shaped[:, 2] * lying * torch.exp(-slip / (SLIPPING**2 * speed + SLIP_MPS**2))
