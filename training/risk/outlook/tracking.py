# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How people move, by where they were in all of a window's frames.

Two pictures a tenth of a second apart tell a velocity to some 0.3 m/s; which side is free hangs on it. A
line through the places of 0.7 s does better. Whose place in a frame is whose is weighed by how near it lies
to where the line has it, so that nothing has to be decided.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.risk.outlook.sights import Sights
from training.risk.outlook.ways import ages

REACH_M = 0.4
ROUNDS = 3
HELD_S2 = 0.3
"""What pictures tell of a velocity weighs as much as a line through frames with this spread in time."""
ENOUGH, LEAST = 0.1, 1e-6


@dataclass(frozen=True, eq=False)
class Tracks:
    """Of the last frame's sectors: place [B, S, 2] m and velocity [B, S, 2] m/s, logit of a person [B, S]."""

    place: Tensor
    velocity: Tensor
    there: Tensor


def track(seen: Sights) -> Tracks:
    """A line through the places of each person that the last frame shows."""
    seen_at, velocity, share = seen.people[:, -1], seen.velocity[:, -1], torch.sigmoid(seen.there)
    place, times = seen_at, -ages().to(seen_at)[None, :, None]
    for _ in range(ROUNDS):
        expected = seen_at[:, None] + velocity[:, None] * times[..., None]
        apart = (seen.people[:, :, None] - expected[:, :, :, None]).square().sum(dim=-1)
        alike = share[:, :, None] * torch.exp(-apart / (2 * REACH_M**2))
        place, velocity = _line(seen, alike, times)
    return Tracks(place, velocity, seen.there[:, -1])


def _line(seen: Sights, alike: Tensor, times: Tensor) -> tuple[Tensor, Tensor]:
    """Places and velocities now [B, S, 2], of likeness [B, F, S, S] of what is followed to what is seen."""
    total = alike.sum(dim=-1, keepdim=True)
    # A product of matrices would be one of few digits where half of them suffice for all else.
    both = torch.cat((seen.people, seen.velocity), dim=-1)[:, :, None]
    found = (alike[..., None] * both).sum(dim=-2) / (total + LEAST)
    weight, times = total / (total + ENOUGH), times[..., None]
    share = weight / (weight.sum(dim=1, keepdim=True) + LEAST)
    since = times - (share * times).sum(dim=1, keepdim=True)
    centre, told = torch.split((share * found).sum(dim=1), 2, dim=-1)
    leaning = weight * since
    spread = (leaning * since).sum(dim=1)
    slope = (leaning * (found[..., :2] - centre[:, None])).sum(dim=1)
    velocity = (slope + HELD_S2 * told) / (spread + HELD_S2)
    return centre + velocity * since[:, -1], velocity
