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

STILL, PERSON, PERSON_AT, MOVES = 0, 1, 2, slice(3, 5)


@dataclass(frozen=True, eq=False)
class Sights:
    """Of B windows of F frames, S sectors each, in today's base frame.

    Attributes:
        still: [B, F, S, 2] m, the nearest thing that stands.
        people: [B, F, S, 2] m, the nearest person, if there is one.
        velocity: [B, F, S, 2] m/s over the floor, that person's as two pictures show it.
        there: [B, F, S] logit of there being one.
    """

    still: Tensor
    people: Tensor
    velocity: Tensor
    there: Tensor


def sights(features: Tensor, telemetry: Tensor) -> Sights:
    """Of features [B, F, dv], whose last 80 tell of the sectors, and telemetry [B, 8]."""
    told = features[..., -TOLD:].reshape(-1, FRAMES, PER_SECTOR, SECTORS)
    was = been(telemetry)
    still, people = (was.now(_on_floor(told[:, :, row].exp())) for row in (STILL, PERSON_AT))
    # People's motion is told relative to the rover's.
    own = telemetry[:, None, None, SPEED : SPEED + 1] * torch.tensor((1.0, 0.0)).to(telemetry)
    velocity = was.turned(told[:, :, MOVES].transpose(2, 3) + own)
    return Sights(still, people, velocity, told[:, :, PERSON])


def _on_floor(depth: Tensor) -> Tensor:
    """Points [..., S, 2] m in the base of depths [..., S] m along the optical axis."""
    return torch.stack((depth + FORWARD_M, -depth * _slopes().to(depth)), dim=-1)


@lru_cache(maxsize=1)
def _slopes() -> Tensor:
    """[S] metres to the right by metre of depth, of the middle of each sector."""
    K, wide = intrinsics(*SIZE), SIZE[1] / SECTORS
    middle = (torch.arange(float(SECTORS)) + 0.5) * wide - 0.5
    slopes: Tensor = (middle - K[0, 2]) / K[0, 0]
    return slopes.float()
