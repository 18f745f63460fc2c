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

from training.physics.bodies import Bodies
from training.physics.features import Setting
from training.physics.frames import to_world
from training.physics.rotations import rotation_matrix
from training.physics.state import State
from training.physics.wear import pace, worn

CHANGE = 3 + 3 + 3 + 3 + 3 + 3 + 2 + 4 + 1
"""Velocity, mean velocity over the step beyond its base's, spin, turn; three shares; whether it slides, rolls
or moves freely; the floor's grip; four deviations; what is left of that of velocity."""
GREATEST_TURN_RAD = 3.0
KEPT, PULLED = 3.0, 3.0
"""Logits that a new network starts from: it keeps 95 % of velocity and spin, and feels 5 % of gravity."""
BASE_SD_PER_S, BASE_SPEED_SD = 0.1, 0.2
STIRRED_MPS, TINY = 0.1, 1e-4
FAR_M = 1e3
LEVEL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
"""From a level vector's two numbers to its three."""
LOG_SD = (-7.0, 3.0)


@dataclass(frozen=True, eq=False)
class Push:
    """What other bodies do to N rows in a step.

    Attributes:
        velocity: [M, N, 3] m/s by impacts, in the rows' frames.
        held: [M, N, 1] 1 for what others touch or will meet, 0 for what is alone on the floor or in the air.
        borne: [M, N, 1] 1 for what anything touches or will meet, the floor included, 0 for what flies.
        blow: [M, N, 1] m/s, of all impacts that may come, the floor's, too.
        room: [M, N, 1] m, how far down the lowest floor is; -1 where there is none.
    """

    velocity: Tensor
    held: Tensor
    borne: Tensor
    blow: Tensor
    room: Tensor


def advance(state: State, fixed: Setting, change: Tensor, push: Push, step_s: Tensor) -> State:
    """The state a step later; static rows stay.

    Along the floor nothing changes a body's speed but what meets it and the floor's friction, which takes
    or gives its coefficient's share of the floor's push at most: so a network cannot learn that things come
    to rest by themselves because all that it has seen did. What nothing bears falls, and turns as it did.

    Args:
        state: of M members.
        fixed: the rows' frames, materials and gravity.
        change: [M, N, CHANGE] in the rows' frames.
        push: by others.
        step_s: [N].
    """
    rows, step, before = fixed.bodies, step_s[:, None], state.velocity
    along, up = before[..., :2], before[..., 2:]
    speed, drift, spin, turn, struck, grip = _in_world(fixed, change, push)
    kept, spun, pulled = _shares(change, push.borne)
    fall = step * rows.gravity
    rise = kept * up - pulled * fall + (push.borne * speed + struck)[..., 2:]
    floor = (rise - up + fall).clamp_min(0.0)
    friction = rows.friction * floor
    left = at_end, on_way = _left(fixed, change, pace(state), floor)
    more = push.held * speed[..., :2] + struck[..., :2] + friction * grip[..., :2]
    beside = (push.held + friction).clamp_max(1.0)
    way = torch.cat(
        [
            on_way * along + 0.5 * more + beside * drift[..., :2],
            0.5 * (up + rise) + push.borne * drift[..., 2:],
        ],
        dim=-1,
    )
    spinning = spun * state.spin + push.borne * spin
    turned = step * 0.5 * (state.spin + spinning) + push.borne * turn
    turned = turned * (GREATEST_TURN_RAD / turned.norm(dim=-1, keepdim=True).clamp_min(GREATEST_TURN_RAD))
    way, rise = _above_floor(rows, push, step * way, rise)
    return State(
        state.position + rows.movable * way,
        rotation_matrix(rows.movable * turned) @ state.rotation,
        rows.movable * torch.cat([at_end * along + more, rise], dim=-1),
        rows.movable * spinning,
        rows.movable * _spread(state, change, push, left, step),
    )


