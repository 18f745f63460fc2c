# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Writes a data set: appends episodes to shards so that an end at any moment loses none that is finished.

An episode counts once its line stands in the index, and the line is written after the episode's bytes.
Opening a folder again drops what is not whole and continues there; the bytes come out as if there had been
no interruption.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from sgw_ros.core.errors import ConfigError
from training.episodes.encoding import Encoded
from training.episodes.errors import DatasetError
from training.episodes.index import (
    INDEX,
    MANIFEST,
    Entry,
    Manifest,
    Shard,
    read_index,
    read_manifest,
    set_sha256,
    shard_name,
    write_manifest,
)
from training.episodes.tarring import END

SHARD_BYTES = 256 * 2**20
"""A shard is closed before it outgrows this: large enough to stream, small enough to copy and to check."""


class EpisodeStore:
    """A data set open for appending; one writer at a time.

    Attributes:
        entries: every episode that is safe.
    """

    def __init__(self, folder: Path, request: Mapping[str, Any], shard_bytes: int = SHARD_BYTES) -> None:
        """Start a set, or continue the one in `folder`.

        Raises:
            ConfigError: the folder holds something else, or the answer to another request.
            DatasetError: another writer has it open, or it cannot be written.
        """
        self._folder, self._shard_bytes = folder, shard_bytes
        self._shards: list[Shard] = []
        self.entries: list[Entry] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._index = (folder / INDEX).open("ab")
            self._lock()
            self._manifest = self._begin(request)
            self._recover()
            number = self.entries[-1].shard if self.entries else 0
            self._open_shard(number)
        except OSError as error:
            raise self._trouble(error) from None

    def __enter__(self) -> EpisodeStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What a full disk kept in a buffer may fail once more; only whole episodes count at the next opening.
        for file in (self._tar, self._index):
            with contextlib.suppress(OSError):
                file.close()

    @property
    def next_job(self) -> int:
        """Calls of scenarios whose episodes are all here."""
        return self.entries[-1].job + 1 if self.entries else 0

    def append(self, job: int, episodes: Iterable[Encoded]) -> None:
        """Add everything that one call made.

        Raises:
            DatasetError: the disk is full or the like; what was there before is safe and continued later.
        """
        held = list(episodes)
        safe = len(self.entries)
        try:
            for i, encoded in enumerate(held):
                self._append(encoded, job, last=i == len(held) - 1)
        except OSError as error:
            del self.entries[safe:]
            raise self._trouble(error) from None

    def finish(self) -> str:
        """Close the last shard and say in the manifest that the set is complete; returns its checksum.

        Raises:
            DatasetError: the disk is full or the like.
        """
        sha256 = set_sha256(self.entries)
        try:
            self._close_shard()
            manifest = Manifest(self._manifest.request, tuple(self._shards), True, len(self.entries), sha256)
            write_manifest(self._folder, manifest)
        except OSError as error:
            raise self._trouble(error) from None
        return sha256

    def _append(self, encoded: Encoded, job: int, last: bool) -> None:
        if self._end and self._end + len(encoded.packed) + len(END) > self._shard_bytes:
            self._close_shard()
            write_manifest(self._folder, Manifest(self._manifest.request, tuple(self._shards)))
            self._open_shard(self._number + 1)
        self._tar.write(encoded.packed)
        self._tar.flush()
        self._digest.update(encoded.packed)
        size = len(encoded.packed)
        entry = Entry(encoded.key, self._number, self._end, size, encoded.sha256, job, last, encoded.summary)
        self._end += size
        self._index.write(entry.line())
        self._index.flush()
        self.entries.append(entry)

    def _begin(self, request: Mapping[str, Any]) -> Manifest:
        if (self._folder / MANIFEST).exists():
            manifest = read_manifest(self._folder)
            for key in sorted(request.keys() | manifest.request.keys()):
                held, asked = manifest.request.get(key), request.get(key)
                if held != asked:
                    raise ConfigError(
                        f"{self._folder} holds a set made with {key} {held!r}, not {asked!r}:"
                        " ask for the same, or give another folder"
                    )
        elif any(self._folder.glob("shard-*.tar")):
            raise ConfigError(f"{self._folder} holds shards without {MANIFEST}: give another folder")
        else:
            manifest = Manifest(dict(request))
        # Until it is finished again; the checksums of closed shards stay true.
        manifest = Manifest(manifest.request, manifest.shards)
        write_manifest(self._folder, manifest)
        return manifest

    def _recover(self) -> None:
        """Keep what is whole: drop torn bytes, episodes whose bytes never reached the disk, half calls."""
        self.entries = read_index(self._folder)
        # Closed shards have reached the disk; of the last one, any part may be missing after a power cut.
        newest = self.entries[-1].shard if self.entries else 0
        for i, entry in enumerate(self.entries):
            if entry.shard == newest and not self._is_whole(entry):
                del self.entries[i:]
                break
        while self.entries and not self.entries[-1].last:
            self.entries.pop()
        index = b"".join(entry.line() for entry in self.entries)
        self._index.truncate(len(index))
        number = self.entries[-1].shard if self.entries else 0
        for path in self._folder.glob("shard-*.tar"):
            if path.name > shard_name(number):
                path.unlink()
        known = {shard.file: shard for shard in self._manifest.shards}
        self._shards = [known.get(shard_name(i)) or self._described(i) for i in range(number)]

    def _is_whole(self, entry: Entry) -> bool:
        try:
            with (self._folder / shard_name(entry.shard)).open("rb") as tar:
                tar.seek(entry.offset)
                return hashlib.sha256(tar.read(entry.size)).hexdigest() == entry.sha256
        except FileNotFoundError:
            return False

    def _described(self, number: int) -> Shard:
        held = [entry for entry in self.entries if entry.shard == number]
        path = self._folder / shard_name(number)
        with path.open("rb") as tar:
            digest = hashlib.file_digest(tar, "sha256").hexdigest()
        return Shard(path.name, path.stat().st_size, len(held), digest)

    def _open_shard(self, number: int) -> None:
        held = [entry for entry in self.entries if entry.shard == number]
        self._number, self._end = number, held[-1].end if held else 0
        path = self._folder / shard_name(number)
        path.touch()
        self._tar = path.open("r+b")
        self._tar.truncate(self._end)
        self._digest = hashlib.file_digest(self._tar, "sha256")
        self._tar.seek(self._end)

    def _close_shard(self) -> None:
        self._tar.write(END)
        self._tar.flush()
        os.fsync(self._tar.fileno())
        os.fsync(self._index.fileno())
        self._digest.update(END)
        self._tar.close()
        held = sum(entry.shard == self._number for entry in self.entries)
        size = self._end + len(END)
        self._shards.append(Shard(shard_name(self._number), size, held, self._digest.hexdigest()))

    def _lock(self) -> None:
        try:
            fcntl.flock(self._index, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatasetError(f"{self._folder}: another run is writing this set") from None

    def _trouble(self, error: OSError) -> DatasetError:
        safe = f"; {len(self.entries)} episodes are safe, the same command continues" if self.entries else ""
        place = error.filename or self._folder
        return DatasetError(f"{place}: cannot be written ({error.strerror or error}){safe}")
