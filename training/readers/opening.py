# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Opens whatever set of episodes a folder holds."""

from __future__ import annotations

from pathlib import Path

from training.episodes.errors import DatasetError
from training.episodes.index import MANIFEST
from training.episodes.source import EpisodeSource, InterchangeFolder
from training.episodes.stored import StoredEpisodes


def open_dataset(folder: Path) -> EpisodeSource:
    """The episodes in `folder`: a set of this project, or interchange `.npz` files.

    Raises:
        DatasetError: there is no such folder, or nothing in it that is known.
    """
    if not folder.is_dir():
        raise DatasetError(f"{folder}: no such folder")
    if (folder / MANIFEST).exists():
        return StoredEpisodes(folder)
    if any(folder.glob("*.npz")):
        return InterchangeFolder(folder)
    raise DatasetError(f"{folder}: neither {MANIFEST} of a set nor .npz files of trajectories in it")