def _above_floor(rows: Bodies, push: Push, way: Tensor, rise: Tensor) -> tuple[Tensor, Tensor]:
    """Ways [M, N, 3] and vertical velocities [M, N, 1], so that nothing comes to lie deeper than it may.

    It may be turned as it likes.
    """
    least = torch.where(push.room < 0.0, -FAR_M, -push.room - rows.lowers)
    down = way[..., 2:]
    rise = torch.where(down < least, rise.clamp_min(0.0), rise)
    return torch.cat([way[..., :2], torch.maximum(down, least)], dim=-1), rise


def _in_world(fixed: Setting, change: Tensor, push: Push) -> tuple[Tensor, ...]:
    """World vectors [M, N, 3]: the four of `change`, by impacts, and the floor's grip, 1 at most."""
    said = change[..., :12].reshape(len(change), -1, 4, 3)
    grip = change[..., 18:20] @ change.new_tensor(LEVEL)
    grip = grip / (1.0 + grip.norm(dim=-1, keepdim=True))
    local = torch.cat([said, torch.stack([push.velocity, grip], dim=-2)], dim=-2)
    return to_world(fixed.frame, local).unbind(dim=-2)


def _shares(change: Tensor, borne: Tensor) -> list[Tensor]:
    """[M, N, 1] each: of vertical velocity and of spin what is kept, and of gravity what is felt."""
    lost = torch.sigmoid(change.new_tensor((-KEPT, -KEPT, PULLED)) - change[..., 12:15])
    left = 1.0 - borne * lost
    return [left[..., :1], left[..., 1:2], left[..., 2:]]


def _left(fixed: Setting, change: Tensor, speed: Tensor, floor: Tensor) -> tuple[Tensor, Tensor]:
    """Shares [M, N, 1] of the speed along the floor that are left at the end, and on the way."""
    shares = torch.softmax(change[..., 15:18] + fixed.bodies.inclined, dim=-1)
    resistance = (shares[..., :2] * fixed.bodies.resistance).sum(dim=-1, keepdim=True)
    return worn(resistance, speed, floor)


def _spread(state: State, change: Tensor, push: Push, left: tuple[Tensor, Tensor], step: Tensor) -> Tensor:
    """[M, N, 2], of the next state.

    What is not known of a velocity lasts as long as the velocity does, and makes places the less known the
    longer it does. The network says what is added, in terms of the impacts that may come, and what settles.
    """
    place, pace = state.spread[..., :1], state.spread[..., 1:]
    at_end, on_way = left
    stirred = (STIRRED_MPS + push.blow) * change[..., 20:24:2].clamp(*LOG_SD).exp()
    known = torch.sigmoid(KEPT + change[..., 24:])
    place = place + step * on_way * pace
    squared = torch.cat([place, at_end * known * pace], dim=-1).square() + TINY**2
    added = torch.cat([step * stirred[..., :1], stirred[..., 1:]], dim=-1)
    return (squared + added.square()).sqrt()


def said_upwards(change: Tensor) -> Tensor:
    """[M, N, 2] what the network says of the deviations of vertical places and velocities."""
    return change[..., 21:24:2]


def log_deviation(spread: Tensor, said: Tensor, step_s: Tensor) -> Tensor:
    """Logarithms [K, M, N, 4] of the standard deviations after each of K steps; see `Rollout`.

    Args:
        spread: [K, M, N, 2] of the states.
        said: [K, M, N, 2] see `said_upwards`.
        step_s: [K, N] the steps.
    """
    up = BASE_SD_PER_S * step_s.cumsum(dim=0).clamp_min(1e-3)[:, None, :, None]
    base = torch.cat([up, 0.0 * up + BASE_SPEED_SD], dim=-1).log()
    upwards = (base + said).clamp(*LOG_SD)
    across = spread.clamp_min(TINY).log()
    return torch.cat([across[..., :1], upwards[..., :1], across[..., 1:], upwards[..., 1:]], dim=-1)
