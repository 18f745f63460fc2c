# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Several simulators as one forecast: what they agree on, and how far they do not."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.physics.losses import touch_logit
from training.physics.network import Simulator
from training.physics.state import Rollout, Scene


@dataclass(frozen=True, eq=False)
class Outlook:
    """A forecast at K times: the moments of the members' mixture.

    Attributes:
        position_mean: [K, N, 3] m.
        position_sd: [K, N, 3] m.
        velocity_mean: [K, N, 3] m/s.
        velocity_sd: [K, N, 3] m/s.
        touch: [K, E] probability that the two of an edge have touched by then.
    """

    position_mean: Tensor
    position_sd: Tensor
    velocity_mean: Tensor
    velocity_sd: Tensor
    touch: Tensor


class Ensemble(nn.Module):
    """Members of one make that began differently."""

    def __init__(self, hidden: int, rounds: int, members: int) -> None:
        super().__init__()
        self.members = nn.ModuleList(Simulator(hidden, rounds) for _ in range(members))

    def rollouts(self, scene: Scene, step_s: Tensor) -> list[Rollout]:
        """What each member says."""
        return [member(scene, step_s) for member in self.members]

    def forward(self, scene: Scene, step_s: Tensor) -> Outlook:
        """What they say together, of `scene` after steps of `step_s` [K, N] s."""
        return outlook(self.rollouts(scene, step_s))


def outlook(said: list[Rollout]) -> Outlook:
    """Mean and spread of a mixture of Gaussians with equal shares."""
    position = torch.stack([each.position for each in said])
    velocity = torch.stack([each.velocity for each in said])
    deviation = torch.stack([each.log_sd for each in said]).exp()
    touch = torch.stack([torch.sigmoid(touch_logit(each.contact)) for each in said])
    return Outlook(
        position.mean(dim=0),
        _spread(position, deviation[..., [0, 0, 1]]),
        velocity.mean(dim=0),
        _spread(velocity, deviation[..., [2, 2, 3]]),
        touch.mean(dim=0),
    )


def _spread(mean: Tensor, sd: Tensor) -> Tensor:
    within = sd.square().mean(dim=0)
    between = (mean - mean.mean(dim=0)).square().mean(dim=0)
    return (within + between).sqrt()
