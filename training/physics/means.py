# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The mean of a run's weights over more or less of its end, whichever validation likes best.

Which width is best is not known beforehand: so the weights of every epoch stay in the run's folder, and the
means over its last 2, 4, 8... epochs are validated when it ends.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Callback

from training.means import mean_of
from training.physics.checkpoints import write_weights
from training.physics.fitting import MONITORED, PhysicsFit

FOLDER = "epochs"


class Kept(Callback):
    """Writes every epoch's weights beside a run's checkpoints."""

    def __init__(self, out: Path) -> None:
        self._folder = out / FOLDER

    def on_train_epoch_end(self, trainer: lightning.Trainer, fit: Any) -> None:
        """One file for every epoch; one that is gone through again replaces its own."""
        self._folder.mkdir(parents=True, exist_ok=True)
        torch.save(fit.network.state_dict(), self._folder / f"{trainer.current_epoch:05}.pt")


def keep_widest(fit: PhysicsFit, trainer: lightning.Trainer, best: Path) -> None:
    """Put the best of the means into the checkpoint `best`, where it is better than what is there."""
    files = sorted((best.parent / FOLDER).glob("*.pt"))
    count = 2
    while count <= len(files):
        fit.network.load_state_dict(mean_of(torch.load(path, weights_only=True) for path in files[-count:]))
        before = fit.best[MONITORED]
        trainer.validate(fit, verbose=False)
        if fit.best[MONITORED] < before:
            write_weights(best, fit.network, fit.best)
        count *= 2
