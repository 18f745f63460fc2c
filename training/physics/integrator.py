# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From what the network says to the next state.

The base is a step of classical mechanics: a body slides, rolls or moves freely, takes a share of gravity's
pull, and of the impacts that its edges say; the network says which shares, and what is to be added.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.features import Setting
from training.physics.frames import to_world
from training.physics.rotations import rotation_matrix
from training.physics.state import Scene, State
from training.physics.wear import worn

CHANGE = 3 + 3 + 3 + 3 + 3 + 3 + 2 + 4
"""Velocity, mean velocity over the step beyond its base's, spin, turn; three shares; whether it slides, rolls
or moves freely; the floor's grip; four deviations."""
GREATEST_TURN_RAD = 3.0
KEPT, PULLED = 3.0, 3.0
"""Logits that a new network starts from: it keeps 95 % of velocity and spin, and feels 5 % of gravity."""
BASE_SD_PER_S, BASE_SPEED_SD = 0.1, 0.2
LOG_SD = (-7.0, 3.0)


@dataclass(frozen=True, eq=False)
class Push:
    """What other bodies do to N rows in a step.

    Attributes:
        velocity: [M, N, 3] m/s by impacts, in the rows' frames.
        held: [M, N, 1] 1 for what others touch or will meet, 0 for what is alone on the floor or in the air.
    """

    velocity: Tensor
    held: Tensor


def advance(scene: Scene, state: State, fixed: Setting, change: Tensor, push: Push, step_s: Tensor) -> State:
    """The state a step later; static rows stay.

    Along the floor nothing changes a body's speed but what meets it and the floor's friction, which takes
    or gives its coefficient's share of the floor's push at most: so a network cannot learn that things come
    to rest by themselves because all that it has seen did.

    Args:
        scene: whose gravity pulls.
        state: of M members.
        fixed: the rows' frames and materials.
        change: [M, N, CHANGE] in the rows' frames.
        push: by others.
        step_s: [N].
    """
    step, before = step_s[:, None], state.velocity
    speed, drift, spin, turn, struck, grip = _in_world(fixed, change, push)
    kept, spun = torch.sigmoid(KEPT + change[..., 12:14]).chunk(2, dim=-1)
    pulled = torch.sigmoid(change[..., 14:15] - PULLED)
    fall = step * scene.gravity[:, None]
    rise = kept * before[..., 2:] - pulled * fall + (speed + struck)[..., 2:]
    floor = (rise - before[..., 2:] + fall).clamp_min(0.0)
    friction = fixed.materials.friction[:, None] * floor
    at_end, on_way = _left(fixed, change, before, floor)
    more = push.held * speed[..., :2] + struck[..., :2] + friction * grip[..., :2]
    along = at_end * before[..., :2] + more, on_way * before[..., :2] + 0.5 * more
    velocity = torch.cat([along[0], rise], dim=-1)
    passed = torch.cat([along[1], 0.5 * (before[..., 2:] + rise)], dim=-1)
    beside = (push.held + friction).clamp_max(1.0)
    drift = torch.cat([beside * drift[..., :2], drift[..., 2:]], dim=-1)
    spinning = spun * state.spin + spin
    turned = step * 0.5 * (state.spin + spinning) + turn
    turned = turned * (GREATEST_TURN_RAD / turned.norm(dim=-1, keepdim=True).clamp_min(GREATEST_TURN_RAD))
    movable = scene.movable[:, None]
    return State(
        state.position + movable * step * (passed + drift),
        rotation_matrix(movable * turned) @ state.rotation,
        movable * velocity,
        movable * spinning,
    )


def _in_world(fixed: Setting, change: Tensor, push: Push) -> tuple[Tensor, ...]:
    """World vectors [M, N, 3]: the four of `change`, by impacts, and the floor's grip, 1 at most."""
    said = change[..., :12].reshape(*change.shape[:-1], 4, 3)
    grip = torch.cat([change[..., 18:20], torch.zeros_like(change[..., :1])], dim=-1)
    grip = grip / (1.0 + grip.norm(dim=-1, keepdim=True))
    local = torch.cat([said, torch.stack([push.velocity, grip], dim=-2)], dim=-2)
    return to_world(fixed.frame, local).unbind(dim=-2)


def _left(fixed: Setting, change: Tensor, before: Tensor, floor: Tensor) -> tuple[Tensor, Tensor]:
    """Shares [M, N, 1] of the speed along the floor that are left at the end, and on the way."""
    shares = torch.softmax(change[..., 15:18], dim=-1)
    free = torch.ones_like(floor)
    at_end, on_way = worn(fixed.materials, before, floor[..., 0])
    return (
        (shares * torch.cat([at_end, free], dim=-1)).sum(dim=-1, keepdim=True),
        (shares * torch.cat([on_way, free], dim=-1)).sum(dim=-1, keepdim=True),
    )


def log_deviation(change: Tensor, elapsed_s: Tensor) -> Tensor:
    """Logarithms [M, N, 4] of the standard deviations after `elapsed_s` [N] in all; see `Rollout`."""
    place = (BASE_SD_PER_S * elapsed_s.clamp_min(1e-3)).log()[:, None]
    pace = torch.full_like(place, BASE_SPEED_SD).log()
    base = torch.cat([place, place, pace, pace], dim=-1)
    return (base + change[..., -4:]).clamp(*LOG_SD)
