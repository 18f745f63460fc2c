# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the compact decoder's training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ConfigError
from training.risk.stepwise import FitSettings
from training.settings import read_settings

FIT = FitSettings(
    steps=400, batch=64, learning_rate=1e-3, warmup=0.05, weight_decay=0.01, clip=1.0, every=100
)


@dataclass(frozen=True)
class NetworkSettings:
    """A GPT-2 of these sizes; `width` must be a multiple of `heads`, `positions` the longest sentence."""

    width: int = 192
    layers: int = 4
    heads: int = 4
    positions: int = 64


@dataclass(frozen=True)
class Settings:
    """All of a run; `train` and `val` are sets of rover scenes of the data factory."""

    seed: int = 0
    train: str = "data/rover_train"
    val: str = "data/rover_val"
    network: NetworkSettings = field(default_factory=NetworkSettings)
    fit: FitSettings = FIT

    def record(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return asdict(self)


def load_settings(path: Path) -> Settings:
    """Settings out of a YAML file.

    Raises:
        ConfigError: it cannot be read, or a key or a value is wrong.
    """
    settings = read_settings(Settings(), path)
    network = settings.network
    if network.heads < 1 or network.width % network.heads:
        raise ConfigError(
            f"{path}: network.width {network.width} must be a multiple of network.heads {network.heads}"
        )
    return settings
