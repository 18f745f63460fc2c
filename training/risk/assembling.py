# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Puts together what a run trains, and what it must leave alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import lightning

from sgw_ros.core.errors import ConfigError, ModelError
from training.risk.beginning import begin_projector, begin_tracker
from training.risk.dataset import RiskDataset
from training.risk.encoder.network import TOLD
from training.risk.fitting import RiskFit
from training.risk.language import LanguageModel
from training.risk.model import Shape, SpatialIntentModel
from training.risk.opening import open_split
from training.risk.settings import Settings
from training.risk.vision import VisionEncoder, load_vision


class FrozenError(ModelError):
    """What must not be trained would be, or was."""


def assemble(settings: Settings) -> tuple[RiskFit, dict[str, Any]]:
    """Everything that trains, as its seed has it, and the identities of what is frozen."""
    lightning.seed_everything(settings.seed, verbose=False)
    language = LanguageModel(settings.model.language)
    encoder = load_vision(settings.model.vision) if settings.model.vision else None
    train, val = (open_split(settings, split, encoder, split == "train") for split in ("train", "val"))
    dv = train.dv or (encoder.dv if encoder else 0)
    if not dv:
        raise ConfigError("raw frames need an encoder: set model.vision")
    chosen = settings.model
    if chosen.outlook and dv < TOLD:
        raise ConfigError(f"model.outlook takes features that tell of sectors, not {dv} of another encoder")
    shape = Shape(
        dv, chosen.frames, chosen.tokens, chosen.hidden, chosen.pooling, chosen.dropout, chosen.outlook
    )
    frozen: dict[str, Any] = {"language": language.identity(), "encoder": _whose(train, encoder)}
    about = {**frozen, "data": {"train": train.origin, "val": val.origin}}
    fit = RiskFit(settings, SpatialIntentModel(shape, language), train, val, encoder, about)
    counts(fit)
    if chosen.tracker:
        begin_tracker(fit.model, Path(chosen.tracker))
    fit.learn_spread()
    if chosen.begin:
        begin_projector(fit.model, Path(chosen.begin))
    return fit, frozen


def counts(fit: RiskFit) -> dict[str, Any]:
    """How many parameters are trained and how many frozen.

    Raises:
        FrozenError: the language model would be trained, or nothing would.
    """
    trained = sum(value.numel() for value in fit.model.trained().values())
    if any(value.requires_grad for value in fit.model.language.parameters()):
        raise FrozenError("the language model must be frozen, but some of its parameters would be trained")
    if not trained:
        raise FrozenError("there is no parameter to train")
    frozen = sum(value.numel() for value in fit.model.parameters() if not value.requires_grad)
    return {"trained_parameters": trained, "frozen_parameters": frozen}


def check_unchanged(fit: RiskFit, frozen: dict[str, Any]) -> None:
    """Compare what is frozen with what it was before the run.

    Raises:
        FrozenError: it is not the same.
    """
    if fit.model.language.sha256 != frozen["language"]["sha256"]:
        raise FrozenError("the language model's weights changed in training; its checkpoint must not be used")
    if fit.encoder is not None and fit.encoder.identity() != frozen["encoder"]:
        raise FrozenError("the encoder's weights changed in training; its checkpoint must not be used")


def _whose(samples: RiskDataset, encoder: VisionEncoder | None) -> dict[str, Any]:
    """The identity of the encoder whose features are learned on; empty for made-up ones."""
    if encoder is not None:
        return encoder.identity()
    return dict(samples.origin.get("encoder", {}))
