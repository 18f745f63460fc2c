# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Runs that count steps: how they learn, what they leave now and then, and how they go on from there."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from sgw_ros.core.errors import ConfigError, ModelError
from training.checkpoint_file import load_checkpoint
from training.episodes.errors import DatasetError
from training.revision import git_revision

LAST, METRICS = "last.pt", "metrics.jsonl"


@dataclass(frozen=True)
class FitSettings:
    """How it is learned.

    Attributes:
        steps: in all.
        batch: samples at a time.
        learning_rate: the highest; a cosine leads down to a hundredth.
        warmup: share of all steps.
        weight_decay: of AdamW.
        clip: greatest norm of a gradient.
        every: steps between validations.
        threads: of the processor.
    """

    steps: int
    batch: int
    learning_rate: float
    warmup: float
    weight_decay: float
    clip: float
    every: int
    threads: int = 1


def checkpoint_in(out: Path, resume: bool) -> Path:
    """Where a run into `out` leaves its checkpoint.

    Raises:
        ConfigError: `out` holds a run already.
        DatasetError: there is no run to resume.
    """
    checkpoint = out / LAST
    if checkpoint.exists() and not resume:
        raise ConfigError(f"{out} holds a run already; resume it with --resume, or give another --out")
    if resume and not checkpoint.exists():
        raise DatasetError(f"{out} holds no run to resume; start one without --resume")
    return checkpoint


def seed_step(seed: int, step: int) -> None:
    """Chance depends on the seed and the step alone, so that a resumed run goes on as it would have."""
    torch.manual_seed(1_000_003 * seed + step)


def keep(
    out: Path, settings: Mapping[str, Any], step: int, parts: Mapping[str, Any], line: Mapping[str, float]
) -> None:
    """Leave a checkpoint of the run's parts, whole or not at all, and tell the figures in `line`."""
    states = {name: part.state_dict() for name, part in parts.items()}
    document = {"settings": settings, "revision": git_revision(), "step": step, **states}
    torch.save(document, out / f".{LAST}")
    (out / f".{LAST}").replace(out / LAST)
    with (out / METRICS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    print(f"step {step}/{settings['fit']['steps']}: {json.dumps(line)}", file=sys.stderr, flush=True)


def go_on(checkpoint: Path, settings: Mapping[str, Any], parts: Mapping[str, Any]) -> int:
    """Give a run's parts what a checkpoint has of them; returns the step that it was left at.

    Raises:
        ConfigError: it was made with other settings.
        ModelError: it is damaged.
    """
    document = read_checkpoint(checkpoint)
    if document["settings"] != json.loads(json.dumps(settings)):
        raise ConfigError(f"{checkpoint} was made with other settings; resume with those")
    for name, part in parts.items():
        part.load_state_dict(document[name])
    return int(document["step"])


def read_checkpoint(checkpoint: Path) -> dict[str, Any]:
    """What a run left.

    Raises:
        ModelError: it is missing, damaged, or no such run's.
    """
    document = load_checkpoint(checkpoint)
    if "settings" not in document:
        raise ModelError(f"checkpoint {checkpoint} is not one of a run that counts steps; it leaves {LAST}")
    return document
