# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a forecast is punished for.

L = L_phys_state + contact * L_contact + energy * L_energy + turn * L_turn + divergence * L_reg; weight
decay is the optimiser's.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from training.physics.batching import Batch
from training.physics.rotations import rotation_vector
from training.physics.state import Rollout

TURN_UNTIL_S = 1.05
"""Beyond this nobody can say how something that rolls is turned."""
UNREACHED = 20.0
"""Minus the logit of a touch after an episode's end."""


@dataclass(frozen=True)
class Weights:
    """Shares of the loss; the likelihood is weighed by variance**`beta` (1: squared error)."""

    contact: float = 1.0
    energy: float = 0.05
    turn: float = 0.1
    divergence: float = 1e-4
    velocity: float = 0.3
    beta: float = 0.75


def losses(said: Rollout, batch: Batch, weights: Weights) -> dict[str, Tensor]:
    """Each part, the mean over all members, and `total`; all scalars."""
    scored = batch.scored[:, None]
    off, off_pace = said.position - batch.position[:, None], said.velocity - batch.velocity[:, None]
    state = _likelihood(off, said.log_sd[..., :2], scored, weights.beta)
    pace = _likelihood(off_pace, said.log_sd[..., 2:], scored, weights.beta)
    parts = {
        "state": state + weights.velocity * pace,
        "contact": contact_loss(said.contact, batch),
        "energy": energy_loss(said, batch),
        "turn": turn_loss(said.rotation, batch),
        "divergence": said.effort,
    }
    parts["total"] = (
        parts["state"]
        + weights.contact * parts["contact"]
        + weights.energy * parts["energy"]
        + weights.turn * parts["turn"]
        + weights.divergence * parts["divergence"]
    )
    return parts


def _likelihood(error: Tensor, log_sd: Tensor, scored: Tensor, beta: float) -> Tensor:
    """Negative log-likelihood [K, M, N, 3] of errors, weighed by its variance.

    Source: Seitzer et al. 2022, "On the Pitfalls of Heteroscedastic Uncertainty Estimation with Probabilistic
    Neural Networks", eq. 4.
    """
    spread = log_sd[..., [0, 0, 1]]
    each = spread + 0.5 * error.square() * torch.exp(-2.0 * spread)
    weight = torch.exp(2.0 * beta * spread).detach()
    return _mean((weight * each).sum(dim=-1), scored)


def contact_loss(logit: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of every interval, and of whether a fresh pair touches at all."""
    contact, judged = batch.contact[:, None].expand_as(logit), batch.judged[:, None]
    every = binary_cross_entropy_with_logits(logit, contact, reduction="none")
    ever = touch_logit(torch.where(judged, logit, -UNREACHED))[-1]
    touched = (batch.contact * batch.judged).amax(dim=0).expand_as(ever)
    final = binary_cross_entropy_with_logits(ever, touched, reduction="none")
    return _mean(every, judged) + _mean(final, batch.fresh)


def touch_logit(logit: Tensor) -> Tensor:
    """[K, M, E] logit of having touched until each knot: the greatest until then."""
    greatest = [logit[0]]
    for later in logit[1:].unbind(dim=0):  # ONNX has no running maximum
        greatest.append(torch.maximum(greatest[-1], later))
    return torch.stack(greatest)


def energy_loss(said: Rollout, batch: Batch) -> Tensor:
    """Squared error of every scene's energy per kilogram, as a share of the true one, over the knots."""

    def energy(position: Tensor, velocity: Tensor) -> Tensor:
        scene = batch.scene
        each = 0.5 * velocity.square().sum(dim=-1) + scene.gravity * position[..., 2]
        total = torch.zeros(
            *each.shape[:-1], int(batch.graph.max()) + 1, dtype=each.dtype, device=each.device
        )
        return total.index_add(-1, batch.graph, each * batch.scored[:, None])

    truly = energy(batch.position[:, None], batch.velocity[:, None])
    off = energy(said.position, said.velocity) - truly
    return (off / (1.0 + truly.abs())).square().clamp_max(10.0).mean()


def turn_loss(rotation: Tensor, batch: Batch) -> Tensor:
    """Squared angle, rad, of bodies that are not round, at the early knots."""
    early = batch.step_s.cumsum(dim=0) <= TURN_UNTIL_S
    angular = batch.scored & early & (batch.scene.kind[:, 0] == 0)
    vector = rotation_vector(rotation.transpose(-1, -2) @ batch.rotation[:, None])
    return _mean(vector.square().sum(dim=-1), angular[:, None])


def _mean(values: Tensor, counted: Tensor) -> Tensor:
    weight = counted.to(values.dtype).expand_as(values)
    return (values * weight).sum() / weight.sum().clamp_min(1.0)
