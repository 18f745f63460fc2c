# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Anything that episodes can be read from, by number: this project's sets, folders of files, other sets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.interchange import read_trajectory


class EpisodeSource(Protocol):
    """Episodes by number; `read` may be called from several threads."""

    @property
    def names(self) -> Sequence[str]:
        """What to call each episode; as many as there are."""
        ...

    def read(self, number: int) -> Episode:
        """One episode.

        Raises:
            DatasetError: its file is damaged; the others can still be read.
            EpisodeError: its arrays make no episode.
        """
        ...


class InterchangeFolder:
    """A folder of interchange `.npz` files, in the order of their names; state-only episodes."""

    def __init__(self, folder: Path) -> None:
        """List the files.

        Raises:
            DatasetError: the folder holds none.
        """
        self._paths = sorted(folder.glob("*.npz"))
        if not self._paths:
            raise DatasetError(f"{folder}: holds no .npz files")
        self.names = [path.stem for path in self._paths]

    def read(self, number: int) -> Episode:
        """The trajectory of one file; its meta says only which."""
        trajectory = read_trajectory(self._paths[number])
        return Episode(trajectory, meta={"scenario": trajectory.scenario, "index": number})
