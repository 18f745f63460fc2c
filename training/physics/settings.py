# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of a training run: defaults with units, what differs from them out of a YAML file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any

import yaml

from sgw_ros.core.errors import ConfigError
from training.physics.losses import Weights
from training.physics.samples import Noise


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
        per_episode: samples of each episode in an epoch.
    """

    train: str = "data/physion_train"
    val: str = "data/physion_val"
    held_out: tuple[str, ...] = ()
    most: int = 0
    per_episode: int = 1


@dataclass(frozen=True)
class FitSettings:
    """How it is learned.

    Attributes:
        epochs: in all.
        batch: scenes at a time.
        learning_rate: the highest, after the warm-up; a cosine leads from there to a hundredth.
        warmup: share of all steps.
        weight_decay: of AdamW.
        clip: greatest norm of a gradient.
        precision: Lightning's word for it: 32-true, bf16-mixed.
        threads: of a process that uses no GPU; 0 leaves it to torch.
        workers: processes that prepare samples.
    """

    epochs: int = 30
    batch: int = 64
    learning_rate: float = 1e-3
    warmup: float = 0.02
    weight_decay: float = 1e-4
    clip: float = 1.0
    precision: str = "32-true"
    threads: int = 2
    workers: int = 0


@dataclass(frozen=True)
class Settings:
    """All of a run."""

    seed: int = 0
    network: NetworkSettings = field(default_factory=NetworkSettings)
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
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: no YAML ({' '.join(str(error).split())})") from None
    return settings_of(document, str(path))


def settings_of(document: Any, where: str) -> Settings:
    """Settings out of what a YAML file or a checkpoint holds.

    Raises:
        ConfigError: a key or a value is wrong.
    """
    made: Settings = _filled(Settings(), document, where, "")
    return made


def _filled(default: Any, document: Any, where: str, path: str) -> Any:
    if not isinstance(document, dict):
        raise ConfigError(f"{where}: {path or 'the file'} must be a mapping of names to values")
    known = {item.name: getattr(default, item.name) for item in fields(default)}
    for key in document:
        if key not in known:
            raise ConfigError(f"{where}: unknown key '{path}{key}'; known are {', '.join(known)}")
    return type(default)(
        **{
            name: _value(value, document[name], where, path + name) if name in document else value
            for name, value in known.items()
        }
    )


def _value(default: Any, given: Any, where: str, path: str) -> Any:
    if is_dataclass(default):
        return _filled(default, given, where, f"{path}.")
    if isinstance(default, tuple):
        if isinstance(given, list | tuple) and all(isinstance(item, str) for item in given):
            return tuple(given)
        raise ConfigError(f"{where}: {path} must be a list of texts, not {given!r}")
    number = isinstance(default, int | float) and isinstance(given, int | float) and type(given) is not bool
    if number and isinstance(default, float):
        given = float(given)
    if type(given) is not type(default) or (number and given < 0):
        raise ConfigError(f"{where}: {path} must be like {default!r}, not {given!r}")
    return given
