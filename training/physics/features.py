# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What rows tell the network, each in its own heading.

Nothing here holds a place or a direction of the world, so neither can what is learned from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.bodies import Bodies, bodies
from training.physics.frames import heading, to_local
from training.physics.links import Links, links
from training.physics.materials import Materials, materials
from training.physics.receivers import Receivers
from training.physics.state import Scene, State
from training.physics.surfaces import Pairs, pair
from training.physics.wear import pace, worn

BODY = 3 + 3 + 4 + 5 + 1 + 1 + 1 + 12
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
        materials, bodies: of the rows.
        links: of the edges.
        receivers: of what the edges tell.
    """

    frame: Tensor
    own: Tensor
    pairs: Pairs
    materials: Materials
    bodies: Bodies
    links: Links
    receivers: Receivers


def setting(scene: Scene, receivers: Receivers) -> Setting:
    """Of a scene."""
    frame, made_of = heading(scene.rotation), materials(scene)
    sender, receiver = scene.edges[0], scene.edges[1]
    return Setting(
        frame,
        frame.transpose(1, 2)[receiver],
        pair(scene.shapes.at(receiver), scene.shapes.at(sender)),
        made_of,
        bodies(scene, made_of),
        links(scene, made_of),
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
            fixed.bodies.rolls,
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
    turned = (fixed.frame.transpose(1, 2) @ columns).reshape(len(columns), -1, 12)
    step = step_s[:, None]
    left, _ = worn(fixed.bodies.resistance, pace(state), step * fixed.bodies.gravity)
    long = torch.cat([step, (step.clamp_min(1e-3) / USUAL_STEP_S).log()], dim=-1)
    place, pace_off = state.spread[..., :1], state.spread[..., 1:]
    lost = place / (USUAL_SPREAD_M + place)
    told = [turned, speed, left, lost, pace_off, long + step.new_zeros(len(turned), 1, 1)]
    return torch.cat(told, dim=-1)
