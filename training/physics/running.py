# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One training run: into a folder, on from where it was, best by validation kept."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import lightning
import torch
from lightning.pytorch.callbacks import Callback, ModelCheckpoint
from lightning.pytorch.loggers import CSVLogger

from sgw_ros.core.errors import ConfigError
from training.episodes.errors import DatasetError
from training.physics.adapter import check_base
from training.physics.calibrating import calibrate_checkpoint
from training.physics.checkpoints import load_checkpoint
from training.physics.ensemble import Ensemble
from training.physics.fitting import MONITORED, PhysicsFit
from training.physics.means import Kept, keep_widest
from training.physics.samples import load
from training.physics.settings import Settings, load_settings
from training.trainer import make_trainer

BEST, LAST = "best.ckpt", "last.ckpt"


def train(config: Path, out: Path, resume: bool) -> dict[str, Any]:
    """Train as `config` says; returns what COMMANDS promises.

    Raises:
        ConfigError: the settings are wrong, `out` holds a run already, or none to be resumed, or another.
        DatasetError: the data cannot be read.
        ModelError: the checkpoint to be resumed is damaged.
    """
    settings, base = _on_base(load_settings(config))
    last = _resumable(out, settings) if resume else None
    if not resume:
        _check_fresh(out)
    fit = PhysicsFit(
        settings,
        *(
            load(Path(folder), settings.data.held_out, settings.data.most or None)
            for folder in (settings.data.train, settings.data.val)
        ),
    )
    path = Path(settings.adapter.base)
    digest = None if base is None else fit.stand_on(base, path)
    lightning.seed_everything(settings.seed, verbose=False)
    if settings.fit.threads:
        torch.set_num_threads(settings.fit.threads)
    count = Count()
    trainer = _trainer(settings, out, [count, Kept(out)])
    begun_s = time.monotonic()
    trainer.fit(fit, ckpt_path=last)
    if not trainer.interrupted:
        keep_widest(fit, trainer, out / BEST)
    calibrate_checkpoint(out / BEST, fit.val_dataloader())
    wall_s = time.monotonic() - begun_s
    if digest is not None:
        check_base(load_checkpoint(out / BEST).network, digest, path)
    return {
        "checkpoint": str(out / BEST),
        "epochs": trainer.current_epoch,
        "best": fit.best,
        "train_per_s": round(count.scenes / max(count.seconds, 1e-9), 2),
        "wall_s": round(wall_s, 2),
        "interrupted": trainer.interrupted,
        **({} if digest is None else {"base_sha256": digest}),
    }


def _on_base(settings: Settings) -> tuple[Settings, Ensemble | None]:
    """The settings with the size of the adapter's base, and that base; None without an adapter."""
    if not settings.adapter.base:
        return settings, None
    base = load_checkpoint(Path(settings.adapter.base))
    return replace(settings, network=base.settings.network), base.network


class Count(Callback):
    """Scenes trained on, and the time that took without validation."""

    def __init__(self) -> None:
        self.scenes, self.seconds, self._begun_s = 0, 0.0, 0.0

    def on_train_batch_start(self, *_: Any) -> None:
        """Start the clock."""
        self._begun_s = time.monotonic()

    def on_train_batch_end(self, _trainer: Any, _module: Any, _outputs: Any, batch: Any, *_: Any) -> None:
        """Stop it."""
        self.scenes += int(batch.graph[-1]) + 1
        self.seconds += time.monotonic() - self._begun_s

    def on_train_epoch_end(self, trainer: lightning.Trainer, _module: Any) -> None:
        """Say a line where no bar is drawn."""
        if not sys.stderr.isatty():
            figures = ", ".join(
                f"{name} {float(value):.4g}" for name, value in sorted(trainer.callback_metrics.items())
            )
            print(f"epoch {trainer.current_epoch + 1}/{trainer.max_epochs}: {figures}", file=sys.stderr)


def _trainer(settings: Settings, out: Path, more: list[Callback]) -> lightning.Trainer:
    at: dict[str, Any] = {"dirpath": out, "enable_version_counter": False}
    # `save_last` would write the last one for best epochs alone, and a killed run would go on from there.
    kept = [
        ModelCheckpoint(filename="best", monitor=MONITORED, mode="min", **at),
        ModelCheckpoint(filename="last", **at),
    ]
    return make_trainer(settings.fit, [*more, *kept], CSVLogger(out, name="", version=""))


def _check_fresh(out: Path) -> None:
    if (out / LAST).exists():
        raise ConfigError(
            f"{out} holds a training run already; go on with it by --resume, or give another --out"
        )


def _resumable(out: Path, settings: Settings) -> Path:
    last = out / LAST
    if not last.exists():
        raise DatasetError(f"{out} holds no training run to resume; start one without --resume")
    found = load_checkpoint(last).settings
    if found.record() != settings.record():
        raise ConfigError(f"{last} was made with other settings; resume with those, or give another --out")
    return last
