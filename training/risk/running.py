# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One training run: into a folder, on from where it was, best by validation kept."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Callback, ModelCheckpoint

from sgw_ros.core.errors import ConfigError
from training.episodes.errors import DatasetError
from training.revision import git_revision
from training.risk.assembling import assemble, check_unchanged, counts
from training.risk.averaging import keep_mean
from training.risk.checkpoints import KEY, check_shape, read_document
from training.risk.fitting import CHOICE
from training.risk.folder import LOG, RunFolder
from training.risk.model import Shape
from training.risk.settings import Settings, load_settings
from training.trainer import make_trainer


def train(config: Path, out: Path, resume: bool) -> dict[str, Any]:
    """Train as `config` says; returns what COMMANDS promises.

    Raises:
        ConfigError: the settings are wrong, `out` holds a run already, or none to be resumed, or another.
        DatasetError: the data cannot be read, or a cache is another encoder's.
        ModelError: a frozen model or the checkpoint to be resumed is missing, damaged or for other sizes.
    """
    settings, folder = load_settings(config), RunFolder(out)
    if not resume and folder.last.exists():
        raise ConfigError(
            f"{out} holds a training run already; go on with it by --resume, or give another --out"
        )
    log = folder.start_log()
    try:
        return _train(settings, folder, resume)
    finally:
        folder.stop_log(log)


def _train(settings: Settings, folder: RunFolder, resume: bool) -> dict[str, Any]:
    if settings.fit.threads:
        torch.set_num_threads(settings.fit.threads)
    fit, frozen = assemble(settings)
    last = _resumable(folder, settings, fit.model.shape) if resume else None
    folder.prepare(settings, {"git_revision": git_revision(), **counts(fit), **frozen})
    journal = Journal(folder)
    trainer = _trainer(settings, folder, journal)
    begun_s = time.monotonic()
    trainer.fit(fit, ckpt_path=last)
    if settings.fit.averaged and not trainer.interrupted:
        keep_mean(fit, trainer, folder)
    wall_s = time.monotonic() - begun_s
    check_unchanged(fit, frozen)
    return {
        "checkpoint": str(folder.best),
        "epochs": trainer.current_epoch,
        "best": {name: round(value, 5) for name, value in fit.best.items()},
        "train_per_s": round(journal.samples / max(journal.seconds, 1e-9), 2),
        "wall_s": round(wall_s, 2),
        "interrupted": trainer.interrupted,
    }


class Journal(Callback):
    """Lines of metrics and of the log, and how long training took without validation."""

    def __init__(self, folder: RunFolder) -> None:
        self.samples, self.seconds = 0, 0.0
        self._folder, self._begun_s = folder, 0.0

    def on_train_start(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        """Forget what will be done again."""
        self._folder.forget_from(trainer.current_epoch)

    def on_train_batch_start(self, *_: Any) -> None:
        """Start the clock."""
        self._begun_s = time.monotonic()

    def on_train_batch_end(self, _trainer: Any, _module: Any, _outputs: Any, batch: Any, *_: Any) -> None:
        """Stop it."""
        self.samples += len(batch)
        self.seconds += time.monotonic() - self._begun_s

    def on_train_epoch_end(self, trainer: lightning.Trainer, pl_module: Any) -> None:
        """Write the epoch's lines."""
        rate = {"learning_rate": trainer.optimizers[0].param_groups[0]["lr"]}
        for split, figures in pl_module.figures.items():
            line = {"epoch": trainer.current_epoch, **figures, **(rate if split == "train" else {})}
            self._folder.append(split, line)
            LOG.info("%s %s", split, json.dumps(line))
        said = ", ".join(f"{name} {value:.4g}" for name, value in pl_module.figures["val"].items())
        if not sys.stderr.isatty():
            print(f"epoch {trainer.current_epoch + 1}/{trainer.max_epochs}: {said}", file=sys.stderr)


def _trainer(settings: Settings, folder: RunFolder, journal: Journal) -> lightning.Trainer:
    at: dict[str, Any] = {
        "dirpath": folder.checkpoints,
        "auto_insert_metric_name": False,
        "enable_version_counter": False,
    }
    kept = (
        [Checkpoints(filename="epoch_{epoch:03d}", save_top_k=-1, **at)] if settings.fit.keep_epochs else []
    )
    # The best one first: the last one remembers which that was. `save_last` writes it for best ones alone.
    kept += [
        Checkpoints(filename="best", monitor=CHOICE, mode="max", **at),
        Checkpoints(filename="last", **at),
    ]
    return make_trainer(settings.fit, [journal, *kept])


class Checkpoints(ModelCheckpoint):
    """Named as the folder's layout has it."""

    FILE_EXTENSION = ".pt"

    @property
    def state_key(self) -> str:
        """What its state is found by in a checkpoint: there are several of this kind."""
        return f"checkpoints_{self.filename}"


def _resumable(folder: RunFolder, settings: Settings, shape: Shape) -> Path:
    if not folder.last.exists():
        raise DatasetError(f"{folder.root} holds no training run to resume; start one without --resume")
    about = read_document(folder.last)[KEY]
    check_shape(about, shape, folder.last)
    if about["settings"] != json.loads(json.dumps(settings.record())):
        raise ConfigError(
            f"{folder.last} was made with other settings; resume with those, or give another --out"
        )
    return folder.last
