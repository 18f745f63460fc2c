# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How much an impact turns bodies instead of moving them: what is struck beside its centre gives way.

Source: Mirtich 1996, "Impulse-based Dynamic Simulation of Rigid Body Systems" (the collision matrix).
"""

from __future__ import annotations

import torch
from torch import Tensor

from sgw_ros.experts.physics.scene_graph import KINDS
from training.physics.encounters import OF_ARMS, TERMS
from training.physics.state import Scene

MOMENTS = {
    "sphere": (0.2, 0.2, 0.2),
    "box": (1 / 3, 1 / 3, 1 / 3),
    "cylinder": (0.25, 0.25, 1 / 3),
    "capsule": (0.25, 0.25, 0.27),
    "ellipsoid": (0.2, 0.2, 0.2),
    "mesh": (0.2, 0.2, 0.2),
}
"""Mean square of a place inside, along each axis, as a share of half the size squared; a capsule's is that of
one twice as long as it is wide."""
OF_CORNERS = 1 / 3
"""The same of what has corners, as a share of theirs; exact for boxes."""
LEAST_M2 = 1e-6
OF_NORMAL = tuple(tuple(float(axis == i) for _, _, i, _, _ in TERMS) for axis in range(3))
EACH = tuple(
    tuple(sign * (body == of) * (axis == row) for axis in range(3) for of in (0, 1))
    for body, row, _, _, sign in TERMS
)
"""From a normal and two arms to a matrix of two columns, the normal times either arm."""


def gyration(scene: Scene) -> Tensor:
    """[N, 3] m^2, moments of inertia about the bodies' own axes for every kg, of even density."""
    squares = (scene.kind @ scene.kind.new_tensor([MOMENTS[kind] for kind in KINDS])) * scene.half.square()
    cornered = scene.corners.square().mean(dim=1) * OF_CORNERS
    squares = torch.where(cornered.amax(dim=-1, keepdim=True) > 0, cornered, squares)
    return squares.sum(dim=-1, keepdim=True) - squares


def levers(scene: Scene) -> Tensor:
    """[E, 6, 2] 1/m^2: what the squares of arms along six axes, the receivers' and then the senders', count
    for the senders and for the receivers.
    """
    sender, receiver = scene.edges[0], scene.edges[1]
    weights = 1.0 / gyration(scene).clamp_min(LEAST_M2)
    nought = torch.zeros_like(weights[receiver])
    whose = [torch.cat([nought, weights[sender]], dim=-1), torch.cat([weights[receiver], nought], dim=-1)]
    return torch.stack(whose, dim=-1)


def turning(arms: Tensor, normal: Tensor, axes: Tensor, weights: Tensor) -> Tensor:
    """[M, E, 2] how much more a push along `normal` [M, E, 3] moves the senders, and the receivers, where it
    is than at their centres, as a share of that.

    Args:
        arms: [M, E, 6] see `Encounter`.
        normal: [M, E, 3].
        axes: [M, E, 3, 6] of the receivers, then of the senders.
        weights: [E, 6, 2] see `levers`.
    """
    crossed = ((normal @ normal.new_tensor(OF_NORMAL)) * (arms @ arms.new_tensor(OF_ARMS))) @ arms.new_tensor(
        EACH
    )
    own = axes.transpose(-1, -2) @ crossed.reshape(*crossed.shape[:-1], 3, 2)
    turned: Tensor = (own.square() * weights).sum(dim=-2)
    return turned
