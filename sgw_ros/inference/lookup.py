# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Finds a model by path or by name."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from sgw_ros.core.errors import ModelError
from sgw_ros.inference.manifest import MANIFEST_NAME, Manifest, digest, read_manifest


@dataclass(frozen=True, slots=True)
class ModelFile:
    """An ONNX file and its manifest; a bare file has none."""

    path: Path
    manifest: Manifest | None = None


def find_model(model: str, expert: str) -> ModelFile:
    """Find a model: an ONNX file, a folder with a manifest, or the name of such a folder.

    Names are looked up in the folders of the environment variable SGW_MODELS, in the installed
    share/sgw_ros/models, and in models/ of a checkout, in this order.

    Args:
        model: path or name.
        expert: name of the expert that loads it.

    Raises:
        ModelError: when nothing is there, when what is there is damaged, or made for another expert.
    """
    try:
        found = _find(model)
    except (OSError, ValueError) as error:  # a name that no file can have, a folder nobody may read
        raise ModelError(
            f"model {model!r:.200} cannot be read: {error}; check the parameter 'model'"
        ) from error
    if found.manifest is not None and found.manifest.expert != expert:
        raise ModelError(
            f"model {found.path} is made for the expert '{found.manifest.expert}', not for '{expert}'; "
            f"set 'model' of '{found.manifest.expert}' to it, or give another one here"
        )
    return found


def _find(model: str) -> ModelFile:
    path = Path(model).expanduser()
    if path.suffix == ".onnx" or path.is_file():
        return _bare(path)
    named = os.sep not in model  # a folder of that name here may be something else altogether
    if path.is_dir() and (not named or (path / MANIFEST_NAME).is_file()):
        return _described(path)
    if path.is_absolute() or model.startswith("."):
        raise ModelError(
            f"model {path} does not exist; give an .onnx file, a folder with {MANIFEST_NAME} or a name"
        )
    folders = model_folders()
    for folder in folders:
        if (folder / model).is_dir():
            return _described(folder / model)
    searched = ", ".join(str(folder) for folder in folders)
    raise ModelError(
        f"no model '{model}' in {searched}; give a path, or set SGW_MODELS to the folder it is in"
    )


def model_folders() -> list[Path]:
    """Folders that hold models by name, the first one that has the name wins."""
    stated = [Path(entry) for entry in os.environ.get("SGW_MODELS", "").split(os.pathsep) if entry]
    overlays = [Path(entry) for entry in os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep) if entry]
    # Debian's pip installs below /usr/local, or for one user, where Python's own prefix is /usr.
    pip = [Path(place) for place in (sys.prefix, sysconfig.get_path("data"), site.getuserbase())]
    installed = [prefix / "share" / "sgw_ros" / "models" for prefix in dict.fromkeys([*overlays, *pip])]
    return [*stated, *installed, Path(__file__).parents[2] / "models"]


def _bare(path: Path) -> ModelFile:
    if not path.is_file():
        raise ModelError(f"model {path} does not exist; check the parameter 'model'")
    beside = path.parent / MANIFEST_NAME
    if beside.is_file():
        manifest = read_manifest(beside)
        if manifest.file == path.name:  # otherwise it speaks of another file
            return ModelFile(_undamaged(path, manifest), manifest)
    return ModelFile(path)


def _described(folder: Path) -> ModelFile:
    manifest = read_manifest(folder / MANIFEST_NAME)
    path = folder / manifest.file
    beside = "\0" not in manifest.file and path.resolve().parent == folder.resolve()
    if not beside or not path.is_file():
        raise ModelError(f"{folder / MANIFEST_NAME} names the file '{manifest.file}', which is not beside it")
    return ModelFile(_undamaged(path, manifest), manifest)


def _undamaged(path: Path, manifest: Manifest) -> Path:
    if manifest.sha256 and digest(path) != manifest.sha256:
        raise ModelError(
            f"model {path} is not the file that its manifest describes (SHA-256 differs); get it again"
        )
    return path
