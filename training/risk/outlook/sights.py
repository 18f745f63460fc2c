# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What this project's encoder says of the 16 sectors of its view, in metres on the floor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from sgw_ros.experts.risk.picture import SIZE, intrinsics
from sgw_ros.experts.risk.window import FRAMES
from training.risk.encoder.network import PER_SECTOR, TOLD
from training.risk.encoder.truth import SECTORS
from training.risk.outlook.ways import SPEED, been
from training.simulation.rover.vehicle import FORWARD_M

PERSON, MOVES, BETTER = 1, slice(3, 5), 5
"""Rows of what is told; how many of them a tracker tells better."""


@dataclass(frozen=True, eq=False)
class Sights:
    """Of B windows of F frames, S sectors each, in today's base frame.

    Attributes:
        still: [B, F, S, 2] m, the nearest thing that stands.
        people: [B, F, S, 2] m, the nearest person, if there is one.
        velocity: [B, F, S, 2] m/s over the floor, that person's as two pictures show it.
        there: [B, F, S] logit of there being one.
        hints: [B, F, S, H] what else a tracker is told of each sector.
    """

    still: Tensor
    people: Tensor
    velocity: Tensor
    there: Tensor
    hints: Tensor


def told_by(features: Tensor) -> Tensor:
    """[B, F, 5, S] what features [B, F, dv] tell of the sectors, in the encoder's own numbers."""
    return features[..., -TOLD:].reshape(-1, FRAMES, PER_SECTOR, SECTORS)


def sights(
    told: Tensor, telemetry: Tensor, better: Tensor | None = None, hints: Tensor | None = None
) -> Sights:
    """Of what is told and telemetry [B, 8].

    Args:
        told: [B, F, 5, S].
        telemetry: of the last frame.
        better: [B, F, 5, S] of people, to be added: how far right of a sector's middle, by metre of depth,
            then the rows of what is told from the second on.
        hints: [B, F, S, H].
    """
    still, person, at, ahead, left = told.unbind(2)
    right = _slopes().to(told)
    if better is not None:
        aside, *more = better.unbind(2)
        person, at, ahead, left = (a + b for a, b in zip((person, at, ahead, left), more, strict=True))
    depth, at = still.exp(), at.exp()
    to_person = right if better is None else right + aside
    # People's motion is told relative to the rover's.
    x = torch.cat((depth + FORWARD_M, at + FORWARD_M, ahead + telemetry[:, None, SPEED : SPEED + 1]), dim=-1)
    y = torch.cat((-depth * right, -at * to_person, left), dim=-1)
    was = been(telemetry)
    things, people, velocity = torch.split(was.turned(x, y), SECTORS, dim=2)
    where = was.position[:, :, None]
    return Sights(
        things + where, people + where, velocity, person, things[..., :0] if hints is None else hints
    )


@lru_cache(maxsize=1)
def _slopes() -> Tensor:
    """[S] metres to the right by metre of depth, of the middle of each sector."""
    K, wide = intrinsics(*SIZE), SIZE[1] / SECTORS
    middle = (torch.arange(float(SECTORS)) + 0.5) * wide - 0.5
    found: Tensor = (middle - K[0, 2]) / K[0, 0]
    return found.float()
