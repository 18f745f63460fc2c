# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Trains the tracker of people; resumable, and with the same seed the same to the bit."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor
from torch.nn.functional import dropout
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.risk.beginning import TRACKER
from training.risk.encoder.network import TOLD
from training.risk.model import LEAST_FEATURE
from training.risk.outlook.aims import LATER_S
from training.risk.outlook.lessons import Lesson, Lessons, load_lessons
from training.risk.outlook.losses import Cost, cost_of
from training.risk.outlook.settings import Settings, load_settings
from training.risk.outlook.tracker import Tracker
from training.risk.outlook.tracking import first_seen, follow
from training.risk.stepwise import checkpoint_in, go_on, keep, seed_step
from training.schedule import warm_cosine

NEAR_M, CLOSE_M, APART_M = 1.2, 1.0, 0.1
"""Windows in which somebody comes so near are drawn more often; those that are judged; sides that differ."""
MEAN = get_ema_multi_avg_fn(0.998)  # type: ignore[no-untyped-call]
"""Of means of the weights, at every step; they are what is kept: better than those of any one step."""
STATISTICS_EVERY, EXAMINED_EVERY, AT_ONCE = 37, 3, 256


def train(config: Path, out: Path, resume: bool) -> dict[str, Any]:
    """Train as `config` says; returns the checkpoint and its figures.

    Raises:
        ConfigError: the settings are wrong, `out` holds a run already, or a run of other settings.
        DatasetError: the data cannot be read, or there is no run to resume.
        ModelError: the checkpoint to resume is damaged.
    """
    settings, checkpoint = load_settings(config), checkpoint_in(out, resume)
    torch.set_num_threads(settings.fit.threads)
    data, begun_s = settings.data, time.monotonic()
    lessons, val = (
        load_lessons(Path(features), Path(drives), Path(data.store), mirror)
        for features, drives, mirror in (
            (data.train, data.train_drives, True),
            (data.val, data.val_drives, False),
        )
    )
    run = Run(settings, lessons, out)
    if resume:
        run.resume(checkpoint)
    figures = run.go(lessons, val)
    return {
        "checkpoint": str(checkpoint),
        "best": figures,
        "minutes": round((time.monotonic() - begun_s) / 60, 1),
        "parameters": sum(value.numel() for value in run.tracker.parameters()),
    }


class Run:
    """The network, the optimiser and how far they are."""

    def __init__(self, settings: Settings, lessons: Lessons, out: Path) -> None:
        torch.manual_seed(settings.seed)
        self.settings, self.out, self.step, fit = settings, out, 0, settings.fit
        self.tracker = Tracker(lessons.seen.measured.shape[1])
        learned = lessons.seen.measured[::STATISTICS_EVERY, :-TOLD]
        self.tracker.seen.fit(learned, torch.tensor(LEAST_FEATURE))
        self.steady = AveragedModel(self.tracker, multi_avg_fn=MEAN)
        self.optimiser = torch.optim.AdamW(
            self.tracker.parameters(), lr=fit.learning_rate, weight_decay=fit.weight_decay
        )
        self.rate = warm_cosine(self.optimiser, fit.steps, fit.warmup)

    def go(self, lessons: Lessons, val: Lessons) -> dict[str, float]:
        """On to the last step; the figures of the last validation."""
        fit, data = self.settings.fit, self.settings.data
        nearest = lessons.aims["clearance"][lessons.frames[:, -1]].amin(dim=1)
        weights = torch.where(nearest < NEAR_M, 1.0, data.far)
        figures = self.examine(val)
        self.out.mkdir(parents=True, exist_ok=True)
        while self.step < fit.steps:
            seed_step(self.settings.seed, self.step)
            rows = torch.multinomial(weights, fit.batch, replacement=True)
            lesson = lessons.lesson(rows, bool(self.step % 2), float(torch.rand(())) < data.plain)
            loss = self._learn(lesson)
            self.step += 1
            if self.step % fit.every == 0 or self.step == fit.steps:
                figures = self.examine(val)
                self._keep({"step": self.step, "loss_train": loss, **figures})
        return figures

    def _learn(self, lesson: Lesson) -> float:
        cost = self._cost(self.tracker.train(), lesson, self.settings.data.dropout)
        self.optimiser.zero_grad()
        cost.total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.tracker.parameters(), self.settings.fit.clip)
        self.optimiser.step()
        self.rate.step()
        self.steady.update_parameters(self.tracker)
        return float(cost.total.detach())

    def _cost(self, tracker: Tracker, lesson: Lesson, hidden: float) -> Cost:
        seen = tracker.see(self._partly(lesson.features, hidden), lesson.telemetry)
        tracks = tracker.mend(follow(seen), lesson.telemetry)
        return cost_of(tracks, first_seen(seen.people).detach(), lesson)

    def _partly(self, features: Tensor, hidden: float) -> Tensor:
        """Features of which some learned ones are as they are on average."""
        learned, mean = features[..., :-TOLD], self.tracker.seen.mean
        return torch.cat((mean + dropout(learned - mean, hidden), features[..., -TOLD:]), dim=-1)

    @torch.no_grad()
    def examine(self, val: Lessons) -> dict[str, float]:
        """Mean errors of clearances, m, where somebody comes within 1 m; the freer side; `near`'s cost."""
        tracker = cast(Tracker, self.steady.module.eval())
        said, true, near = [], [], []
        for rows in torch.arange(0, len(val), EXAMINED_EVERY).split(AT_ONCE):  # type: ignore[no-untyped-call]
            lesson = val.lesson(rows)
            cost = self._cost(tracker, lesson, 0.0)
            said.append(cost.said)
            true.append(lesson.clearance)
            near.append(len(rows) * float(cost.near))
        found, wanted = torch.cat(said), torch.cat(true)
        error = (found - wanted).abs()[wanted.amin(dim=1) < CLOSE_M].mean(dim=0)
        freer, truly = (sides[:, -2] - sides[:, -1] for sides in (found, wanted))
        right = ((freer > 0) == (truly > 0))[truly.abs() > APART_M].float().mean()
        names = [*(f"error_{later_s:g}s" for later_s in LATER_S), "error_left", "error_right"]
        figures = {name: float(value) for name, value in zip(names, error, strict=True)}
        return {"error": float(error.mean()), "side": float(right), "near": sum(near) / len(found), **figures}

    def _keep(self, line: dict[str, float]) -> None:
        keep(self.out, self.settings.record(), self.step, self.parts(), line)

    def parts(self) -> dict[str, Any]:
        """What a checkpoint holds, by name."""
        steady, learning = self.steady, self.tracker
        state = {"steady": steady, "learning": learning, "optimiser": self.optimiser, "rate": self.rate}
        return {TRACKER: steady.module, **state}

    def resume(self, checkpoint: Path) -> None:
        """Go on from a checkpoint.

        Raises:
            ConfigError: it was made with other settings.
            ModelError: it is damaged.
        """
        self.step = go_on(checkpoint, self.settings.record(), self.parts())
