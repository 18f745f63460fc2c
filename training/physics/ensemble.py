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

LEAST_ELAPSED_S = 0.02


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


class Calibration(nn.Module):
    """What the members' doubts are worth, as validation found; to begin with, what they say.

    Deviations are multiplied by a power of the time that has gone by since the present, so that it holds for
    steps of any length; logits of touch by a factor, after a shift.
    """

    spread: Tensor
    touch: Tensor

    def __init__(self) -> None:
        super().__init__()
        # Of position across and up, velocity across and up: log of the factor after 1 s, and the power.
        self.register_buffer("spread", torch.zeros(2, 4))
        self.register_buffer("touch", torch.tensor([0.0, 1.0]))

    def factors(self, step_s: Tensor) -> Tensor:
        """[K, N, 4] for steps of `step_s` [K, N] s."""
        elapsed_s = step_s.cumsum(dim=0).clamp_min(LEAST_ELAPSED_S)[..., None]
        return torch.exp(self.spread[0] + self.spread[1] * elapsed_s.log())

    def likely(self, logit: Tensor) -> Tensor:
        """Probabilities of logits."""
        return torch.sigmoid(self.touch[1] * (logit + self.touch[0]))


class Ensemble(nn.Module):
    """Members of one make that began differently."""

    def __init__(self, hidden: int, rounds: int, members: int) -> None:
        super().__init__()
        self.members = Simulator(hidden, rounds, members)
        self.calibration = Calibration()

    def rollout(self, scene: Scene, step_s: Tensor) -> Rollout:
        """What each member says."""
        said: Rollout = self.members(scene, step_s)
        return said

    def forward(self, scene: Scene, step_s: Tensor) -> Outlook:
        """What they say together, of `scene` after steps of `step_s` [K, N] s."""
        return outlook(self.rollout(scene, step_s), step_s, self.calibration)


def outlook(said: Rollout, step_s: Tensor, calibration: Calibration) -> Outlook:
    """Mean and spread of a mixture of Gaussians with equal shares."""
    deviation, factor = said.log_sd.exp(), calibration.factors(step_s)
    return Outlook(
        said.position.mean(dim=1),
        _spread(said.position, deviation[..., [0, 0, 1]]) * factor[..., [0, 0, 1]],
        said.velocity.mean(dim=1),
        _spread(said.velocity, deviation[..., [2, 2, 3]]) * factor[..., [2, 2, 3]],
        calibration.likely(touch_logit(said.contact)).mean(dim=1),
    )


def _spread(mean: Tensor, sd: Tensor) -> Tensor:
    within = sd.square().mean(dim=1)
    between = (mean - mean.mean(dim=1, keepdim=True)).square().mean(dim=1)
    return (within + between).sqrt()
