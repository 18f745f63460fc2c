# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the tracker's training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from training.settings import read_settings


@dataclass(frozen=True)
class DataSettings:
    """What is learned from.

    Attributes:
        train, val: caches of features, the first made with `--mirror`.
        train_drives, val_drives: the sets of the data factory that they were made of.
        store: folder in which the truth about their people is kept.
        far: how often windows are drawn in which nobody comes within `NEAR_M`, beside the others.
        plain: share of batches that are seen without depth.
        dropout: share of the encoder's learned features that a batch does not show.
    """

    train: str = "data/rover_train_features"
    val: str = "data/rover_val_features"
    train_drives: str = "data/rover_train"
    val_drives: str = "data/rover_val"
    store: str = "data/rover_people"
    far: float = 0.25
    plain: float = 0.3
    dropout: float = 0.3


@dataclass(frozen=True)
class FitSettings:
    """How it is learned.

    Attributes:
        steps: in all.
        batch: windows at a time.
        learning_rate: the highest; a cosine leads down to a hundredth.
        warmup: share of all steps.
        weight_decay: of AdamW.
        clip: greatest norm of a gradient.
        every: steps between validations, each of which leaves a checkpoint.
        threads: of the processor.
    """

    steps: int = 3000
    batch: int = 96
    learning_rate: float = 2e-3
    warmup: float = 0.05
    weight_decay: float = 0.02
    clip: float = 1.0
    every: int = 500
    threads: int = 1


@dataclass(frozen=True)
class Settings:
    """All of a run."""

    seed: int = 0
    data: DataSettings = field(default_factory=DataSettings)
    fit: FitSettings = field(default_factory=FitSettings)

    def record(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


def load_settings(path: Path) -> Settings:
    """Settings out of a YAML file.

    Raises:
        ConfigError: it cannot be read, or a key or a value is wrong.
    """
    return read_settings(Settings(), path)
