# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What tracks of people cost: by where these will be, by whether there is anybody, and by clearances."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, smooth_l1_loss

from training.risk.encoder.truth import LEAST_M, MOST_M, SECTORS
from training.risk.outlook.aims import LATER_S
from training.risk.outlook.closeness import ASKED, closeness
from training.risk.outlook.lessons import Lesson
from training.risk.outlook.numbers import to_people
from training.risk.outlook.tracking import STARTS, Tracks
from training.risk.outlook.ways import been, nearest_until, ways

PLACE, THERE, CLEARANCE, NEAR = 1.0, 0.2, 3.0, 1.0
LATER_WEIGHTS = (1.0, 1.0, 0.8, 0.6, 0.4, 0.2)
"""Farther ahead people do what nobody can know."""
SAME_M, NEARNESS_M = 0.8, 2.0
"""How far from a person what was seen may be for being them; at this distance they count half."""
PLACE_BETA_M, CLEARANCE_BETA_M = 0.1, 0.05
UNSEEN_M = 50.0
ROWS = [LATER_S.index(until_s) for until_s, _ in ASKED]


@dataclass(frozen=True, eq=False)
class Cost:
    """Of a batch: its parts, and the clearances [B, 8] m that the tracks leave."""

    place: Tensor
    there: Tensor
    clearance: Tensor
    near: Tensor
    said: Tensor

    @property
    def total(self) -> Tensor:
        """Their weighted sum."""
        parts = PLACE * self.place, THERE * self.there, CLEARANCE * self.clearance, NEAR * self.near
        return torch.stack(parts).sum()


def cost_of(tracks: Tracks, seen_at: Tensor, lesson: Lesson) -> Cost:
    """Of tracks of whoever was seen at [B, N, 2] m."""
    whose, known = _whose(seen_at, lesson)
    people = lesson.later.shape[2]
    chosen = whose[..., None, None].expand(-1, -1, people, 2)
    true = lesson.later.gather(1, chosen)
    ahead = torch.tensor(LATER_S)[:, None]
    said = tracks.place[:, :, None] + tracks.velocity[:, :, None] * ahead
    off = smooth_l1_loss(said, true, beta=PLACE_BETA_M, reduction="none").sum(dim=-1)
    weight = known / (1.0 + true[:, :, 0].norm(dim=-1) / NEARNESS_M)
    place = ((off @ torch.tensor(LATER_WEIGHTS) / len(LATER_S)) * weight).sum() / weight.sum().clamp_min(1.0)
    there = binary_cross_entropy_with_logits(tracks.there, known)
    gaps = to_people(tracks, ways(lesson.telemetry))
    left = clearances(gaps)
    clearance = smooth_l1_loss(left, lesson.clearance, beta=CLEARANCE_BETA_M)
    # How sure tracks are must not change where they lead: that would be learned by heart.
    near = binary_cross_entropy_with_logits(closeness(gaps.detach(), tracks), came_near(lesson.clearance))
    return Cost(place, there, clearance, near, left)


def came_near(clearance: Tensor) -> Tensor:
    """Whether [B, 4] people came as near as is asked, 0 or 1, by true clearances [B, 8] m."""
    return torch.stack(
        [clearance[:, row] < limit_m for row, (_, limit_m) in zip(ROWS, ASKED, strict=True)], 1
    ).float()


def clearances(gaps: Tensor) -> Tensor:
    """[B, 8] m as `Aims` has them, of gaps [B, 3, K, N] m."""
    nearest = gaps.amin(dim=-1)
    on = nearest_until(nearest[:, 0], LATER_S)
    return torch.cat((on, nearest[:, 1:].amin(dim=-1)), dim=1).clamp(LEAST_M, MOST_M)


@torch.no_grad()
def _whose(seen_at: Tensor, lesson: Lesson) -> tuple[Tensor, Tensor]:
    """Which person [B, N] was seen there, and whether [B, N] it was one that counts, 0 or 1."""
    was = been(lesson.telemetry).now(lesson.place)
    people = torch.cat([was[:, frame, None].expand(-1, SECTORS, -1, -1) for frame in STARTS], dim=1)
    shown = torch.cat([lesson.shown[:, frame, None].expand(-1, SECTORS, -1) for frame in STARTS], dim=1)
    apart = (seen_at[:, :, None] - people).norm(dim=-1) + UNSEEN_M * ~shown
    nearest, whose = apart.min(dim=-1)
    return whose, ((nearest < SAME_M) & lesson.counted.gather(1, whose)).float()
