# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What rows and edges tell the network, each in the heading of the row that is told.

Nothing here holds a place or a direction of the world, so neither can what is learned from it.
"""

from __future__ import annotations

import torch
from torch import Tensor

from training.physics.frames import to_local
from training.physics.state import Scene, State
from training.physics.surfaces import gap

BODY = 3 + 6 + 5 + 5 + 1 + 1 + 12
MOTION = 3 + 3 + 6 + 3
EDGE = 3 + 3 + 3 + 4 + 3 + 2 + 2 + 6 + 1 + 1
GREATEST_HALF_M, GREATEST_GAP_M, FAR_M = 1.0, 1.0, 3.0
"""Beyond these all count alike: a floor of 40 m is one of 2 m, and what is 3 m off is far."""
NEAR_M = (0.02, 0.1)
GRAVITY_MPS2, USUAL_STEP_S = 9.81, 0.3


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


def motion_features(scene: Scene, state: State, frame: Tensor, step_s: Tensor) -> Tensor:
    """[N, MOTION]: how a row stands and moves now, and how long the step is."""
    # Rows of the transpose are the body's axes; the first and the last say how it is turned.
    axes = to_local(frame, state.rotation.transpose(1, 2))
    speed: Tensor = torch.linalg.vector_norm(state.velocity, dim=-1, keepdim=True)
    return torch.cat(
        [
            to_local(frame, state.velocity),
            0.1 * to_local(frame, state.spin),
            axes[:, 0],
            axes[:, 2],
            speed,
            step_s[:, None],
            (step_s[:, None].clamp_min(1e-3) / USUAL_STEP_S).log(),
        ],
        dim=-1,
    )


def edge_features(scene: Scene, state: State, frame: Tensor, step_s: Tensor) -> Tensor:
    """[E, EDGE]: how a sender lies and moves, seen by the receiver."""
    sender, receiver = scene.edges[0], scene.edges[1]
    here, there, shapes = state.poses.at(receiver), state.poses.at(sender), scene.shapes
    between = gap(here, shapes.at(receiver), there, shapes.at(sender))
    own = frame[receiver]
    meeting = 0.5 * (between.first_point + between.second_point)
    approach = _velocity_at(state, sender, meeting) - _velocity_at(state, receiver, meeting)
    closing = -(approach * between.normal).sum(dim=-1, keepdim=True)
    distance = between.distance[:, None].clamp(-GREATEST_GAP_M, GREATEST_GAP_M)
    meets = torch.exp(
        -distance.clamp_min(0.0) / (closing.clamp_min(0.05) * step_s[receiver, None].clamp_min(1e-3))
    )
    axes = to_local(own, there.rotation.transpose(1, 2))
    return torch.cat(
        [
            _bounded(to_local(own, between.second_point - here.position)),
            _bounded(to_local(own, between.first_point - here.position)),
            to_local(own, between.normal),
            distance,
            torch.tanh(distance / NEAR_M[0]),
            torch.tanh(distance / NEAR_M[1]),
            meets,
            _bounded(to_local(own, approach)),
            closing,
            closing * step_s[receiver, None],
            scene.joined,
            axes[:, 0],
            axes[:, 2],
            scene.movable[sender, None],
            step_s[receiver, None],
        ],
        dim=-1,
    )


def _velocity_at(state: State, rows: Tensor, point: Tensor) -> Tensor:
    """Of the material of `rows` at `point` [E, 3], m/s."""
    arm = (point - state.position[rows]).clamp(-FAR_M, FAR_M)
    turning: Tensor = torch.linalg.cross(state.spin[rows], arm)
    return state.velocity[rows] + turning


def _bounded(vector: Tensor) -> Tensor:
    """Vectors shortened to at most `FAR_M`, their direction kept."""
    length: Tensor = torch.linalg.vector_norm(vector, dim=-1, keepdim=True)
    return vector * (FAR_M / length.clamp_min(FAR_M))
