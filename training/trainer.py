# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Lightning's trainer, as every expert's training wants it."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Sequence
from typing import Any

import lightning
from lightning.pytorch.callbacks import Callback
from lightning.pytorch.loggers import Logger


def make_trainer(fit: Any, callbacks: Sequence[Callback], logger: Logger | None = None) -> lightning.Trainer:
    """A trainer for `fit`'s epochs, precision and clip: repeatable; silent but for a bar on a terminal."""
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="lightning")
    return lightning.Trainer(
        accelerator="auto",
        devices="auto",
        max_epochs=fit.epochs,
        precision=fit.precision,
        gradient_clip_val=fit.clip,
        callbacks=list(callbacks),
        logger=False if logger is None else logger,
        enable_progress_bar=sys.stderr.isatty(),
        enable_model_summary=False,
        num_sanity_val_steps=0,
        reload_dataloaders_every_n_epochs=1,
        deterministic="warn",
    )
