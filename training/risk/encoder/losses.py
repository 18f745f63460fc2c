# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the encoder's answers cost."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, smooth_l1_loss

from training.risk.encoder.frames import Batch
from training.risk.encoder.grid import DISTANCE, FLOOR, PERSON
from training.risk.encoder.network import Foretold, Told
from training.risk.labels import TASKS

WEIGHTS = {
    "grid_distance": 1.0,
    "grid_person": 1.0,
    "grid_floor": 0.5,
    "still": 1.0,
    "person": 1.0,
    "person_at": 1.0,
    "person_moves": 0.5,
    "foreseen": 4.0,
    "risk": 0.7,
    "reason": 0.2,
    "action": 0.7,
    # What whoever reads the features finds at once; without telemetry it cannot be as good.
    "glanced_foreseen": 1.0,
    "glanced_risk": 0.2,
    "glanced_reason": 0.05,
    "glanced_action": 0.2,
}
SMOOTHING = 0.05


def losses_of(told: Told, batch: Batch) -> dict[str, Tensor]:
    """Each part's mean loss; those on people count where people are seen."""
    truth, sectors = batch.truth, told.sectors
    person = truth["person"]
    there = person.sum().clamp_min(1.0)
    moves = smooth_l1_loss(sectors[:, 3:].transpose(1, 2), truth["person_moves"], reduction="none").sum(-1)
    grid, patches = truth["grid"], told.grid
    parts = {
        "grid_distance": (patches[:, DISTANCE] - grid[:, DISTANCE]).abs().mean(),
        "grid_person": binary_cross_entropy_with_logits(patches[:, PERSON], grid[:, PERSON]),
        "grid_floor": binary_cross_entropy_with_logits(patches[:, FLOOR], grid[:, FLOOR]),
        "still": (sectors[:, 0] - truth["still"]).abs().mean(),
        "person": binary_cross_entropy_with_logits(sectors[:, 1], person),
        "person_at": ((sectors[:, 2] - truth["person_at"]).abs() * person).sum() / there,
        "person_moves": (moves * person).sum() / there,
    }
    for prefix, foretold in (("", told.pondered), ("glanced_", told.glanced)):
        parts |= {prefix + name: value for name, value in _foretelling(foretold, batch).items()}
    return parts


def _foretelling(foretold: Foretold, batch: Batch) -> dict[str, Tensor]:
    parts = {"foreseen": smooth_l1_loss(foretold.foreseen, batch.truth["foreseen"], beta=0.2)}
    for column, task in enumerate(TASKS):
        truth = batch.classes[:, column]
        parts[task] = cross_entropy(foretold.tasks[task], truth, label_smoothing=SMOOTHING)
    return parts


def total(parts: Mapping[str, Tensor]) -> Tensor:
    """Their weighted sum."""
    return torch.stack([WEIGHTS[name] * value for name, value in parts.items()]).sum()
