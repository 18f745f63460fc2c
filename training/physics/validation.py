# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Sums over a batch from which an epoch's figures are made."""

from __future__ import annotations

import torch

from training.physics.batching import Batch
from training.physics.ensemble import Outlook
from training.physics.graphs import KNOTS_S
from training.physics.protocol import HORIZONS_S

LIKELY = 0.5


def validation_figures(said: Outlook, batch: Batch) -> dict[str, float]:
    """Squared errors and counts at 1, 3 and 5 s; edges of fresh pairs that truly and supposedly touch."""
    sums: dict[str, float] = {}
    squared = (said.position_mean - batch.position).square().sum(dim=-1)
    for horizon in HORIZONS_S:
        knot = KNOTS_S.index(float(horizon))
        scored = batch.scored[knot]
        sums[f"rmse_{horizon}_squared"] = float((squared[knot] * scored).sum())
        sums[f"rmse_{horizon}_count"] = float(scored.sum())
    likely = (said.touch[-1] >= LIKELY) & batch.fresh
    true = ((batch.contact * batch.judged).amax(dim=0) > 0) & batch.fresh
    for name, those in (("hit", true & likely), ("false", ~true & likely), ("missed", true & ~likely)):
        sums[name] = float(torch.count_nonzero(those))
    return sums
