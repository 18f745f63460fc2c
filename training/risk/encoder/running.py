# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""One run of the encoder's training: into a folder, on from where it was; `encoder.onnx` at its end."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from sgw_ros.core.errors import ModelError
from training.risk.encoder.augment import varied
from training.risk.encoder.examining import examine
from training.risk.encoder.exporting import FILE, export
from training.risk.encoder.frames import Batch, Frames, gather, load_frames, mirrored
from training.risk.encoder.gaps import gapped
from training.risk.encoder.losses import losses_of, total
from training.risk.encoder.network import Encoder, Teachers
from training.risk.encoder.settings import Settings, load_settings
from training.risk.encoder.steady import Steady
from training.risk.stepwise import LAST, checkpoint_in, go_on, keep, read_checkpoint, seed_step
from training.schedule import warm_cosine

NETWORKS = ("encoder", "teachers")


def train(config: Path, out: Path, resume: bool) -> dict[str, Any]:
    """Train as `config` says, then write the encoder; returns its file and figures.

    Raises:
        ConfigError: the settings are wrong, `out` holds a run already, or a run of other settings.
        DatasetError: the data cannot be read, or there is no run to resume.
        ModelError: the checkpoint to resume is damaged.
    """
    settings, checkpoint = load_settings(config), checkpoint_in(out, resume)
    torch.set_num_threads(settings.fit.threads)
    torch.manual_seed(settings.seed)
    run = Run(settings, out)
    if settings.begin and not resume:
        run.begin(Path(settings.begin) / LAST)
    if resume:
        run.resume(checkpoint)
    begun_s = time.monotonic()
    data = settings.data
    known = load_frames(Path(data.train), Path(data.store), data.most, varied=True)
    figures = run.go(known, load_frames(Path(data.val), Path(data.store)))
    export(run.steady.encoder, out / FILE)
    return {
        "checkpoint": str(out / FILE),
        "best": figures,
        "minutes": round((time.monotonic() - begun_s) / 60, 1),
        "parameters": sum(value.numel() for value in run.encoder.parameters()),
    }


class Run:
    """The networks, the optimiser and how far they are."""

    def __init__(self, settings: Settings, out: Path) -> None:
        self.settings, self.out, self.step = settings, out, 0
        self.encoder, self.teachers = Encoder(settings.dv), Teachers(settings.dv)
        # This layout of memory makes convolutions a third faster on processors.
        self.encoder.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.steady = Steady(self.encoder, self.teachers)
        fit = settings.fit
        self._parameters = [*self.encoder.parameters(), *self.teachers.parameters()]
        self.optimiser = torch.optim.AdamW(
            self._parameters, lr=fit.learning_rate, weight_decay=fit.weight_decay
        )
        self.rate = warm_cosine(self.optimiser, fit.steps, fit.warmup)

    def go(self, train: Frames, val: Frames) -> dict[str, float]:
        """On to the last step; the figures of the last validation."""
        fit = self.settings.fit
        weights, figures = train.weights(self.settings.data.balance), self.examine(val)
        self.out.mkdir(parents=True, exist_ok=True)
        while self.step < fit.steps:
            seed_step(self.settings.seed, self.step)
            rows = torch.multinomial(weights, fit.batch, replacement=True).sort().values.numpy()
            rng = np.random.default_rng((self.settings.seed, self.step))
            batch = gapped(varied(gather(train, rows), rng), rng)
            loss = self._learn(mirrored(batch) if self.step % 2 else batch)
            self.step += 1
            if self.step % fit.every == 0 or self.step == fit.steps:
                figures = self.examine(val)
                self._keep({"step": self.step, "loss_train": loss, **figures})
        return figures

    def _learn(self, batch: Batch) -> float:
        self.encoder.train()
        self.teachers.train()
        # Half the digits suffice for gradients, and take half the time.
        with torch.autocast("cpu", torch.bfloat16):
            told = self.teachers(self.encoder.look(batch.seen, *batch.ranged), batch.telemetry)
        loss = total(losses_of(told.float(), batch))
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parameters, self.settings.fit.clip)
        self.optimiser.step()
        self.rate.step()
        self.steady.follow(self.encoder, self.teachers)
        return float(loss.detach())

    def examine(self, frames: Frames) -> dict[str, float]:
        """Figures of the steady networks."""
        return examine(self.steady.encoder, self.steady.teachers, frames)

    def _keep(self, line: dict[str, float]) -> None:
        keep(self.out, self.settings.record(), self.step, self.parts(), line)

    def parts(self) -> dict[str, Any]:
        """What a checkpoint holds, by name."""
        return {
            "encoder": self.encoder,
            "teachers": self.teachers,
            "steady": self.steady,
            "optimiser": self.optimiser,
            "rate": self.rate,
        }

    def begin(self, checkpoint: Path) -> None:
        """Take the weights of another run.

        Raises:
            ModelError: it is missing, damaged, or of other sizes.
        """
        document = read_checkpoint(checkpoint)
        try:
            self.steady.load_state_dict(document["steady"])
            for name in NETWORKS:
                getattr(self, name).load_state_dict(document["steady"][name])
        except (KeyError, RuntimeError):
            raise ModelError(
                f"checkpoint {checkpoint} has other sizes; begin with one of the same dv"
            ) from None

    def resume(self, checkpoint: Path) -> None:
        """Go on from a checkpoint.

        Raises:
            ConfigError: it was made with other settings.
            ModelError: it is damaged.
        """
        self.step = go_on(checkpoint, self.settings.record(), self.parts())
