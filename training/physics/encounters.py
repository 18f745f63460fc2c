# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How two bodies lie and move where they come near each other, which need not be where they are now.

What flies past a wall's end, over it, or down on the side of a body, is not stopped by the face that was
nearest when it set out. Along a normal two convex bodies cannot meet before their gap is closed at the speed
that they have along it; where they are then, they are looked at again.
Source: Mirtich 1996, "Impulse-based Dynamic Simulation of Rigid Body Systems" (conservative advancement).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.state import State
from training.physics.surfaces import Gap, Pairs, gap_at, turned

FAR_M = 3.0
"""Beyond this all counts alike: what is 3 m off is far."""
UPRIGHT = 0.999
"""The vertical part of a floor's normal: a floor is the same from everywhere."""
LEAST_CLOSING_MPS = 0.05
CROSSED = ((0, 2, 1, -1.0), (0, 1, 2, 1.0), (1, 2, 0, 1.0), (1, 0, 2, -1.0), (2, 1, 0, -1.0), (2, 0, 1, 1.0))
"""A cross product's terms: the row it goes to, which number of the first and of the second, its sign."""
TERMS = tuple((body, *term) for body in (0, 1) for term in CROSSED)
OF_SPINS = tuple(tuple(float(axis == 3 * body + i) for body, _, i, _, _ in TERMS) for axis in range(6))
OF_ARMS = tuple(tuple(float(axis == 3 * body + j) for body, _, _, j, _ in TERMS) for axis in range(6))
SUMMED = tuple(
    tuple(sign * (1.0 - 2.0 * body) * (axis == row) for axis in range(3)) for body, row, _, _, sign in TERMS
)
"""From two spins and two arms to the first's velocity as the second has it, by products of all of them: a
matrix for each pair would take its time to be put together."""


@dataclass(frozen=True, eq=False)
class Passing:
    """How E senders go past their receivers, in the receivers' headings, as long as nothing meets them.

    Attributes:
        offset: [M, E, 3] m from receiver to sender, now.
        turn: [M, E, 3, 9] see `turned`; the receiver comes first.
        drift: [M, E, 3] m/s, by which the offset grows.
        spins: [M, E, 12] rad/s of the sender and the receiver, as the terms of a cross product ask for them.
    """

    offset: Tensor
    turn: Tensor
    drift: Tensor
    spins: Tensor


@dataclass(frozen=True, eq=False)
class Encounter:
    """E edges at one time.

    Attributes:
        gap: from receiver to sender; places from the receiver's centre.
        arms: [M, E, 6] m to where they are nearest, from the sender's centre, then from the receiver's.
        approach: [M, E, 3] m/s, the sender's velocity as its receiver has it, where they are nearest.
        closing: [M, E, 1] m/s, of that along the normal, towards the receiver.
    """

    gap: Gap
    arms: Tensor
    approach: Tensor
    closing: Tensor


def passing(state: State, edges: Tensor, own: Tensor, pairs: Pairs) -> Passing:
    """Of `edges` [2, E], which are `pairs`, seen in headings `own` [E, 3, 3]."""
    columns = [state.position[..., None], state.velocity[..., None], state.spin[..., None], state.rotation]
    rows = torch.cat(columns, dim=-1)
    there, here = rows[:, edges[0]], rows[:, edges[1]]
    seen = own @ torch.cat([there[..., :2] - here[..., :2], there[..., 2:], here[..., 2:]], dim=-1)
    spins = torch.cat([seen[..., 2], seen[..., 6]], dim=-1)
    axes = torch.cat([seen[..., 7:], seen[..., 3:6]], dim=-1)
    return Passing(seen[..., 0], turned(axes, pairs), seen[..., 1], spins @ spins.new_tensor(OF_SPINS))


def encounter(of: Passing, offset: Tensor, pairs: Pairs) -> Encounter:
    """Where the senders are at `offset` [M, E, 3] m.

    Speeds have slopes, places none: whether what rests or rolls touches hangs on tenths of a millimetre, and
    over ten steps that makes gradients of a hundred thousand, which teach nothing.
    """
    offset = offset.detach()
    with torch.no_grad():
        between = gap_at(offset, of.turn, pairs)
    meeting = 0.5 * (between.first_point + between.second_point)
    arms = torch.cat([meeting - offset, meeting], dim=-1).clamp(-FAR_M, FAR_M)
    approach = of.drift + (of.spins * (arms @ arms.new_tensor(OF_ARMS))) @ arms.new_tensor(SUMMED)
    closing = -(approach * between.normal).sum(dim=-1, keepdim=True)
    return Encounter(between, arms, approach, closing)


def until_near(now: Encounter, step_s: Tensor) -> Tensor:
    """[M, E, 1] s, at most the step's `step_s` [E, 1], for which the two surely do not meet."""
    wait = now.gap.apart.clamp_min(0.0) / now.closing.clamp_min(LEAST_CLOSING_MPS)
    again = (now.closing > LEAST_CLOSING_MPS) & (now.gap.normal[..., 2:].abs() < UPRIGHT)
    return torch.minimum(torch.where(again, wait, 0.0), step_s).detach()
