# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Opens whatever set of episodes a folder holds."""

from __future__ import annotations

from pathlib import Path

from training.episodes.errors import DatasetError
from training.episodes.index import MANIFEST
from training.episodes.source import EpisodeSource, InterchangeFolder
from training.episodes.stored import StoredEpisodes
from training.readers.intphys import IntPhysFolder
from training.readers.kubric import METADATA, KubricFolder
from training.readers.movi import PATTERN, MoviFolder
from training.readers.physion import PhysionFolder


def open_dataset(folder: Path) -> EpisodeSource:
    """The episodes in `folder`: a set of this project, interchange `.npz` files, or one of the field's own.

    Raises:
        DatasetError: there is no such folder, or nothing in it that is known.
    """
    if not folder.is_dir():
        raise DatasetError(f"{folder}: no such folder")
    if (folder / MANIFEST).exists():
        return StoredEpisodes(folder)
    if any(folder.glob("*.npz")):
        return InterchangeFolder(folder)
    if any(folder.rglob("*.hdf5")):
        return PhysionFolder(folder)
    if any(folder.rglob(PATTERN)):
        return MoviFolder(folder)
    if any(folder.rglob(METADATA)):
        return KubricFolder(folder)
    if any(path.is_dir() for path in folder.rglob("scene")):
        return IntPhysFolder(folder)
    raise DatasetError(
        f"{folder}: neither {MANIFEST} of a set, .npz files of trajectories,"
        " nor Kubric, MOVi, Physion or IntPhys"
    )
