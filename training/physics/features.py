# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What rows tell the network, each in its own heading.

Nothing here holds a place or a direction of the world, so neither can what is learned from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.frames import heading, to_local
from training.physics.materials import Bonds, Materials, bonds, materials
from training.physics.receivers import Receivers
from training.physics.state import Scene, State
from training.physics.surfaces import Pairs, pair
from training.physics.wear import pace, worn

BODY = 3 + 3 + 4 + 5 + 1 + 1 + 12
MOTION = 3 + 3 + 6 + 1 + 2 + 2 + 2
USUAL_SPREAD_M = 0.3
GREATEST_HALF_M, GREATEST_ROLLING = 1.0, 0.2
GRAVITY_MPS2, USUAL_STEP_S = 9.81, 0.3
SPIN_SCALE = 0.1


@dataclass(frozen=True, eq=False)
class Setting:
    """What of a scene does not change from step to step.

    Attributes:
        frame: [N, 3, 3] headings of the rows.
        own: [E, 3, 3] to the receivers' headings: those of the receivers, transposed.
        pairs: receivers' and senders' shapes.
        edge: [E, 3] whether the two are of one body, held by a joint; whether the sender can move.
        materials: of the rows.
        bonds: of the edges.
        receivers: of what the edges tell.
    """

    frame: Tensor
    own: Tensor
    pairs: Pairs
    edge: Tensor
    materials: Materials
    bonds: Bonds
    receivers: Receivers


def setting(scene: Scene, receivers: Receivers) -> Setting:
    """Of a scene."""
    frame, made_of = heading(scene.rotation), materials(scene)
    sender, receiver = scene.edges[0], scene.edges[1]
    return Setting(
        frame,
        frame.transpose(1, 2)[receiver],
        pair(scene.shapes.at(receiver), scene.shapes.at(sender)),
        torch.cat([scene.joined, scene.movable[sender, None]], dim=-1),
        made_of,
        bonds(scene, made_of),
        receivers,
    )


def body_features(scene: Scene, fixed: Setting) -> Tensor:
    """[N, BODY]: what a row is, and how it moved of late."""
    made_of = fixed.materials
    return torch.cat(
        [
            scene.half.clamp(1e-3, GREATEST_HALF_M).log(),
            made_of.shaped,
            made_of.friction[:, None],
            made_of.restitution[:, None],
            made_of.rolling[:, None].clamp_max(GREATEST_ROLLING) / GREATEST_ROLLING,
            scene.surface[:, 3:4].clamp(-2.0, 2.0),
            scene.doubt,
            scene.movable[:, None],
            scene.gravity[:, None] / GRAVITY_MPS2,
            to_local(fixed.frame, scene.velocity).flatten(1),
        ],
        dim=-1,
    )


def motion_features(scene: Scene, state: State, fixed: Setting, step_s: Tensor) -> Tensor:
    """[M, N, MOTION]: how a row stands and moves now, how long the step `step_s` [N] is, what friction
    would leave of its speed if it slid all the while, and if it rolled, and how far it may be elsewhere.
    """
    moving = torch.cat([state.velocity[..., None], SPIN_SCALE * state.spin[..., None]], dim=-1)
    # Columns of a rotation are the body's axes; the first and the last say how it is turned.
    columns = torch.cat([moving, state.rotation[..., ::2]], dim=-1)
    speed = torch.linalg.vector_norm(state.velocity, dim=-1, keepdim=True)
    step = torch.stack([step_s, (step_s.clamp_min(1e-3) / USUAL_STEP_S).log()], dim=-1)
    turned = (fixed.frame.transpose(1, 2) @ columns).flatten(2)
    left, _ = worn(fixed.materials, pace(state), step_s * scene.gravity)
    lost = state.spread[..., :1] / (USUAL_SPREAD_M + state.spread[..., :1])
    told = [turned, speed, left, lost, state.spread[..., 1:], step.expand(len(turned), -1, -1)]
    return torch.cat(told, dim=-1)
