# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A checkpoint explains itself: trained weights, settings, sizes, label maps, and on top of whose weights."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from sgw_ros.core.errors import ConfigError, ModelError
from training.checkpoint_file import read_checkpoint
from training.risk.labels import LABELS
from training.risk.language import LanguageModel
from training.risk.model import Shape, SpatialIntentModel
from training.risk.settings import Settings, settings_of

KEY = "risk"
SCHEMA_VERSION = 1
PREFIX = "model."


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A trained model and what its file says: settings, data, figures, encoder and language model."""

    model: SpatialIntentModel
    settings: Settings
    about: dict[str, Any]


def describe(settings: Settings, shape: Shape, about: dict[str, Any]) -> dict[str, Any]:
    """What a checkpoint says beside its weights."""
    return {
        "schema_version": SCHEMA_VERSION,
        "settings": settings.record(),
        "shape": asdict(shape),
        "labels": {task: list(names) for task, names in LABELS.items()},
        **about,
    }


def load_checkpoint(path: Path, language: str | None = None) -> Checkpoint:
    """Read a checkpoint of `training.train risk`.

    Args:
        path: the file.
        language: where its language model is; None looks where it was in training.

    Raises:
        ModelError: it is missing, damaged, for other sizes or label maps, or its language model is not here.
    """
    document = read_document(path)
    about = document[KEY]
    try:
        settings = settings_of(about["settings"], str(path))
        shape = Shape(**about["shape"])
        stated = about["language"]
        weights = _weights(document["state_dict"])
    except (KeyError, TypeError, ConfigError) as error:
        raise ModelError(f"checkpoint {path} does not fit this release ({error}); train it again") from None
    reader = LanguageModel(language or settings.model.language)
    if reader.sha256 != stated["sha256"]:
        raise ModelError(
            f"checkpoint {path} was trained on the language model {stated['name']} ({stated['sha256'][:12]}),"
            f" '{reader.name}' is another one ({reader.sha256[:12]}); give the one it was trained on"
        )
    model = SpatialIntentModel(shape, reader)
    try:
        found = model.load_state_dict(weights, strict=False)
    except RuntimeError as error:
        raise ModelError(f"checkpoint {path} does not fit this release ({error}); train it again") from None
    missing = set(found.missing_keys) & set(model.kept_state())
    if missing or found.unexpected_keys:
        raise ModelError(f"checkpoint {path} does not fit this release: {sorted(missing)}; train it again")
    return Checkpoint(model.eval(), settings, about)


def read_document(path: Path) -> dict[str, Any]:
    """What is in the file, checked to be a checkpoint of this model and of these label maps.

    Raises:
        ModelError: it is not.
    """
    document = read_checkpoint(path, KEY, SCHEMA_VERSION)
    about = document[KEY]
    if about.get("labels") != {task: list(names) for task, names in LABELS.items()}:
        raise ModelError(f"checkpoint {path} has other label maps ({about.get('labels')}); train it again")
    return document


def check_shape(about: dict[str, Any], shape: Shape, path: Path) -> None:
    """Refuse a checkpoint of other sizes.

    Raises:
        ModelError: it is one, and which sizes differ.
    """
    stated, wanted = about["shape"], asdict(shape)
    names = {"frames": "F", "tokens": "K", "dv": "dv"}
    other = [
        f"{names.get(name, name)} {stated.get(name)} instead of {value}"
        for name, value in wanted.items()
        if stated.get(name) != value
    ]
    if other:
        raise ModelError(f"checkpoint {path} is for {', '.join(other)}; train one for these")


def _weights(state: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(PREFIX): value for name, value in state.items() if name.startswith(PREFIX)}
