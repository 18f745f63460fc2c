# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What rows are made of and shaped like, in numbers that laws are linear in.

A network told the logarithm of friction, the mass itself, or the name of a shape has to learn the law anew
for every value, and knows nothing of those that it has not met. Coulomb's law is linear in friction, Newton's
in restitution, an impact knows masses by their ratio alone, and a shape is how its surface bulges.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from sgw_ros.experts.physics.scene_graph import KINDS, SURFACE_PRIOR
from training.physics.state import Scene

SHAPED = (
    (0.0, 0.0, 1.0),
    (1.0, 1.0, 0.0),
    (0.0, 1.0, 1.0),
    (0.0, 0.5, 1.0),
    (0.0, 0.0, 1.0),
    (0.5, 0.5, 0.0),
)
"""Of each of `KINDS`: how flat it is across and along its own z (0 a curve, 1 a face), whether it rolls."""
ROUND = [KINDS.index("sphere"), KINDS.index("ellipsoid")]
GREATEST_FRICTION, GREATEST_ROLLING = 2.0, 1e3
RATTLED = 0.55
"""Measured on the training set: boxes and hulls that slide, hardly turning, lose 0.97, 0.94, 0.92, 0.86, 0.73
of what Coulomb's law has them lose, for restitutions about 0.08, 0.23, 0.38, 0.53, 0.68."""
BALL = 1.4
"""Of a solid ball that rolls, the mass that is to be slowed, as a share of its own."""


@dataclass(frozen=True, eq=False)
class Materials:
    """N rows; doubtful ones as their logarithms' means have it.

    Attributes:
        friction: [N] sliding coefficient.
        restitution: [N] 0 to 1.
        rolling: [N] rolling friction as a share of the radius.
        log_mass: [N] natural logarithm of kg.
        shaped: [N, 3] see `SHAPED`.
        radius: [N] m that it rolls on, if it does.
    """

    friction: Tensor
    restitution: Tensor
    rolling: Tensor
    log_mass: Tensor
    shaped: Tensor
    radius: Tensor

    @property
    def resistance(self) -> Tensor:
        """[N, 2] share of the floor's push that slows what slides, and what rolls.

        Sliding and rolling friction are one cone, as the sets have it; a box does not roll. What bounces
        rattles on its corners as it slides, and friction takes the less of it.
        """
        whole = (self.rolling.square() + (BALL * self.friction).square()).sqrt()
        rolls = self.shaped[:, 2] * self.friction * self.rolling / whole
        rattled = RATTLED * (1.0 - self.shaped[:, 2]) * self.restitution.square()
        slides = self.friction * (1.0 - rattled)
        return torch.stack([slides, rolls], dim=-1)


def materials(scene: Scene) -> Materials:
    """Of all rows."""
    prior = torch.tensor(SURFACE_PRIOR, dtype=scene.surface.dtype, device=scene.surface.device)
    log_mass, friction, restitution, lever, _ = (scene.surface * prior[:, 1] + prior[:, 0]).unbind(dim=-1)
    # An ellipsoid rolls about its longest axis; what has an axis of its own, about that.
    rounded = scene.kind[:, ROUND].sum(dim=-1) > 0
    radius = torch.where(rounded, scene.half.amin(dim=-1), scene.half[:, 0])
    return Materials(
        friction.exp().clamp_max(GREATEST_FRICTION),
        restitution.clamp(0.0, 1.0),
        (lever.exp() / radius).clamp_max(GREATEST_ROLLING),
        log_mass,
        scene.kind @ scene.kind.new_tensor(SHAPED),
        radius,
    )


@dataclass(frozen=True, eq=False)
class Bonds:
    """What the materials of E pairs give together, as the sets that are trained on have it.

    Attributes:
        friction: [E] the greater.
        restitution: [E] the lower.
        share: [E] of an impact's change of speed that falls to the receiver: 1 where the sender cannot move.
        lighter: [E] logarithm of the sender's mass over the receiver's; 0 where the sender cannot move.
    """

    friction: Tensor
    restitution: Tensor
    share: Tensor
    lighter: Tensor


def bonds(scene: Scene, of: Materials) -> Bonds:
    """Of all edges."""
    sender, receiver = scene.edges[0], scene.edges[1]
    movable = scene.movable[sender]
    ratio = movable * (of.log_mass[sender] - of.log_mass[receiver])
    return Bonds(
        torch.maximum(of.friction[sender], of.friction[receiver]),
        torch.minimum(of.restitution[sender], of.restitution[receiver]),
        1.0 - movable * torch.sigmoid(-ratio),
        ratio,
    )
