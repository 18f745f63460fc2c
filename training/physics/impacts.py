# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""When two bodies meet if they go on as they do, how fast, and what that would do to the one that is told."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.features import Setting
from training.physics.state import Scene
from training.physics.surfaces import Gap

LEAST_STEP_S, TINY = 1e-3, 1e-4
STIRRED_MPS, BESIDE_M = 0.3, 0.05
"""What rests may yet be moved this fast; what is this near always counts."""


@dataclass(frozen=True, eq=False)
class Impact:
    """Of E edges, [M, E] each.

    Attributes:
        apart: m between the surfaces, at least 0.
        closing: m/s along the normal, now.
        slip: m/s across it.
        speed: m/s along the normal when they meet: what falls upon something that stays gains some.
        due: 1 for what meets now, towards 0 for what meets long after the step.
        push: m/s that the receiver's velocity changes by, of the law of Newton's restitution.
        reach: m that the two may come nearer in the step.
    """

    apart: Tensor
    closing: Tensor
    slip: Tensor
    speed: Tensor
    due: Tensor
    push: Tensor
    reach: Tensor


def impact_of(scene: Scene, fixed: Setting, between: Gap, approach: Tensor, step_s: Tensor) -> Impact:
    """Of all edges.

    Args:
        scene: whose gravity pulls.
        fixed: what the pairs are made of.
        between: their gaps.
        approach: [M, E, 3] m/s, the sender's velocity as its receiver has it, where they are nearest.
        step_s: [E].
    """
    normal, apart, step = between.normal, between.distance.clamp_min(0.0), step_s.clamp_min(LEAST_STEP_S)
    closing = -(approach * normal).sum(dim=-1)
    still = 1.0 - fixed.edge[:, 2]
    fall = still * scene.gravity[scene.edges[1]] * (-normal[..., 2]).clamp_min(0.0)
    towards = torch.where(still > 0, closing, closing.clamp_min(0.0))
    speed = (towards.square() + 2.0 * fall * apart + TINY**2).sqrt()
    ahead = 2.0 * apart / (closing.clamp_min(0.0) + speed)
    rising = (speed - closing) / fall.clamp_min(TINY)
    return Impact(
        apart,
        closing,
        torch.linalg.vector_norm(approach + closing[..., None] * normal, dim=-1),
        speed,
        torch.exp(-torch.where(closing < 0, rising, ahead) / step),
        (1.0 + fixed.bonds.restitution) * fixed.bonds.share * speed,
        (torch.linalg.vector_norm(approach, dim=-1) + STIRRED_MPS) * step
        + 0.5 * fall * step.square()
        + BESIDE_M,
    )
