# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How good an encoder is on pictures that it did not learn from, with depth and without."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from training.risk.encoder.frames import Frames, gather
from training.risk.encoder.losses import losses_of
from training.risk.encoder.network import Encoder, Teachers
from training.risk.figures import class_figures
from training.risk.labels import TASKS

AT_ONCE = 100
WITHOUT = "without_depth_"


@torch.no_grad()
def examine(encoder: Encoder, teachers: Teachers, frames: Frames) -> dict[str, float]:
    """Mean of every loss, and how good classes told from single frames would be; those without depth, too."""
    encoder.eval()
    teachers.eval()
    found = _examine(encoder, teachers, frames, known=True)
    without = _examine(encoder, teachers, frames, known=False)
    return found | {WITHOUT + name: value for name, value in without.items() if not name.startswith("loss_")}


def _examine(encoder: Encoder, teachers: Teachers, frames: Frames, known: bool) -> dict[str, float]:
    sums: dict[str, float] = {}
    said: dict[str, list[torch.Tensor]] = {task: [] for task in TASKS}
    for rows in np.array_split(np.arange(len(frames)), max(1, len(frames) // AT_ONCE)):
        batch = gather(frames, rows)
        batch = batch if known else replace(batch, near=np.zeros_like(batch.near))
        with torch.autocast("cpu", torch.bfloat16):
            told = teachers(encoder.look(batch.seen, *batch.ranged), batch.telemetry).float()
        for name, value in losses_of(told, batch).items():
            sums[name] = sums.get(name, 0.0) + float(value) * len(rows) / len(frames)
        for task in TASKS:
            said[task].append(told.pondered.tasks[task].argmax(dim=1))
    risk, action = (torch.cat(said[task]).numpy() for task in ("risk", "action"))
    reached = class_figures(frames.classes[:, 0], risk, frames.classes[:, 2], action)
    return {f"loss_{name}": round(value, 4) for name, value in sums.items()} | {
        name: round(value, 4) for name, value in reached.items() if value is not None
    }
