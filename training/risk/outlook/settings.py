# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the tracker's training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from training.risk.stepwise import FitSettings
from training.settings import read_settings

FIT = FitSettings(
    steps=3000, batch=96, learning_rate=2e-3, warmup=0.05, weight_decay=0.02, clip=1.0, every=500
)


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
class Settings:
    """All of a run."""

    seed: int = 0
    data: DataSettings = field(default_factory=DataSettings)
    fit: FitSettings = FIT

    def record(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


def load_settings(path: Path) -> Settings:
    """Settings out of a YAML file.

    Raises:
        ConfigError: it cannot be read, or a key or a value is wrong.
    """
    return read_settings(Settings(), path)
