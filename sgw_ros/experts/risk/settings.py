# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the manifest of a risk model says about feeding it and reading its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.experts.risk import looks
from sgw_ros.experts.risk.alarm import Thresholds
from sgw_ros.experts.risk.familiar import Familiar
from sgw_ros.experts.risk.telemetry import LENGTH
from sgw_ros.experts.risk.window import FRAMES, INTERVAL_NS, TOKENS
from sgw_ros.inference.lookup import ModelFile
from sgw_ros.inference.manifest import MANIFEST_NAME, digest

LABELS: Mapping[str, type[IntEnum]] = {"risk": Risk, "reason": Reason, "action": Action}


@dataclass(frozen=True, slots=True)
class EncoderFile:
    """Where the encoder is, the name by which its features are told from another's, and their number."""

    model: ModelFile
    identity: str
    dv: int


@dataclass(frozen=True, slots=True, eq=False)
class RiskSettings:
    """How to use a risk model.

    Attributes:
        identity: Name and version.
        dv: Length of a picture's features.
        alarm: From when to when a probability of high risk is an alarm.
        mean_features: [dv], of the training pictures.
        pictures: What pictures look like those of training.
        telemetry: What telemetry was usual there; None where the manifest does not say.
        encoder: What makes the features.
    """

    identity: str
    dv: int
    alarm: Thresholds
    mean_features: NDArray[np.float64]
    pictures: Familiar
    telemetry: Familiar | None
    encoder: EncoderFile


def read_settings(model: ModelFile) -> RiskSettings:
    """Read and check what this release needs.

    Raises:
        ModelError: naming the key that is missing or made for something else.
    """
    if model.manifest is None:
        raise ModelError(f"model {model.path} has no {MANIFEST_NAME} beside it; a risk model needs one")
    entries = _Entries(model.path.parent / MANIFEST_NAME, model.manifest.settings)
    for key, wanted in (("frames", FRAMES), ("tokens", TOKENS), ("interval_s", INTERVAL_NS / 1e9)):
        entries.same(key, wanted)
    labels = entries.inside("labels")
    for key, names in LABELS.items():
        labels.same(key, [name.name.lower() for name in names])
    dv = entries.value("dv")
    if type(dv) is not int or dv < 1:
        raise entries.wrong("dv", "a number of features", dv)
    telemetry = entries.inside("telemetry") if "telemetry" in entries.data else None
    return RiskSettings(
        identity=f"{model.manifest.name} {model.manifest.version}",
        dv=dv,
        alarm=_alarm(entries.inside("operating_point")),
        mean_features=entries.inside("features").row("mean", dv),
        pictures=_familiar(entries.inside("familiar"), looks.LENGTH),
        telemetry=_familiar(telemetry, LENGTH) if telemetry else None,
        encoder=_encoder(model, entries.inside("encoder"), dv),
    )


def _alarm(entries: _Entries) -> Thresholds:
    threshold = entries.number("threshold", 0.0, 1.0)
    return Thresholds(threshold, entries.number("leave", 0.0, threshold))


def _familiar(entries: _Entries, length: int) -> Familiar:
    scale = np.maximum(entries.row("scale", length), 1e-9)
    return Familiar(entries.row("mean", length), scale, entries.number("limit", 0.0, np.inf))


def _encoder(model: ModelFile, entries: _Entries, dv: int) -> EncoderFile:
    name, version, file, sha256 = (entries.text(key) for key in ("name", "version", "file", "sha256"))
    path = model.path.parent / file
    if "\0" in file or path.resolve().parent != model.path.parent.resolve() or not path.is_file():
        raise entries.wrong("file", "a file beside the manifest", file)
    if digest(path) != sha256:
        raise ModelError(
            f"encoder {path} is not the file that its manifest describes (SHA-256 differs); get it again"
        )
    return EncoderFile(ModelFile(path), f"{name}:{version}+{sha256[:8]}", dv)


@dataclass(frozen=True, slots=True)
class _Entries:
    """Reads keys of the settings, or of a part of them that `where` leads to, as in `encoder.`."""

    path: Path
    data: Mapping[str, Any]
    where: str = "settings."

    def wrong(self, key: str, wanted: str, value: object) -> ModelError:
        found = "is missing" if value is None else f"is {value!r:.80}"
        return ModelError(
            f"manifest {self.path}: '{self.where}{key}' {found}, it must be {wanted}; export the model again"
        )

    def value(self, key: str) -> Any:
        return self.data.get(key)

    def same(self, key: str, wanted: object) -> None:
        value = self.value(key)
        if value != wanted:
            raise self.wrong(key, f"{wanted} for this release", value)

    def inside(self, key: str) -> _Entries:
        value = self.value(key)
        if not isinstance(value, Mapping):
            raise self.wrong(key, "an object", value)
        return _Entries(self.path, value, f"{self.where}{key}.")

    def text(self, key: str) -> str:
        value = self.value(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, "a text", value)
        return value

    def number(self, key: str, low: float, high: float) -> float:
        value = self.value(key)
        # JSON's true is a bool, which Python takes for an int; NaN is in no range.
        if type(value) not in (int, float) or not low <= value <= high:
            raise self.wrong(key, f"a number from {low:g} to {high:g}", value)
        return float(value)

    def row(self, key: str, length: int) -> NDArray[np.float64]:
        value = self.value(key)
        numbers = isinstance(value, list) and all(type(entry) in (int, float) for entry in value)
        if not numbers or len(value) != length or not np.isfinite(np.array(value, np.float64)).all():
            raise self.wrong(key, f"{length} numbers", value)
        return np.array(value, np.float64)
