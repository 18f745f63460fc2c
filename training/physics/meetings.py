# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What edges tell the network: how a sender lies and moves, in the heading of the row that is told."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.features import Setting
from training.physics.impacts import LEAST_STEP_S, Impact, impact_of
from training.physics.materials import Bonds
from training.physics.state import Scene, State
from training.physics.surfaces import Poses, gap_of

EDGE = 9 + 3 + 6 + 12 + 3 + 5
GREATEST_GAP_M, FAR_M, GREATEST_RATIO = 1.0, 3.0, 3.0
"""Beyond these all count alike: what is 3 m off is far."""
NEAR_M = (0.02, 0.1)
LEAST_CLOSING_MPS = 0.05
LEAST_DUE = 1e-6
UPRIGHT = 0.999
"""The vertical part of a floor's normal."""
NO_ROOM = -1.0
"""How far down it is to what is no floor."""


@dataclass(frozen=True, eq=False)
class Meeting:
    """E edges in a step.

    Attributes:
        features: [M, E, EDGE].
        near: [M, E, 1] 1 for what touches, towards 0 for what cannot meet in the step.
        held: [M, E, 1] 1 for what touches, is joined, or will meet in the step, but for the floor.
        borne: [M, E, 1] 1 for what touches, be it the floor, is joined, or meets in the step; 0 for all else.
        room: [M, E, 1] m, how far down the receiver may come until the sender, a floor; -1 where it is none.
        push: [M, E, 3] m/s that the receiver's velocity changes by if the two collide, in its heading.
        blow: [M, E, 1] m/s, how much that is.
    """

    features: Tensor
    near: Tensor
    held: Tensor
    borne: Tensor
    room: Tensor
    push: Tensor
    blow: Tensor


def meetings(scene: Scene, state: State, fixed: Setting, step_s: Tensor) -> Meeting:
    """Of all edges; `step_s` [N]."""
    there, here = _seen_by_receivers(scene, state, fixed)
    nowhere = torch.zeros_like(there[..., 0])
    between = gap_of(Poses(nowhere, here[..., 1:4]), Poses(there[..., 0], there[..., 1:4]), fixed.pairs)
    meeting = 0.5 * (between.first_point + between.second_point)
    approach = _velocity_at(there, meeting) - _velocity_at(here, meeting)
    vectors = _bounded(torch.stack([between.second_point, between.first_point, approach], dim=-1))
    step = step_s[scene.edges[1]]
    met = impact_of(scene, fixed, between, approach, step)
    numbers = _numbers(fixed.bonds, met, between.distance, step)
    still = torch.cat([fixed.edge, numbers.fixed], dim=-1).expand(len(vectors), -1, -1)
    told = [vectors.flatten(2), between.normal, there[..., 1:4:2].flatten(2), numbers.moving, still]
    floor = (between.normal[..., 2] < -UPRIGHT) & (fixed.edge[:, 2] == 0)
    touching = _touching(fixed, met, step)
    blow = (met.due * met.push)[..., None]
    return Meeting(
        torch.cat(told, dim=-1),
        torch.exp(-met.apart / met.reach)[..., None],
        torch.where(floor, 0.0, torch.maximum(met.due, touching))[..., None],
        _borne(met, touching)[..., None],
        torch.where(floor, met.apart, NO_ROOM)[..., None],
        -between.normal * blow,
        blow,
    )


def _touching(fixed: Setting, met: Impact, step_s: Tensor) -> Tensor:
    """[M, E] 1 for what touches, or is joined; what goes apart does not for long."""
    apart = met.apart / NEAR_M[0] - met.closing.clamp_max(0.0) * step_s / NEAR_M[1]
    return torch.maximum(torch.exp(-apart), fixed.edge[:, :2].amax(dim=-1))


def _borne(met: Impact, touching: Tensor) -> Tensor:
    steps = -met.due.clamp_min(LEAST_DUE).log()
    return torch.maximum(1.0 / (1.0 + steps**4), touching)


@dataclass(frozen=True, eq=False)
class _Numbers:
    """Of edges: `moving` [M, E, 12], and `fixed` [E, 5], which is so for every member."""

    moving: Tensor
    fixed: Tensor


def _numbers(of: Bonds, met: Impact, gap: Tensor, step: Tensor) -> _Numbers:
    distance, closing = gap.clamp(-GREATEST_GAP_M, GREATEST_GAP_M), met.closing
    reached = closing.clamp_min(LEAST_CLOSING_MPS) * step.clamp_min(LEAST_STEP_S)
    moving = [
        distance,
        torch.tanh(distance / NEAR_M[0]),
        torch.tanh(distance / NEAR_M[1]),
        torch.exp(-met.apart / reached),
        closing,
        closing * step,
        met.speed,
        met.due,
        met.slip,
        met.push,
        of.restitution * met.speed,
        of.friction * (1.0 + of.restitution) * met.speed,
    ]
    ratio = of.lighter.clamp(-GREATEST_RATIO, GREATEST_RATIO)
    fixed = [of.friction, of.restitution, of.share, ratio, step]
    return _Numbers(torch.stack(moving, dim=-1), torch.stack(fixed, dim=-1))


def _seen_by_receivers(scene: Scene, state: State, fixed: Setting) -> tuple[Tensor, Tensor]:
    """Senders and receivers, [M, E, 3, 6] each: place from the receiver, axes, velocity, spin."""
    columns = [state.position[..., None], state.rotation, state.velocity[..., None], state.spin[..., None]]
    rows = torch.cat(columns, dim=-1)
    there, here = rows[:, scene.edges[0]], rows[:, scene.edges[1]]
    offset = there[..., :1] - here[..., :1]
    turned = fixed.own @ torch.cat([offset, there[..., 1:], here[..., 1:]], dim=-1)
    return turned[..., :6], torch.cat([torch.zeros_like(offset), turned[..., 6:]], dim=-1)


def _velocity_at(body: Tensor, point: Tensor) -> Tensor:
    """Of the material of `body` [..., 3, 6] at `point` [..., 3], m/s."""
    arm = (point - body[..., 0]).clamp(-FAR_M, FAR_M)
    spin, after, before = body[..., 5], [1, 2, 0], [2, 0, 1]
    return body[..., 4] + spin[..., after] * arm[..., before] - spin[..., before] * arm[..., after]


def _bounded(vectors: Tensor) -> Tensor:
    """Columns [..., 3, C] shortened to at most `FAR_M`, their direction kept."""
    length: Tensor = torch.linalg.vector_norm(vectors, dim=-2, keepdim=True)
    return vectors * (FAR_M / length.clamp_min(FAR_M))
