# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The state that a simulator carries from one step to the next, and the scene that does not change."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from training.physics.surfaces import Shapes


@dataclass(frozen=True, eq=False)
class State:
    """N rows as M members have them; world frame.

    Attributes:
        position: [M, N, 3] m.
        rotation: [M, N, 3, 3], columns are the body's axes.
        velocity: [M, N, 3] m/s.
        spin: [M, N, 3] rad/s.
        spread: [M, N, 2] standard deviations, either way along the floor, of place m and velocity m/s: the
            velocity above is the mean of what may be.
    """

    position: Tensor
    rotation: Tensor
    velocity: Tensor
    spin: Tensor
    spread: Tensor


@dataclass(frozen=True, eq=False)
class Scene:
    """What `SceneGraph` holds, as tensors of the same shapes; several scenes may be batched as one."""

    position: Tensor
    rotation: Tensor
    velocity: Tensor
    spin: Tensor
    half: Tensor
    kind: Tensor
    corners: Tensor
    surface: Tensor
    doubt: Tensor
    movable: Tensor
    gravity: Tensor
    edges: Tensor
    joined: Tensor

    @property
    def shapes(self) -> Shapes:
        """Of all rows."""
        return Shapes(self.half, self.kind, self.corners)

    def start(self, members: int = 1) -> State:
        """The state at the present, alike for all members."""
        known = torch.zeros_like(self.position[:, :2])
        alike = (self.position, self.rotation, self.velocity[:, 0], self.spin, known)
        return State(*(value.expand(members, *value.shape) for value in alike))


@dataclass(frozen=True, eq=False)
class Rollout:
    """Forecasts of M members at K times.

    Attributes:
        position: [K, M, N, 3] m.
        rotation: [K, M, N, 3, 3].
        velocity: [K, M, N, 3] m/s.
        log_sd: [K, M, N, 4] natural logarithm of the standard deviations of position across and up (m), of
            velocity across and up (m/s).
        contact: [K, M, E] logit that the two of an edge touch between this time and the one before.
        effort: [] mean square of what the network adds to the base integrator.
    """

    position: Tensor
    rotation: Tensor
    velocity: Tensor
    log_sd: Tensor
    contact: Tensor
    effort: Tensor
