# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The manifest beside a model file: what it is, what it takes and gives, and under which licence."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ModelError

MANIFEST_NAME = "manifest.json"
SCHEMA_VERSION = 1
"""Version of the manifest's own layout; a file of another one is refused, not guessed at."""

Shape = tuple[int | str, ...]
"""Sizes of a tensor; a text names a size that may vary."""


@dataclass(frozen=True, slots=True)
class TensorSpec:
    """One input or output: its name in the file, its shape and its element type (`float32`)."""

    name: str
    shape: Shape
    dtype: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a model says about itself.

    `file` is the ONNX file beside the manifest, `sha256` its digest or empty, `settings` what its
    expert needs to know (thresholds, normalisation), and `command` is what made it.
    """

    name: str
    version: str
    expert: str
    file: str
    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    licence: str
    description: str = ""
    command: str = ""
    sha256: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION


def read_manifest(path: Path) -> Manifest:
    """Read and check a manifest.

    Raises:
        ModelError: for a file that is missing, no JSON, of another schema version, or incomplete.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"manifest {path} cannot be read ({error.strerror}); every model needs one"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ModelError(f"manifest {path} is not valid JSON ({error}); export the model again") from error
    if not isinstance(data, dict):
        raise ModelError(f"manifest {path} must be a JSON object; export the model again")
    if data.get("schema_version") != SCHEMA_VERSION:
        raise ModelError(
            f"manifest {path} has schema version {data.get('schema_version')!r}, this release reads "
            f"{SCHEMA_VERSION}; export the model again with this release"
        )
    found = _Reader(path, data, "")
    settings = data.get("settings", {})
    if not isinstance(settings, dict):
        raise found.wrong("settings", "an object", settings)
    return Manifest(
        name=found.text("name"),
        version=found.text("version"),
        expert=found.text("expert"),
        file=found.text("file"),
        inputs=found.tensors("inputs"),
        outputs=found.tensors("outputs"),
        licence=found.text("licence"),
        description=found.text("description", optional=True),
        command=found.text("command", optional=True),
        sha256=found.text("sha256", optional=True),
        settings=settings,
    )


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Write a manifest as JSON that people can read."""
    data = {
        "schema_version": manifest.schema_version,
        "name": manifest.name,
        "version": manifest.version,
        "expert": manifest.expert,
        "file": manifest.file,
        "sha256": manifest.sha256,
        "licence": manifest.licence,
        "description": manifest.description,
        "command": manifest.command,
        "inputs": [_plain(spec) for spec in manifest.inputs],
        "outputs": [_plain(spec) for spec in manifest.outputs],
        "settings": dict(manifest.settings),
    }
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads keys of one JSON object; `where` leads to it, as in `inputs[0].`."""

    path: Path
    data: Mapping[str, Any]
    where: str

    def wrong(self, key: str, wanted: str, value: object) -> ModelError:
        """What to raise for a key that is not what it must be."""
        found = "is null or missing" if value is None else f"is {value!r:.60}"
        return ModelError(
            f"manifest {self.path}: '{self.where}{key}' {found}, it must be {wanted}; export the model again"
        )

    def text(self, key: str, optional: bool = False) -> str:
        """A text, empty only where it may be left out."""
        value = self.data.get(key, "" if optional else None)
        if not isinstance(value, str) or not (value or optional):
            raise self.wrong(key, "a text", value)
        return value

    def tensors(self, key: str) -> tuple[TensorSpec, ...]:
        """A list of at least one tensor."""
        value = self.data.get(key)
        if not isinstance(value, list) or not value:
            raise self.wrong(key, "a list of tensors", value)
        return tuple(self._tensor(f"{key}[{i}]", tensor) for i, tensor in enumerate(value))

    def _tensor(self, key: str, value: object) -> TensorSpec:
        if not isinstance(value, dict):
            raise self.wrong(key, "a tensor's name, shape and dtype", value)
        tensor = _Reader(self.path, value, f"{key}.")
        shape = value.get("shape")
        # JSON's true is a bool, which Python takes for an int.
        if not isinstance(shape, list) or not all(type(size) in (int, str) for size in shape):
            raise tensor.wrong("shape", "a list of sizes, numbers or names", shape)
        return TensorSpec(tensor.text("name"), tuple(shape), tensor.text("dtype"))


def _plain(spec: TensorSpec) -> dict[str, Any]:
    return {"name": spec.name, "shape": list(spec.shape), "dtype": spec.dtype}
