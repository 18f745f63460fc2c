# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Settings of a training run of the Spatial Intent Model."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ConfigError
from sgw_ros.experts.risk.window import FRAMES, TOKENS
from training.risk.pooling import POOLINGS
from training.settings import filled, read_settings

BALANCES = ("none", "weights", "sampling")


@dataclass(frozen=True)
class ModelSettings:
    """What is trained, and on top of what.

    Attributes:
        language: the frozen decoder-only model: a folder, or a name that `transformers` knows (gpt2).
        vision: the frozen encoder: a folder with `encoder.onnx`, an ONNX file, or a vision model of
            `transformers`. A cache of features must be its; empty takes a cache for what it is.
        frames, tokens: F of a window and K that they are pooled to.
        hidden: width inside the projectors; 0 takes the language model's.
        pooling: segment or attention.
        dropout: share of an encoder's features that the projector does not see in training.
        begin: checkpoint of the encoder's training whose reader the projector begins with; empty begins anew.
        outlook: whether clearances are worked out of what this project's encoder tells, beside the telemetry.
        tracker: checkpoint of a learned tracker of people for the outlook; empty takes lines through places.
    """

    language: str = "data/decoder"
    vision: str = "data/encoder"
    frames: int = FRAMES
    tokens: int = TOKENS
    hidden: int = 0
    pooling: str = "segment"
    dropout: float = 0.1
    begin: str = ""
    outlook: bool = False
    tracker: str = ""


@dataclass(frozen=True)
class DataSettings:
    """What is learned from.

    Attributes:
        train, val: a cache of features, a set of the data factory, a folder of bags, or dummy:N.
        further: more of what `val` is, for calibration and operating point alone; empty for none.
        most: clips that are read at most of each; 0 reads all.
        cache: folder in which features of raw clips are kept, made on the way; empty encodes each batch.
        mirror: half of the samples are seen in a mirror.
        per_epoch: samples of an epoch, drawn anew for each; 0 takes all.
        balance: none; weights of classes in the loss; or sampling of rare classes more often.
        balance_power: a class counts as its frequency to the minus this; 0 to 1.
        dummy_dv: size of the features of dummy data; 0 makes raw frames.
    """

    train: str = "data/rover_train_features"
    val: str = "data/rover_val_features"
    further: str = ""
    cache: str = ""
    most: int = 0
    mirror: bool = True
    per_epoch: int = 0
    balance: str = "weights"
    balance_power: float = 0.5
    dummy_dv: int = 16


@dataclass(frozen=True)
class LossSettings:
    """L = risk CE + 0.5 reason CE + action CE, and apart from it the confidence's BCE.

    With `learned`, the three weights are only where it begins (Kendall et al. 2018).
    """

    risk: float = 1.0
    reason: float = 0.5
    action: float = 1.0
    learned: bool = False
    smoothing: float = 0.0


@dataclass(frozen=True)
class FitSettings:
    """How it is learned.

    Attributes:
        epochs: in all.
        batch: samples at a time: 32 on cached features, 8 to 16 on raw frames.
        learning_rate: the highest, after the warm-up; a cosine leads from there to a hundredth.
        warmup: share of all steps.
        weight_decay: of AdamW.
        clip: greatest norm of a gradient.
        precision: Lightning's word for it: 32-true, bf16-mixed, 16-mixed.
        macro_f1_floor: an epoch below it is not the best, however high its risk_high_recall.
        keep_epochs: whether every epoch's checkpoint is kept.
        averaged: the best checkpoint is the mean of so many last epochs' weights; 0 keeps the best epoch's.
        threads: of a process that uses no GPU; 0 leaves it to torch.
        workers: processes that prepare samples.
    """

    epochs: int = 10
    batch: int = 32
    learning_rate: float = 1e-3
    warmup: float = 0.02
    weight_decay: float = 0.01
    clip: float = 1.0
    precision: str = "32-true"
    macro_f1_floor: float = 0.6
    keep_epochs: bool = False
    averaged: int = 0
    threads: int = 2
    workers: int = 0


@dataclass(frozen=True)
class Settings:
    """All of a run."""

    seed: int = 0
    model: ModelSettings = field(default_factory=ModelSettings)
    data: DataSettings = field(default_factory=DataSettings)
    loss: LossSettings = field(default_factory=LossSettings)
    fit: FitSettings = field(default_factory=FitSettings)

    def record(self) -> dict[str, Any]:
        """As JSON and YAML can hold it."""
        return asdict(self)


def load_settings(path: Path) -> Settings:
    """Settings out of a YAML file.

    Raises:
        ConfigError: it cannot be read, or a key or a value is wrong; the message names it.
    """
    return _checked(read_settings(Settings(), path), str(path))


def settings_of(document: Any, where: str) -> Settings:
    """Settings out of what a checkpoint holds.

    Raises:
        ConfigError: a key or a value is wrong.
    """
    return _checked(filled(Settings(), document, where), where)


def _checked(settings: Settings, where: str) -> Settings:
    model, data = settings.model, settings.data
    if model.pooling not in POOLINGS:
        raise ConfigError(
            f"{where}: model.pooling must be one of {', '.join(POOLINGS)}, not {model.pooling!r}"
        )
    if data.balance not in BALANCES:
        raise ConfigError(f"{where}: data.balance must be one of {', '.join(BALANCES)}, not {data.balance!r}")
    if model.frames != FRAMES:
        raise ConfigError(f"{where}: model.frames must be {FRAMES}, as robots make windows of that many")
    if not 1 <= model.tokens <= model.frames:
        raise ConfigError(f"{where}: model.tokens must be from 1 to {model.frames}, not {model.tokens}")
    if model.tracker and not model.outlook:
        raise ConfigError(f"{where}: model.tracker serves the outlook alone; set model.outlook as well")
    if not settings.fit.epochs or not settings.fit.batch:
        raise ConfigError(f"{where}: fit.epochs and fit.batch must be above 0")
    if settings.fit.averaged > settings.fit.epochs * settings.fit.keep_epochs:
        raise ConfigError(f"{where}: fit.averaged takes that many epochs, kept: set fit.keep_epochs, too")
    return settings
