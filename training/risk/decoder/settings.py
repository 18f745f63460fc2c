# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of the compact decoder's training."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ConfigError
from training.settings import read_settings


@dataclass(frozen=True)
class NetworkSettings:
    """A GPT-2 of these sizes; `width` must be a multiple of `heads`, `positions` the longest sentence."""

    width: int = 192
    layers: int = 4
    heads: int = 4
    positions: int = 64


@dataclass(frozen=True)
class FitSettings:
    """How it is learned; the rates as for the Spatial Intent Model."""

    steps: int = 400
    batch: int = 64
    learning_rate: float = 1e-3
    warmup: float = 0.05
    weight_decay: float = 0.01
    clip: float = 1.0
    every: int = 100
    threads: int = 1


@dataclass(frozen=True)
class Settings:
    """All of a run; `train` and `val` are sets of rover scenes of the data factory."""

    seed: int = 0
    train: str = "data/rover_train"
    val: str = "data/rover_val"
    network: NetworkSettings = field(default_factory=NetworkSettings)
    fit: FitSettings = field(default_factory=FitSettings)

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
