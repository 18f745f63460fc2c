# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads the episodes of a stored set in any order; every read is checked against the index."""

from __future__ import annotations

import hashlib
from pathlib import Path

from training.episodes.encoding import decode
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError
from training.episodes.index import read_index, read_manifest, shard_name
from training.episodes.tarring import unpack


class StoredEpisodes:
    """A folder that `EpisodeStore` wrote, complete or not.

    Attributes:
        manifest: what the set is.
        entries: what the index says of each episode.
        names: their keys.
    """

    def __init__(self, folder: Path) -> None:
        """Read the index.

        Raises:
            DatasetError: no set of this format and version, or its index is damaged.
        """
        self._folder = folder
        self.manifest = read_manifest(folder)
        self.entries = read_index(folder)
        self.names = [entry.key for entry in self.entries]

    def read(self, number: int) -> Episode:
        """One episode, checked.

        Raises:
            DatasetError: its shard is missing, cut or damaged.
        """
        entry = self.entries[number]
        path = self._folder / shard_name(entry.shard)
        where = f"{path}: {entry.key}"
        try:
            with path.open("rb") as shard:
                shard.seek(entry.offset)
                packed = shard.read(entry.size)
        except OSError as error:
            raise DatasetError(f"{where}: cannot be read ({error.strerror})") from None
        if hashlib.sha256(packed).hexdigest() != entry.sha256:
            raise DatasetError(f"{where}: damaged, its checksum is not the index's; the others can be read")
        return decode(unpack(memoryview(packed), where), where)
