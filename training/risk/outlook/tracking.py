# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How people move, by where they were in all of a window's frames.

Two pictures a tenth of a second apart tell a velocity to some 0.3 m/s; which side is free hangs on it. A
line through the places of 0.7 s does better. Whose place in a frame is whose is weighed by how near it lies
to where the line has it, so that nothing has to be decided. Whom the first frame shows is followed as well
as whom the last one does: who has left the view is still beside the rover.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from sgw_ros.experts.risk.window import FRAMES
from training.risk.encoder.truth import SECTORS
from training.risk.outlook.sights import Sights
from training.risk.outlook.ways import ages

STARTS = (FRAMES - 1, 0)
"""Frames whose people are followed."""
REACH_M = 0.4
HELD_S2 = 0.3
"""What pictures tell of a velocity weighs as much as a line through frames with this spread in time."""
ENOUGH, LEAST = 0.1, 1e-6
DOUBT, LEANINGS = 0.065, 4
"""Of lines alone, m and m/s; and how many there are."""


@dataclass(frozen=True, eq=False)
class Tracks:
    """N people, some of them twice.

    Attributes:
        place: [B, N, 2] m, now.
        velocity: [B, N, 2] m/s.
        there: [B, N] logit of there being one.
        doubt: [B, N, 2] m and m/s, how well clearances from them are known now, and less with every second.
        leaning: [B, N, 4] logits, how much likelier they come near than place and velocity say.
    """

    place: Tensor
    velocity: Tensor
    there: Tensor
    doubt: Tensor
    leaning: Tensor


@dataclass(frozen=True, eq=False)
class Followed:
    """Lines through places, and how well they fit: `fit` [B, F, N, 5].

    That is how many m a frame has somebody off their line, how many m/s off its velocity, and from 0 to 1 how
    surely it shows them, which weighs the others, too. `hints` [B, N, H] is what else was told of them.
    """

    tracks: Tracks
    fit: Tensor
    hints: Tensor


def first_seen(values: Tensor) -> Tensor:
    """Of [B, F, S, ...] those of the frames whose people are followed, [B, N, ...]."""
    return torch.cat([values[:, frame] for frame in STARTS], dim=1)


def follow(seen: Sights) -> Followed:
    """A line through the places of each person that the last frame shows, or the first one."""
    both, times = torch.cat((seen.people, seen.velocity), dim=-1), -ages().to(seen.people)
    at, velocity = torch.split(first_seen(both), 2, dim=-1)
    expected = at[:, None] + velocity[:, None] * _lag(times, SECTORS)
    apart = (seen.people[:, :, None] - expected[:, :, :, None]).square().sum(dim=-1)
    alike = torch.sigmoid(seen.there)[:, :, None] * torch.exp(-apart / (2 * REACH_M**2))
    place, velocity, fit = _lines(both[:, :, None], alike, times[:, None, None])
    there = first_seen(seen.there)
    doubt, leaning = (
        torch.full_like(place, DOUBT),
        torch.zeros_like(there)[..., None].expand(-1, -1, LEANINGS),
    )
    return Followed(Tracks(place, velocity, there, doubt, leaning), fit, first_seen(seen.hints))


def _lag(times: Tensor, each: int) -> Tensor:
    """[F, N, 1] s from when somebody was seen first to each frame."""
    first = times[list(STARTS)].repeat_interleave(each)
    return (times[:, None] - first)[..., None]


def _lines(both: Tensor, alike: Tensor, times: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Places and velocities [B, N, 2] of lines, and their fit.

    Args:
        both: [B, F, 1, S, 4] places and velocities that are seen.
        alike: [B, F, N, S] likeness of what is followed to that.
        times: [F, 1, 1] s.
    """
    total = alike.sum(dim=-1, keepdim=True)
    # A product of matrices would be one of few digits where half of them suffice for all else.
    found = (alike[..., None] * both).sum(dim=-2) / (total + LEAST)
    weight = total / (total + ENOUGH)
    share = weight / (weight.sum(dim=1, keepdim=True) + LEAST)
    since = times - (share * times).sum(dim=1, keepdim=True)
    centre, told = torch.split((share * found).sum(dim=1), 2, dim=-1)
    places, velocities = torch.split(found, 2, dim=-1)
    leaning = weight * since
    spread = (leaning * since).sum(dim=1)
    slope = (leaning * (places - centre[:, None])).sum(dim=1)
    velocity = (slope + HELD_S2 * told) / (spread + HELD_S2)
    off = places - centre[:, None] - velocity[:, None] * since
    fit = torch.cat((weight * off, weight * (velocities - velocity[:, None]), weight), dim=-1)
    return centre + velocity * since[:, -1], velocity, fit
