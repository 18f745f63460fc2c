# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Wires network, losses, samples and optimiser to Lightning; decides nothing."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Sampler

from training.order import EpochOrder
from training.physics.adapter import load_base
from training.physics.batching import Batch, collate
from training.physics.checkpoints import KEY, describe, make_network
from training.physics.ensemble import Ensemble
from training.physics.graphs import KNOTS_S
from training.physics.losses import losses
from training.physics.samples import FixedSamples, Moments, TrainingSamples
from training.physics.settings import Settings
from training.physics.symmetries import Sample
from training.physics.validation import validation_figures
from training.schedule import warm_cosine

MONITORED = "val_score"
AVERAGED = 0.08
"""Weights are averaged over about this share of all steps so far."""
NEAR_KNOTS = KNOTS_S.index(1.0) + 1


class PhysicsFit(lightning.LightningModule):
    """Trains every member of an ensemble on every batch.

    `network`, which is validated and kept, has the mean of the weights that `learning` had of late.
    Source: Polyak, Juditsky 1992, "Acceleration of Stochastic Approximation by Averaging".
    """

    def __init__(self, settings: Settings, train: Moments, val: Moments) -> None:
        super().__init__()
        self.settings, self._data = settings, {"train": train.origin, "val": val.origin}
        self.learning = make_network(settings)
        self.network = copy.deepcopy(self.learning).requires_grad_(False)
        self.samples = TrainingSamples(train, settings.data.per_episode, settings.noise, settings.seed)
        self._fixed = FixedSamples(val)
        self.best: dict[str, float] = {}
        self._seen: list[dict[str, float]] = []
        self._before_s, self._begun_s = 0.0, time.monotonic()

    def stand_on(self, base: Ensemble, path: Path) -> str:
        """Give both the weights of an adapter's base; returns their digest.

        Raises:
            ModelError: see `load_base`.
        """
        load_base(self.learning, base, path)
        return load_base(self.network, base, path)

    def train_dataloader(self) -> DataLoader[Sample]:
        """Moments, another order in each epoch."""
        self.samples.epoch = self.current_epoch
        order = EpochOrder(self.samples, self.settings.seed, self.settings.data.per_epoch)
        return self._loader(self.samples, order)

    def val_dataloader(self) -> DataLoader[Sample]:
        """Every episode's present of the protocol."""
        return self._loader(self._fixed, None)

    def _loader(self, samples: Any, order: Sampler[int] | None) -> DataLoader[Sample]:
        fit = self.settings.fit
        return DataLoader(
            samples, batch_size=fit.batch, sampler=order, num_workers=fit.workers, collate_fn=collate
        )

    def transfer_batch_to_device(self, batch: Batch, device: torch.device, dataloader_idx: int) -> Batch:
        """Lightning does not look into our types."""
        return batch.to(device)

    def training_step(self, batch: Batch, batch_idx: int) -> Tensor:
        """The members' mean loss."""
        batch = batch.until(self._knots())
        parts = losses(self.learning.rollout(batch.scene, batch.step_s), batch, self.settings.loss)
        size = int(batch.graph[-1]) + 1
        logged = {f"train_{name}": value.detach() for name, value in parts.items()}
        self.log_dict(logged, on_step=False, on_epoch=True, batch_size=size)
        self.log("loss", parts["total"].detach(), prog_bar=True, logger=False, batch_size=size)
        return parts["total"]

    def configure_gradient_clipping(
        self, optimizer: Any, gradient_clip_val: Any = None, gradient_clip_algorithm: str | None = None
    ) -> None:
        """Clip each member's gradient by itself: one that has gone astray would leave the others no step."""
        if gradient_clip_val:
            clip_members(
                [each.grad for each in self.learning.parameters() if each.grad is not None], gradient_clip_val
            )

    def on_train_batch_end(self, outputs: Any, batch: Any, batch_idx: int) -> None:
        """Carry the mean on."""
        share = 1.0 / (1.0 + AVERAGED * self.global_step)
        for kept, value in zip(self.network.parameters(), self.learning.parameters(), strict=True):
            kept.lerp_(value.detach(), share)

    def validation_step(self, batch: Batch, batch_idx: int) -> None:
        """Figures of the ensemble."""
        self._seen.append(validation_figures(self.network(batch.scene, batch.step_s), batch))

    def on_validation_epoch_end(self) -> None:
        """Log the figures over all batches."""
        seen, self._seen = self._seen, []
        total = {name: sum(each[name] for each in seen) for name in seen[0]}
        figures = {
            f"val_{name}": math.sqrt(total[f"{name}_squared"] / max(total[f"{name}_count"], 1.0))
            for name in ("rmse_1", "rmse_3", "rmse_5")
        }
        hit, false, missed = (total[name] for name in ("hit", "false", "missed"))
        figures["val_contact_f1"] = 2 * hit / max(2 * hit + false + missed, 1.0)
        figures[MONITORED] = sum(figures[f"val_rmse_{h}"] for h in (1, 3, 5)) + 1 - figures["val_contact_f1"]
        self.log_dict(figures, prog_bar=True)
        if not self.trainer.sanity_checking and figures[MONITORED] < self.best.get(MONITORED, math.inf):
            self.best = {name: round(value, 5) for name, value in figures.items()}

    def on_train_start(self) -> None:
        """Start the clock."""
        self._begun_s = time.monotonic()

    def on_train_epoch_end(self) -> None:
        """End where the time is up."""
        if self._time_share() >= 1.0:
            self.trainer.should_stop = True

    def _knots(self) -> int:
        """How far is foretold: at first a second, where most is to be learned and little goes astray.

        Later it is more and more often all of it.
        """
        near = self.settings.fit.near
        share = max(self._time_share(), self.global_step / float(self.trainer.estimated_stepping_batches))
        drawn = np.random.default_rng([self.settings.seed, self.global_step]).random()
        return NEAR_KNOTS if share < near * drawn else len(KNOTS_S)

    def _spent_s(self) -> float:
        return self._before_s + time.monotonic() - self._begun_s

    def _time_share(self) -> float:
        budget_s = 60.0 * self.settings.fit.minutes
        return self._spent_s() / budget_s if budget_s else 0.0

    def configure_optimizers(self) -> Any:
        """AdamW; a linear warm-up, then a cosine."""
        fit = self.settings.fit
        optimiser = torch.optim.AdamW(
            self.learning.parameters(), lr=fit.learning_rate, weight_decay=fit.weight_decay
        )
        steps = int(self.trainer.estimated_stepping_batches)
        schedule = warm_cosine(optimiser, steps, fit.warmup, self._time_share)
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Say what it is."""
        checkpoint[KEY] = describe(self.settings, self._data, self.best, self._spent_s())

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Go on from what was reached."""
        self.best, self._before_s = dict(checkpoint[KEY]["best"]), float(checkpoint[KEY]["spent_s"])


def clip_members(gradients: Sequence[Tensor], most: float) -> None:
    """Shorten each member's gradient, in place, to a norm of `most`; one that is no number becomes nought.

    Args:
        gradients: [M, ...] each, of M members.
        most: greatest norm.
    """
    squared = torch.stack([each.flatten(1).square().sum(dim=1) for each in gradients]).sum(dim=0)
    share = (most / squared.sqrt()).clamp_max(1.0)
    for each in gradients:
        each.mul_(share.reshape(-1, *(1 for _ in each.shape[1:]))).nan_to_num_(0.0, 0.0, 0.0)
