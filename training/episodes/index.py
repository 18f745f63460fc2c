# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What lies beside the shards of a data set: a line per episode, and a manifest of the whole.

`index.jsonl` grows by one line when an episode's bytes are in its shard; `manifest.json` is replaced as a
whole, never half written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from training.episodes.errors import DatasetError

FORMAT = "sgw-episodes"
VERSION = 1
INDEX, MANIFEST = "index.jsonl", "manifest.json"


@dataclass(frozen=True)
class Entry:
    """One episode: where its bytes are, their checksum, and what to know without reading them.

    Attributes:
        key: unique name.
        shard: number of the file.
        offset: first byte in it.
        size: bytes.
        sha256: of these bytes.
        job: the call of a scenario that made it; a call may make several.
        last: no further episode of that call follows.
        summary: scenario, frames, pictures, answer, violation, pair.
    """

    key: str
    shard: int
    offset: int
    size: int
    sha256: str
    job: int
    last: bool
    summary: Mapping[str, Any]

    @property
    def end(self) -> int:
        """The byte after its last one."""
        return self.offset + self.size

    def line(self) -> bytes:
        """Its line of the index."""
        return json.dumps(asdict(self), sort_keys=True).encode() + b"\n"


@dataclass(frozen=True)
class Shard:
    """One finished file."""

    file: str
    bytes: int
    episodes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The whole set.

    Attributes:
        request: what was asked for; a set is only continued with the same.
        shards: finished files.
        complete: whether the run that wrote it came to its end.
        episodes: how many, when complete.
        sha256: of the set, when complete: over every episode's key and checksum, in order.
    """

    request: Mapping[str, Any]
    shards: tuple[Shard, ...] = ()
    complete: bool = False
    episodes: int = 0
    sha256: str = ""
    format: str = field(default=FORMAT)
    version: int = field(default=VERSION)


def shard_name(number: int) -> str:
    """File name of a shard."""
    return f"shard-{number:06d}.tar"


def set_sha256(entries: Iterable[Entry]) -> str:
    """One checksum for all episodes; how they are spread over shards does not matter."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(f"{entry.key} {entry.sha256}\n".encode())
    return digest.hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a data set.

    Raises:
        DatasetError: there is none, or it is of another format or version.
    """
    path = folder / MANIFEST
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        found = (document["format"], document["version"])
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror}); is this a data set?") from None
    except (ValueError, KeyError, TypeError):
        raise DatasetError(f"{path}: no manifest of a data set") from None
    if found != (FORMAT, VERSION):
        raise DatasetError(
            f"{path}: format {found[0]!r} version {found[1]}; this program reads {FORMAT!r} version {VERSION}"
        )
    try:
        shards = tuple(Shard(**shard) for shard in document.pop("shards"))
        return Manifest(**document, shards=shards)
    except (KeyError, TypeError) as error:
        raise DatasetError(f"{path}: damaged ({error})") from None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Replace the manifest at once.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    path = folder / MANIFEST
    draft = path.with_suffix(".json.new")
    with draft.open("w", encoding="utf-8") as file:
        json.dump(asdict(manifest), file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_index(folder: Path) -> list[Entry]:
    """Every whole line; a last line that was cut while it was written is left out.

    Raises:
        DatasetError: it cannot be read, or a line before the last is damaged.
    """
    path = folder / INDEX
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror})") from None
    return [_entry(line, f"{path}: line {number}") for number, line in enumerate(lines[:-1], start=1)]


def _entry(line: bytes, where: str) -> Entry:
    try:
        values = json.loads(line)
        return Entry(**{item.name: values[item.name] for item in fields(Entry)})
    except (ValueError, KeyError, TypeError):
        raise DatasetError(f"{where} is damaged; the shards can still be streamed") from None
