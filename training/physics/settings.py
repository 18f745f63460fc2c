# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of a training run: defaults with units, what differs from them out of a YAML file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from training.physics.losses import Weights
from training.physics.samples import Noise
from training.settings import filled, read_settings


@dataclass(frozen=True)
class NetworkSettings:
    """Size: numbers of a latent state, rounds of messages in a step, members of the ensemble."""

    hidden: int = 64
    rounds: int = 1
    members: int = 3


@dataclass(frozen=True)
class DataSettings:
    """What is learned from.

    Attributes:
        train, val: folders of sets, as `training.simulate` makes them.
        held_out: scenarios that are neither trained on nor validated on.
        most: episodes that are read at most of each; 0 reads all.
        per_episode: samples of each episode that there are in an epoch.
        per_epoch: samples that are drawn from these; 0 takes all.
    """

    train: str = "data/physion_train"
    val: str = "data/physion_val"
    held_out: tuple[str, ...] = ()
    most: int = 0
    per_episode: int = 1
    per_epoch: int = 0


@dataclass(frozen=True)
class FitSettings:
    """How it is learned.

    Attributes:
        epochs: in all.
        minutes: of wall clock, after which no epoch begins any more; the rate of learning ends with whichever
            is first. 0 for as long as it takes, which alone makes two runs alike to the last bit.
        batch: scenes at a time.
        learning_rate: the highest, after the warm-up; a cosine leads from there to a hundredth.
        warmup: share of all steps.
        near: share of the run in which some batches are foretold but a second: at first nearly all of them,
            then fewer. It is quicker, and nothing goes far astray.
        weight_decay: of AdamW.
        clip: greatest norm of a gradient.
        precision: Lightning's word for it: 32-true, bf16-mixed.
        threads: of a process that uses no GPU; 0 leaves it to torch.
        workers: processes that prepare samples.
    """

    epochs: int = 30
    minutes: float = 0.0
    batch: int = 64
    learning_rate: float = 1e-3
    warmup: float = 0.02
    near: float = 0.3
    weight_decay: float = 1e-4
    clip: float = 1.0
    precision: str = "32-true"
    threads: int = 2
    workers: int = 0


@dataclass(frozen=True)
class AdapterSettings:
    """A small network on top of a trained one.

    Attributes:
        base: checkpoint that it stands on, whose weights stay; empty: no adapter, the whole is trained.
        hidden: numbers of its latent state.
    """

    base: str = ""
    hidden: int = 32


@dataclass(frozen=True)
class Settings:
    """All of a run; with an adapter the network's size is its base's."""

    seed: int = 0
    network: NetworkSettings = field(default_factory=NetworkSettings)
    adapter: AdapterSettings = field(default_factory=AdapterSettings)
    data: DataSettings = field(default_factory=DataSettings)
    fit: FitSettings = field(default_factory=FitSettings)
    noise: Noise = field(default_factory=Noise)
    loss: Weights = field(default_factory=Weights)

    def record(self) -> dict[str, Any]:
        """As JSON and YAML can hold it."""
        return asdict(self)


def load_settings(path: Path) -> Settings:
    """Settings out of a YAML file.

    Raises:
        ConfigError: it cannot be read, or a key or a value is wrong; the message names it.
    """
    return read_settings(Settings(), path)


def settings_of(document: Any, where: str) -> Settings:
    """Settings out of what a checkpoint holds.

    Raises:
        ConfigError: a key or a value is wrong.
    """
    return filled(Settings(), document, where)
