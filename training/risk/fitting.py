# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Wires model, loss, samples and optimiser to Lightning; decides nothing."""

from __future__ import annotations

from typing import Any

import lightning
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Sampler

from training.episodes.errors import DatasetError
from training.order import EpochOrder
from training.risk.checkpoints import KEY, PREFIX, describe
from training.risk.dataset import RiskDataset
from training.risk.losses import RiskLoss, class_weights, sample_weights
from training.risk.model import FROZEN, LEAST_FEATURE, LEAST_NUMBER, LEAST_SPREAD, SpatialIntentModel
from training.risk.samples import Batch, Sample, collate
from training.risk.settings import Settings
from training.risk.tally import Tally
from training.risk.vision import VisionEncoder
from training.schedule import warm_cosine

CHOICE, TIE = "choice", 1e-3
STATISTICS_FROM = 4096
"""Samples that means and spreads of the readings are learned from."""


class RiskFit(lightning.LightningModule):
    """Trains all of the model but its language model, and the weights of the loss where they are learned."""

    def __init__(
        self,
        settings: Settings,
        model: SpatialIntentModel,
        train: RiskDataset,
        val: RiskDataset,
        encoder: VisionEncoder | None,
        about: dict[str, Any],
    ) -> None:
        super().__init__()
        # The language model is frozen and known by its digest; no checkpoint carries it.
        self.strict_loading = False
        self.settings, self.model, self.encoder, self._about = settings, model, encoder, about
        self._train, self._val = train, val
        classes, balance = train.classes(), settings.data.balance
        power = settings.data.balance_power
        self.loss = RiskLoss(settings.loss, class_weights(classes, power if balance == "weights" else 0.0))
        self._drawn = sample_weights(classes, power) if balance == "sampling" else None
        self.best: dict[str, float] = {}
        self.figures: dict[str, dict[str, float]] = {}
        self._tallies = {"train": Tally(), "val": Tally()}

    def learn_spread(self) -> None:
        """Take means and spreads of the readings from training samples."""
        count = len(self._train)
        rows = np.linspace(0, count - 1, min(STATISTICS_FROM, count)).astype(int)
        parts = np.array_split(rows, max(1, len(rows) // 64))
        batches = [collate([self._train[int(i)] for i in part]) for part in parts]
        self.model.felt.fit(torch.cat([batch.telemetry for batch in batches]), torch.tensor(LEAST_SPREAD))
        features = [self._features(batch) for batch in batches]
        self.model.seen.fit(torch.cat(features).flatten(0, 1), torch.tensor(LEAST_FEATURE))
        if self.model.shape.outlook:
            pairs = zip(features, batches, strict=True)
            worked_out = torch.cat([self.model.looked_out(seen, batch.telemetry) for seen, batch in pairs])
            self.model.outlook.fit(worked_out, torch.tensor(LEAST_NUMBER))

    def train_dataloader(self) -> DataLoader[Sample]:
        """Samples, another draw in each epoch."""
        self._train.epoch = self.current_epoch
        data = self.settings.data
        return self._loader(
            self._train, EpochOrder(self._train, self.settings.seed, data.per_epoch, self._drawn)
        )

    def val_dataloader(self) -> DataLoader[Sample]:
        """Every sample in order."""
        return self._loader(self._val, None)

    def _loader(self, samples: RiskDataset, order: Sampler[int] | None) -> DataLoader[Sample]:
        fit = self.settings.fit
        return DataLoader(
            samples,
            batch_size=fit.batch,
            sampler=order,
            num_workers=fit.workers,
            collate_fn=collate,
            # Of its own: a number drawn from the common one, sooner or later, would change the dropout.
            generator=torch.Generator().manual_seed(self.settings.seed),
        )

    def transfer_batch_to_device(self, batch: Batch, device: torch.device, dataloader_idx: int) -> Batch:
        """Lightning does not look into our types."""
        return batch.to(device)

    def on_train_epoch_start(self) -> None:
        """Dropout depends on the seed and the epoch, not on whether the run was interrupted before."""
        torch.manual_seed(1_000_003 * self.settings.seed + self.current_epoch)

    def training_step(self, batch: Batch, batch_idx: int) -> Tensor:
        """The loss of one batch."""
        total = self._step("train", batch)["total"]
        self.log("loss", total.detach(), prog_bar=True, logger=False, batch_size=len(batch))
        return total

    def validation_step(self, batch: Batch, batch_idx: int) -> None:
        """Gather what was said."""
        self._step("val", batch)

    def _step(self, split: str, batch: Batch) -> dict[str, Tensor]:
        said = self.model(self._features(batch), batch.telemetry)
        losses: dict[str, Tensor] = self.loss(said, batch)
        self._tallies[split].add(said, batch, losses)
        return losses

    def _features(self, batch: Batch) -> Tensor:
        return features_of(batch, self.encoder)

    def on_validation_epoch_end(self) -> None:
        """Say what the epoch reached; the best one is chosen by it."""
        # Where weights are validated that no epoch had, there was no training.
        for split in [name for name, tally in self._tallies.items() if name == "val" or len(tally)]:
            self.figures[split] = self._tallies[split].figures()
            self._tallies[split] = Tally()
        reached = self.figures["val"]
        enough = reached["macro_f1"] >= self.settings.fit.macro_f1_floor
        # Below the floor, and among equals, macro_f1 counts.
        choice = reached["risk_high_recall"] if enough else -1.0
        choice += TIE * reached["macro_f1"]
        self.log(CHOICE, choice)
        if choice > self.best.get(CHOICE, -2.0):
            self.best = {CHOICE: choice, "epoch": float(self.current_epoch), **reached}

    def configure_optimizers(self) -> Any:
        """AdamW on what is trained; a warm-up, then a cosine."""
        fit = self.settings.fit
        trained = [value for value in self.parameters() if value.requires_grad]
        optimiser = torch.optim.AdamW(trained, lr=fit.learning_rate, weight_decay=fit.weight_decay)
        schedule = warm_cosine(optimiser, int(self.trainer.estimated_stepping_batches), fit.warmup)
        return {"optimizer": optimiser, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Say what it is, and leave out what is frozen."""
        for name in [name for name in checkpoint["state_dict"] if name.startswith(PREFIX + FROZEN)]:
            del checkpoint["state_dict"][name]
        reached = {"metrics": self.figures, "best": self.best}
        checkpoint[KEY] = describe(self.settings, self.model.shape, {**self._about, **reached})

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Go on from what was reached."""
        self.best = dict(checkpoint[KEY]["best"])


def features_of(batch: Batch, encoder: VisionEncoder | None) -> Tensor:
    """Features [B, F, dv] of a batch: its own, or those of its raw frames.

    Raises:
        DatasetError: there are raw frames and no encoder.
    """
    if batch.vis_feats is not None:
        return batch.vis_feats
    if encoder is None or batch.frames is None:
        raise DatasetError("raw frames need an encoder: set model.vision")
    frames = batch.frames.cpu().numpy()
    # A window's first frame has none before it.
    earlier = frames[:, [0, *range(frames.shape[1] - 1)]]
    flat = encoder.encode(*(part.reshape(-1, *frames.shape[2:]) for part in (frames, earlier)))
    return torch.from_numpy(flat).view(*frames.shape[:2], -1).to(batch.telemetry)
