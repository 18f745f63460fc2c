# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the rules of the labels would say of clearances known to some 0.1 m: how likely, not whether."""

from __future__ import annotations

import torch
from torch import Tensor

from training.risk.outlook.closeness import UNTIL_S
from training.risk.outlook.ways import nearest_until
from training.simulation.rover.advice import CLEARED_M, NEARER_M
from training.simulation.rover.foresight import STANDING_MPS
from training.simulation.rover.labels import NEAR_M, TOUCH_M

KNOWN_M, SIDE_M, KNOWN_MPS = 0.08, 0.12, 0.01
MEDIUM_M, LOW_M = NEAR_M["obstacle"]
LIMITS_M = (TOUCH_M, MEDIUM_M, TOUCH_M, LOW_M)
VERDICTS = 11


def verdicts(people: Tensor, near: Tensor, still: Tensor, speed: Tensor) -> Tensor:
    """Probabilities [..., 11] that the rules in `training.simulation.rover` speak of.

    Args:
        people: [..., 3, K] m, clearances of people: going on, evading to the left, to the right.
        near: [..., 4] logits of people coming near, see `closeness`.
        still: [..., 3, K] m, of what stands.
        speed: [..., 1] m/s.
    """
    moving = torch.sigmoid((speed.abs() - STANDING_MPS) / KNOWN_MPS)
    person, thing = people[..., 0, :], still[..., 0, :]
    limits_m = torch.tensor(LIMITS_M).to(thing)
    things = torch.sigmoid((limits_m - nearest_until(thing, UNTIL_S)) / KNOWN_M) * moving
    high, close, touched, some = torch.split(torch.maximum(torch.sigmoid(near), things), 1, dim=-1)
    medium = (1 - high) * torch.maximum(close, touched)
    low = (1 - high - medium).clamp_min(0.0) * some
    sides = torch.minimum(people, still)[..., 1:, :].amin(dim=-1)
    clear = torch.sigmoid((sides.amax(dim=-1, keepdim=True) - CLEARED_M) / KNOWN_M) * moving
    left, right = torch.split(sides.clamp(max=2.0), 1, dim=-1)
    sided = torch.sigmoid((left - right) / SIDE_M)
    nearer = torch.sigmoid((_nearing(person, thing) - NEARER_M) / KNOWN_M)
    turning, slowing = medium * clear, low * nearer
    to_left = turning * sided
    advised = to_left, turning - to_left, medium - turning, slowing, low - slowing
    return torch.cat((high, medium, low, *advised, sided, clear, moving.expand_as(high)), dim=-1)


def _nearing(person: Tensor, thing: Tensor) -> Tensor:
    """By how many m [..., 1] comes nearer what will be the nearest."""
    near_person, near_thing = (gaps.amin(dim=-1, keepdim=True) for gaps in (person, thing))
    by_person, by_thing = (
        gaps[..., :1].clamp(max=9.0) - near for gaps, near in ((person, near_person), (thing, near_thing))
    )
    return torch.where(near_person < near_thing, by_person, by_thing)
