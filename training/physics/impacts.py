# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""When two bodies meet if they go on as they do, how fast, and what that would do to the one that is told."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import pad

from training.physics.encounters import UPRIGHT, Encounter, Passing
from training.physics.levers import turning
from training.physics.links import Links

LEAST_STEP_S, TINY = 1e-3, 1e-4
STIRRED_MPS, BESIDE_M = 0.3, 0.05
"""What rests may yet be moved this fast; what is this near always counts."""


@dataclass(frozen=True, eq=False)
class Impact:
    """Of E edges, [M, E, 1] each.

    Attributes:
        apart: m between the surfaces, at least 0.
        closing: m/s along the normal, where they come near.
        slip: m/s across it.
        speed: m/s along the normal when they meet: what falls upon something that stays gains some.
        due: 1 for what meets now, towards 0 for what meets long after the step.
        struck: [M, E, 3] m/s that the receiver's velocity changes by, of the law of Newton's restitution;
            that it would bounce with; that friction takes.
        reach: m that the two may come nearer in the step.
    """

    apart: Tensor
    closing: Tensor
    slip: Tensor
    speed: Tensor
    due: Tensor
    struck: Tensor
    reach: Tensor


def impact_of(
    links: Links, going: Passing, now: Encounter, wait: Tensor, then: Encounter, step_s: Tensor
) -> Impact:
    """Of all edges.

    Args:
        links: what the pairs are made of, and gravity.
        going: how they are turned.
        now: how they lie.
        wait: [M, E, 1] s, until they are looked at again.
        then: how they lie and move after that.
        step_s: [E, 1].
    """
    normal, closing, step = then.gap.normal, then.closing, step_s.clamp_min(LEAST_STEP_S)
    apart = then.gap.apart.clamp_min(0.0)
    fall = links.pull * (-normal[..., 2:]).clamp_min(0.0)
    towards = torch.maximum(closing, links.least_closing)
    speed = (towards.square() + 2.0 * fall * apart + TINY**2).sqrt()
    ahead = 2.0 * apart / (closing.clamp_min(0.0) + speed)
    rising = (speed - closing) / fall.clamp_min(TINY)
    across = then.approach + closing * normal
    return Impact(
        now.gap.apart.clamp_min(0.0),
        closing,
        torch.linalg.vector_norm(across, dim=-1, keepdim=True),
        speed,
        torch.exp(-(wait + torch.where(closing < 0, rising, ahead)) / step),
        speed * _changes(links, going, then),
        (torch.linalg.vector_norm(then.approach, dim=-1, keepdim=True) + STIRRED_MPS) * step
        + 0.5 * fall * step.square()
        + BESIDE_M,
    )


def _changes(links: Links, going: Passing, then: Encounter) -> Tensor:
    """[M, E, 3] shares of the speed of an impact; see `Impact.struck`.

    What is struck beside its centre of mass turns, and its centre gives way the less. On a level floor
    nobody knows where a body will stand.
    """
    level = links.still & (then.gap.normal[..., 2:].abs() > UPRIGHT)
    turned = torch.where(level, 0.0, turning(then.arms, then.gap.normal, going.turn[..., :6], links.levers))
    share = 1.0 / (1.0 + turned[..., 1:] + links.heavier * (1.0 + turned[..., :1]))
    return links.struck * pad(share, (0, 2), value=1.0)
