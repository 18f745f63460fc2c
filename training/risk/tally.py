# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What was said and what was true over an epoch, and the figures of it."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import torch
from torch import Tensor

from training.risk.calibration import reliability
from training.risk.figures import class_figures
from training.risk.model import Said
from training.risk.samples import Batch


class Tally:
    """Gathers batches; a class is the likeliest one, before any calibration."""

    def __init__(self) -> None:
        self._parts: dict[str, list[Tensor]] = defaultdict(list)
        self._losses: dict[str, float] = defaultdict(float)
        self._count = 0

    def add(self, said: Said, batch: Batch, losses: dict[str, Tensor]) -> None:
        """One batch."""
        for task in ("risk", "action"):
            self._parts[task].append(getattr(batch, task).cpu())
            self._parts[f"said_{task}"].append(getattr(said, task).detach().argmax(dim=-1).cpu())
        self._parts["logits"].append(said.risk.detach().float().cpu())
        self._parts["confidence"].append(said.confidence.detach().float().sigmoid().cpu())
        self._count += len(batch)
        for name, value in losses.items():
            self._losses[name] += len(batch) * float(value.detach())

    def __len__(self) -> int:
        """How many samples."""
        return self._count

    def figures(self) -> dict[str, float]:
        """Mean losses, the four figures, and how far off probabilities and confidence are; none is NaN."""
        held = {name: torch.cat(parts).numpy() for name, parts in self._parts.items()}
        found = class_figures(held["risk"], held["said_risk"], held["action"], held["said_action"])
        said_p = torch.cat(self._parts["logits"]).softmax(dim=-1).numpy().astype(np.float64)
        right = held["risk"] == held["said_risk"]
        return {
            **{f"loss_{name}": value / self._count for name, value in self._losses.items()},
            **{name: 0.0 if value is None else value for name, value in found.items()},
            "ece": reliability(said_p, held["risk"]).error,
            "confidence_brier": float(np.mean((held["confidence"] - right) ** 2)),
        }
