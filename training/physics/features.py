# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What rows and edges tell the network, each in the heading of the row that is told.

Nothing here holds a place or a direction of the world, so neither can what is learned from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.frames import heading, to_local
from training.physics.state import Scene, State
from training.physics.surfaces import Pairs, Poses, gap_of, pair

BODY = 3 + 6 + 5 + 5 + 1 + 1 + 12
MOTION = 3 + 3 + 6 + 1 + 2
EDGE = 3 + 3 + 3 + 3 + 6 + 4 + 2 + 2 + 1 + 1
GREATEST_HALF_M, GREATEST_GAP_M, FAR_M = 1.0, 1.0, 3.0
"""Beyond these all count alike: a floor of 40 m is one of 2 m, and what is 3 m off is far."""
NEAR_M = (0.02, 0.1)
LEAST_CLOSING_MPS = 0.05
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
    """

    frame: Tensor
    own: Tensor
    pairs: Pairs
    edge: Tensor


def setting(scene: Scene) -> Setting:
    """Of a scene."""
    frame = heading(scene.rotation)
    sender, receiver = scene.edges[0], scene.edges[1]
    return Setting(
        frame,
        frame.transpose(1, 2)[receiver],
        pair(scene.shapes.at(receiver), scene.shapes.at(sender)),
        torch.cat([scene.joined, scene.movable[sender, None]], dim=-1),
    )


def body_features(scene: Scene, frame: Tensor) -> Tensor:
    """[N, BODY]: what a row is, and how it moved of late."""
    return torch.cat(
        [
            scene.half.clamp(1e-3, GREATEST_HALF_M).log(),
            scene.kind,
            scene.surface,
            scene.doubt,
            scene.movable[:, None],
            scene.gravity[:, None] / GRAVITY_MPS2,
            to_local(frame, scene.velocity).flatten(1),
        ],
        dim=-1,
    )


def motion_features(state: State, fixed: Setting, step_s: Tensor) -> Tensor:
    """[M, N, MOTION]: how a row stands and moves now, and how long the step `step_s` [N] is."""
    moving = torch.cat([state.velocity[..., None], SPIN_SCALE * state.spin[..., None]], dim=-1)
    # Columns of a rotation are the body's axes; the first and the last say how it is turned.
    columns = torch.cat([moving, state.rotation[..., ::2]], dim=-1)
    speed = torch.linalg.vector_norm(state.velocity, dim=-1, keepdim=True)
    step = torch.stack([step_s, (step_s.clamp_min(1e-3) / USUAL_STEP_S).log()], dim=-1)
    turned = (fixed.frame.transpose(1, 2) @ columns).flatten(2)
    return torch.cat([turned, speed, step.expand(len(turned), -1, -1)], dim=-1)


def edge_features(scene: Scene, state: State, fixed: Setting, step_s: Tensor) -> Tensor:
    """[M, E, EDGE]: how a sender lies and moves, seen by the receiver; `step_s` [N]."""
    there, here = _seen_by_receivers(scene, state, fixed)
    nowhere = torch.zeros_like(there[..., 0])
    between = gap_of(Poses(nowhere, here[..., 1:4]), Poses(there[..., 0], there[..., 1:4]), fixed.pairs)
    meeting = 0.5 * (between.first_point + between.second_point)
    approach = _velocity_at(there, meeting) - _velocity_at(here, meeting)
    closing = -(approach * between.normal).sum(dim=-1, keepdim=True)
    distance = between.distance[..., None].clamp(-GREATEST_GAP_M, GREATEST_GAP_M)
    step = step_s[scene.edges[1], None]
    reached = closing.clamp_min(LEAST_CLOSING_MPS) * step.clamp_min(1e-3)
    meets = torch.exp(-distance.clamp_min(0.0) / reached)
    vectors = _bounded(torch.stack([between.second_point, between.first_point, approach], dim=-1))
    still = torch.cat([fixed.edge, step], dim=-1).expand(len(meets), -1, -1)
    return torch.cat(
        [
            vectors.flatten(2),
            between.normal,
            there[..., 1:4:2].flatten(2),
            distance,
            torch.tanh(distance / NEAR_M[0]),
            torch.tanh(distance / NEAR_M[1]),
            meets,
            closing,
            closing * step,
            still,
        ],
        dim=-1,
    )


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
