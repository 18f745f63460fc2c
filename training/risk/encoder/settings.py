# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the encoder's training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from training.risk.stepwise import FitSettings
from training.settings import read_settings

FIT = FitSettings(
    steps=6000, batch=128, learning_rate=2e-3, warmup=0.03, weight_decay=0.02, clip=2.0, every=500
)


@dataclass(frozen=True)
class DataSettings:
    """Sets of the data factory's rover scenes, rendered.

    The first `most` drives are learned from, 0 takes all: a risk model should learn on features of others.
    `balance` is the power to which rare classes of risk and action are drawn more often; 0 draws all alike.
    `store` is the folder in which their pictures and truths are kept, ready to be drawn from.
    """

    train: str = "data/rover_train"
    val: str = "data/rover_val"
    store: str = "data/rover_frames"
    most: int = 0
    balance: float = 0.4


@dataclass(frozen=True)
class Settings:
    """All of a run.

    Attributes:
        seed: of all chance.
        dv: size of the learned features; with what is told of the sectors there are 80 more.
        begin: folder of an earlier run whose weights this one begins with; empty begins anew.
    """

    seed: int = 0
    dv: int = 256
    begin: str = ""
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
