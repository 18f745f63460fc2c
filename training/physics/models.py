# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The learned forecasters of an evaluation: the model, its untrained twin, those with a scenario held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.physics.scene_graph import VERSION
from sgw_ros.inference.lookup import find_model
from training.physics.adapter import base_of, is_adapted
from training.physics.checkpoints import load_checkpoint, make_network
from training.physics.exporting import in_onnx
from training.physics.forecast import Forecaster
from training.physics.learned import Learned, Run, in_torch
from training.physics.settings import NetworkSettings, Settings
from training.physics.violations.weighing import USUAL, Weights, read_weights

CHECKPOINT = ".ckpt"


def load_model(model: str) -> tuple[Forecaster, Forecaster]:
    """The model of a checkpoint, or of an exported folder or its name, and an untrained network of its size.

    Raises:
        ModelError: it is missing, damaged, or of another schema version.
    """
    if model.endswith(CHECKPOINT):
        found = load_checkpoint(Path(model))
        return Learned(in_torch(found.network)), untrained(found.settings.network)
    file = find_model(model, "physics")
    settings = {} if file.manifest is None else file.manifest.settings
    if settings.get("scene_graph") != VERSION or not isinstance(settings.get("network"), dict):
        raise ModelError(
            f"model {file.path}: its scene graph is of version {settings.get('scene_graph')!r}, this release"
            f" makes {VERSION}; export it again with this release"
        )
    run: Run = in_onnx(file)
    return Learned(run, every_step=True), untrained(NetworkSettings(**settings["network"]))


def load_base_of(model: str) -> dict[str, Forecaster]:
    """`base`, where the model is the checkpoint of an adapter; raises as `load_model`."""
    if not model.endswith(CHECKPOINT):
        return {}
    network = load_checkpoint(Path(model)).network
    return {"base": Learned(in_torch(base_of(network)))} if is_adapted(network) else {}


def load_weights(model: str | None) -> Weights:
    """What evidence of violations is worth to a model; the usual where it says nothing about it.

    Raises:
        ModelError: what it says is wrong.
    """
    if model is None or model.endswith(CHECKPOINT):
        return USUAL
    file = find_model(model, "physics")
    return read_weights({} if file.manifest is None else file.manifest.settings, str(file.path))


def untrained(size: NetworkSettings) -> Forecaster:
    """The null: a network as it is before training, whose weights no training has begun from."""
    return Learned(in_torch(make_network(replace(Settings(), network=size, seed=2**31 - 1))))


def held_out_models(checkpoints: Sequence[Path]) -> dict[str, Forecaster]:
    """By scenario, the checkpoint that was trained without it.

    Raises:
        ModelError: one cannot be read, or was trained on everything.
    """
    models: dict[str, Forecaster] = {}
    for path in checkpoints:
        found = load_checkpoint(path)
        if not found.settings.data.held_out:
            raise ModelError(f"checkpoint {path} was trained on every scenario; give one with data.held_out")
        models |= dict.fromkeys(found.settings.data.held_out, Learned(in_torch(found.network)))
    return models
