# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What edges tell the network: how a sender lies and moves, in the heading of the row that is told."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.encounters import (
    FAR_M,
    LEAST_CLOSING_MPS,
    UPRIGHT,
    Encounter,
    Passing,
    encounter,
    passing,
    until_near,
)
from training.physics.features import Setting
from training.physics.impacts import LEAST_STEP_S, Impact, impact_of
from training.physics.links import Links
from training.physics.state import Scene, State

EDGE = 9 + 3 + 6 + 12 + 3 + 5
GREATEST_GAP_M = 1.0
"""Beyond these all count alike: what is 3 m off is far."""
NEAR_M = (0.02, 0.1)
LEAST_DUE = 1e-6
UPWARDS = (0.0, 0.0, 1.0)
LONGEST_SLOPE_S = 0.25
"""What rolls down a slope has come to its foot before long."""
LEAST_BEARING = -0.5
"""The vertical part of the normal down to what bears a body: steeper faces do not."""
NO_ROOM = -1.0
"""How far down it is to what is no floor."""


@dataclass(frozen=True, eq=False)
class Meeting:
    """E edges in a step.

    Attributes:
        features: [M, E, EDGE].
        near: [M, E, 1] 1 for what touches, towards 0 for what cannot meet in the step.
        held: [M, E, 1] 1 for what touches, is joined, or will meet in the step, but for what bears it, floors
            and slopes.
        borne: [M, E, 1] 1 for what touches, be it the floor, is joined, or meets in the step; 0 for all else.
        room: [M, E, 1] m, how far down the receiver may come until the sender, a floor; -1 where it is none.
        push: [M, E, 3] m/s that the receiver's velocity changes by if the two collide, in its heading.
        downhill: [M, E, 3] m/s that it gains by rolling down the sender's face.
        blow: [M, E, 1] m/s, how much that is.
    """

    features: Tensor
    near: Tensor
    held: Tensor
    borne: Tensor
    room: Tensor
    push: Tensor
    downhill: Tensor
    blow: Tensor


def meetings(scene: Scene, state: State, fixed: Setting, step_s: Tensor) -> Meeting:
    """Of all edges; `step_s` [N]."""
    step, links = step_s[scene.edges[1], None], fixed.links
    going = passing(state, scene.edges, fixed.own, fixed.pairs)
    now = encounter(going, going.offset, fixed.pairs)
    wait = until_near(now, step)
    then = encounter(going, going.offset + wait * going.drift, fixed.pairs)
    met, normal = impact_of(links, going, now, wait, then, step), then.gap.normal
    floor = links.still & (normal[..., 2:] < -UPRIGHT)
    bears = links.still & (normal[..., 2:] < LEAST_BEARING)
    touching = _touching(links, met, step)
    push = met.struck[..., :1]
    blow = met.due * push
    return Meeting(
        torch.cat([_seen(going, then), _numbers(met, now.gap.apart, step), _told(links, step, met)], dim=-1),
        torch.exp(-met.apart / met.reach),
        torch.where(bears, 0.0, torch.maximum(met.due, touching)),
        _borne(met, touching),
        torch.where(floor, met.apart, NO_ROOM),
        -normal * blow,
        _downhill(links, normal, touching.detach() * step.clamp_max(LONGEST_SLOPE_S)),
        blow,
    )


def _downhill(links: Links, normal: Tensor, lasts: Tensor) -> Tensor:
    """[M, E, 3] m/s for what touches for `lasts` [M, E, 1] s; gravity has no part along a level face."""
    steep = normal[..., 2:]
    along = steep * normal - normal.new_tensor(UPWARDS)
    return torch.where(steep < LEAST_BEARING, lasts * links.downhill, 0.0) * along


def _touching(links: Links, met: Impact, step_s: Tensor) -> Tensor:
    """[M, E, 1] 1 for what touches, or is joined; what goes apart does not for long."""
    apart = met.apart / NEAR_M[0] - met.closing.clamp_max(0.0) * step_s / NEAR_M[1]
    return torch.maximum(torch.exp(-apart), links.joined)


def _borne(met: Impact, touching: Tensor) -> Tensor:
    steps = -met.due.clamp_min(LEAST_DUE).log()
    return torch.maximum(1.0 / (1.0 + steps**4), touching)


def _seen(going: Passing, then: Encounter) -> Tensor:
    """[M, E, 18] where the two come near, how fast, along which normal, and how the sender is turned."""
    vectors = torch.stack([then.gap.second_point, then.gap.first_point, then.approach], dim=-1)
    seen, turned = _bounded(vectors), going.turn[..., 3:6:2]
    members = len(seen)
    return torch.cat([seen.reshape(members, -1, 9), then.gap.normal, turned.reshape(members, -1, 6)], dim=-1)


def _numbers(met: Impact, gap: Tensor, step: Tensor) -> Tensor:
    """[M, E, 12]."""
    distance = gap.clamp(-GREATEST_GAP_M, GREATEST_GAP_M)
    reached = met.closing.clamp_min(LEAST_CLOSING_MPS) * step.clamp_min(LEAST_STEP_S)
    near = torch.tanh(distance / distance.new_tensor(NEAR_M))
    due = [met.closing, met.closing * step, met.speed, met.due, met.slip, met.struck]
    return torch.cat([distance, near, torch.exp(-met.apart / reached), *due], dim=-1)


def _told(links: Links, step: Tensor, met: Impact) -> Tensor:
    """[M, E, 8] what stays, and how long the step is."""
    return torch.cat([links.told, step], dim=-1) + step.new_zeros(len(met.apart), 1, 1)


def _bounded(vectors: Tensor) -> Tensor:
    """Columns [..., 3, C] shortened to at most `FAR_M`, their direction kept."""
    length: Tensor = vectors.square().sum(dim=-2, keepdim=True).clamp_min(FAR_M**2).sqrt()
    return vectors * (FAR_M / length)
