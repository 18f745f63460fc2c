# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A checkpoint explains itself: weights, settings, and the versions of what it was made with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from sgw_ros.core.errors import ConfigError, ModelError
from training.checkpoint_file import read_checkpoint, short
from training.physics.adapter import adapt
from training.physics.ensemble import Ensemble
from training.physics.settings import Settings, settings_of

KEY = "physics"
SCHEMA_VERSION = 6
"""Of `SceneGraph` and of what the network makes of it; raised when a checkpoint's numbers change meaning."""
PREFIX = "network."


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A trained network, its run's settings, the data it was trained on, what it reached in validation.

    `spent_s` is how long it was trained until then.
    """

    network: Ensemble
    settings: Settings
    data: dict[str, Any]
    best: dict[str, float]
    spent_s: float


def describe(
    settings: Settings, data: dict[str, Any], best: dict[str, float], spent_s: float
) -> dict[str, Any]:
    """What a checkpoint says beside its weights."""
    about = {"settings": settings.record(), "data": data, "best": best, "spent_s": spent_s}
    return {"schema_version": SCHEMA_VERSION, **about}


def make_network(settings: Settings) -> Ensemble:
    """A new one, as its seed has it."""
    torch.manual_seed(settings.seed)
    size = settings.network
    network = Ensemble(size.hidden, size.rounds, size.members)
    if settings.adapter.base:
        adapt(network, settings.adapter.hidden)
    return network


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint of `training.train physics`.

    Raises:
        ModelError: it is missing, damaged, or of another schema version.
    """
    document = read_checkpoint(path, KEY, SCHEMA_VERSION)
    about = document[KEY]
    try:
        settings = settings_of(about["settings"], str(path))
        network = make_network(settings)
        weights = {
            name.removeprefix(PREFIX): value
            for name, value in document["state_dict"].items()
            if name.startswith(PREFIX)
        }
        network.load_state_dict(weights)
        return Checkpoint(network.eval(), settings, about["data"], about["best"], about["spent_s"])
    except (KeyError, RuntimeError, ConfigError) as error:
        raise ModelError(
            f"checkpoint {path} does not fit this release ({short(error)}); train it again"
        ) from None


def write_weights(path: Path, network: Ensemble, best: dict[str, float] | None = None) -> None:
    """Replace the weights in the checkpoint at `path`, and what they reached in validation, if told."""
    document = torch.load(path, map_location="cpu", weights_only=True)
    if best is not None:
        document[KEY]["best"] = best
    document["state_dict"] |= {PREFIX + name: value for name, value in network.state_dict().items()}
    beside = path.with_suffix(".part")
    torch.save(document, beside)
    beside.replace(path)
