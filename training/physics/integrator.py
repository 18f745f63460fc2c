# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From what the network says to the next state.

The base is a step of classical mechanics: a body keeps a share of its velocity and takes a share of gravity's
pull; the network says which shares (all and none to begin with) and what is to be added.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.physics.frames import to_world
from training.physics.rotations import rotation_matrix
from training.physics.state import Scene, State

CHANGE = 3 + 3 + 3 + 3 + 3 + 4
"""Velocity, mean velocity over the step beyond its base's, spin, turn; three shares; four deviations."""
GREATEST_TURN_RAD = 3.0
KEPT, PULLED = 3.0, 3.0
"""Logits that a new network starts from: it keeps 95 % of velocity and spin, and feels 5 % of gravity."""
BASE_SD_PER_S, BASE_SPEED_SD = 0.1, 0.2
LOG_SD = (-7.0, 3.0)


def advance(scene: Scene, state: State, frame: Tensor, change: Tensor, step_s: Tensor) -> State:
    """The state a step later; `change` [M, N, CHANGE] in the rows' frames, `step_s` [N]. Static rows stay."""
    added = to_world(frame, change[..., :12].reshape(*change.shape[:-1], 4, 3))
    speed, drift, spin, turn = added.unbind(dim=-2)
    step = step_s[:, None]
    kept, spun = torch.sigmoid(KEPT + change[..., 12:14]).chunk(2, dim=-1)
    pulled = torch.sigmoid(change[..., 14:15] - PULLED)
    nought = torch.zeros_like(scene.gravity)
    fall = step * torch.stack([nought, nought, -scene.gravity], dim=-1)
    velocity = kept * state.velocity + pulled * fall + speed
    moved = step * (0.5 * (state.velocity + velocity) + drift)
    spinning = spun * state.spin + spin
    turned = step * 0.5 * (state.spin + spinning) + turn
    turned = turned * (GREATEST_TURN_RAD / turned.norm(dim=-1, keepdim=True).clamp_min(GREATEST_TURN_RAD))
    movable = scene.movable[:, None]
    return State(
        state.position + movable * moved,
        rotation_matrix(movable * turned) @ state.rotation,
        movable * velocity,
        movable * spinning,
    )


def log_deviation(change: Tensor, elapsed_s: Tensor) -> Tensor:
    """Logarithms [M, N, 4] of the standard deviations after `elapsed_s` [N] in all; see `Rollout`."""
    place = (BASE_SD_PER_S * elapsed_s.clamp_min(1e-3)).log()[:, None]
    pace = torch.full_like(place, BASE_SPEED_SD).log()
    base = torch.cat([place, place, pace, pace], dim=-1)
    return (base + change[..., -4:]).clamp(*LOG_SD)
