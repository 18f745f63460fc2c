# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""L = risk CE + 0.5 reason CE + action CE; the confidence learns beside it whether risk is right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from training.risk.labels import LABELS, TASKS
from training.risk.model import Said
from training.risk.samples import Batch
from training.risk.settings import LossSettings


class RiskLoss(nn.Module):
    """Weighted sum of the tasks' losses, by fixed weights or learned ones.

    A learned weight is exp(-s) with s / 2 added, so that no task is wished away.
    Source: Kendall et al. 2018, equation 10.
    """

    def __init__(self, settings: LossSettings, class_weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        self._settings = settings
        for task in TASKS:
            self.register_buffer(f"class_weight_{task}", class_weights[task], persistent=False)
        weights = torch.tensor([getattr(settings, task) for task in TASKS])
        self.log_variance = nn.Parameter(-weights.log(), requires_grad=settings.learned)

    def forward(self, said: Said, batch: Batch) -> dict[str, Tensor]:
        """Each task's loss, the confidence's, and their `total`."""
        parts = {task: self._task(task, getattr(said, task), batch) for task in TASKS}
        weights = dict(zip(TASKS, torch.exp(-self.log_variance), strict=True))
        total = torch.stack([weights[task] * parts[task] for task in TASKS]).sum()
        if self._settings.learned:
            total = total + 0.5 * self.log_variance.sum()
        right = (said.risk.detach().argmax(dim=-1) == batch.risk).float()
        confidence = binary_cross_entropy_with_logits(said.confidence, right)
        return {**parts, "confidence": confidence, "total": total + confidence}

    def _task(self, task: str, logits: Tensor, batch: Batch) -> Tensor:
        truth, weight = getattr(batch, task), getattr(self, f"class_weight_{task}")
        each = cross_entropy(
            logits, truth, weight=weight, reduction="none", label_smoothing=self._settings.smoothing
        )
        mean: Tensor = (each * batch.weight).sum() / (weight[truth] * batch.weight).sum().clamp_min(1e-9)
        return mean


def class_weights(classes: NDArray[np.int64], power: float) -> dict[str, Tensor]:
    """Weights of each task's classes: frequency to the minus `power`, 1 for the average sample.

    Args:
        classes: [N, 3] of `TASKS`.
        power: 0 weighs nothing; 1 makes all classes count alike.
    """
    found = {}
    for column, task in enumerate(TASKS):
        count = np.bincount(classes[:, column], minlength=len(LABELS[task]))
        raw = np.where(count > 0, np.maximum(count, 1.0) ** -power, 0.0)
        scaled = raw * len(classes) / max(float(raw @ count), 1e-9)
        # A class that never occurs here may do so in validation, where it counts like any other.
        found[task] = torch.tensor(np.where(count > 0, scaled, 1.0), dtype=torch.float32)
    return found


def sample_weights(classes: NDArray[np.int64], power: float) -> Tensor:
    """[N]: how often each sample is drawn, by its classes of risk and of action."""
    weights = class_weights(classes, power)
    risk, action = (weights[task].numpy()[classes[:, TASKS.index(task)]] for task in ("risk", "action"))
    return torch.from_numpy(np.sqrt(risk * action).astype(np.float64))
