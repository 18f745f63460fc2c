# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What of an edge is the same in every step, worked out once for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.levers import levers
from training.physics.materials import BALL, Materials, bonds
from training.physics.state import Scene

GREATEST_RATIO = 3.0
FASTEST_MPS = 1e3
GREATEST_MASS_RATIO = 1e4


@dataclass(frozen=True, eq=False)
class Links:
    """Of E edges.

    Attributes:
        told: [E, 7] whether the two are of one body, held by a joint, whether the sender can move; friction,
            restitution, the receiver's share of an impact, logarithm of the ratio of masses.
        joined: [E, 1] 1 for what is of one body or held by a joint.
        still: bool[E, 1] where the sender cannot move.
        pull: [E, 1] m/s^2 that the receiver falls with upon what cannot move; 0 upon what falls as well.
        least_closing: [E, 1] m/s: what falls upon something that stays comes back, what can move need not.
        downhill: [E, 1] m/s^2, of gravity's part along what cannot move, what quickens what rolls.
        heavier: [E, 1] the receiver's mass over the sender's; 0 where the sender cannot move.
        levers: [E, 6, 2] see `levers.py`.
        struck: [E, 3] shares of the speed of an impact: what the two change theirs by together, what is left
            to bounce, what friction takes at most.
    """

    told: Tensor
    joined: Tensor
    still: Tensor
    pull: Tensor
    least_closing: Tensor
    downhill: Tensor
    heavier: Tensor
    levers: Tensor
    struck: Tensor


def links(scene: Scene, of: Materials) -> Links:
    """Of all edges."""
    bond, sender = bonds(scene, of), scene.edges[0]
    still = scene.movable[sender, None] == 0
    bounced = 1.0 + bond.restitution
    receiver = scene.edges[1]
    pull = torch.where(still, scene.gravity[receiver, None], 0.0)
    ratio = bond.lighter.clamp(-GREATEST_RATIO, GREATEST_RATIO)
    numbers = torch.stack([bond.friction, bond.restitution, bond.share, ratio], dim=-1)
    return Links(
        torch.cat([scene.joined, scene.movable[sender, None], numbers], dim=-1),
        scene.joined.amax(dim=-1, keepdim=True),
        still,
        pull,
        torch.where(still, -FASTEST_MPS, 0.0),
        pull * of.shaped[receiver, 2:] / BALL,
        scene.movable[sender, None] * torch.exp(-bond.lighter)[:, None].clamp_max(GREATEST_MASS_RATIO),
        levers(scene),
        torch.stack([bounced, bond.restitution, bond.friction * bounced], dim=-1),
    )
