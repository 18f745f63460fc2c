# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Members of a tar archive (POSIX ustar) to bytes and back; the same members give the same bytes."""

from __future__ import annotations

import tarfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from training.episodes.errors import DatasetError

BLOCK = tarfile.BLOCKSIZE
END = bytes(2 * BLOCK)
"""Two empty blocks close an archive."""


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Headers and contents one after the other, without the end of the archive."""
    parts: list[bytes] = []
    for name, content in members:
        header = tarfile.TarInfo(name)
        header.size = len(content)
        header.mode = 0o644
        parts += [header.tobuf(tarfile.USTAR_FORMAT), content, bytes(-len(content) % BLOCK)]
    return b"".join(parts)


def unpack(packed: memoryview, name: str) -> dict[str, memoryview]:
    """Member name to content, without copying; `name` stands for the archive in messages.

    Raises:
        DatasetError: the bytes are no members of an archive.
    """
    members = {}
    offset = 0
    while offset < len(packed):
        try:
            header = tarfile.TarInfo.frombuf(bytes(packed[offset : offset + BLOCK]), "utf-8", "strict")
        except (tarfile.HeaderError, ValueError) as error:
            raise DatasetError(f"{name}: damaged at byte {offset} of an episode ({error})") from None
        start = offset + BLOCK
        members[header.name] = packed[start : start + header.size]
        offset = start + header.size + -header.size % BLOCK
    return members


def stream(archive: IO[bytes], name: str) -> Iterator[Mapping[str, bytes]]:
    """Groups of members that share the name before the first dot, read in one pass without seeking.

    Raises:
        DatasetError: the archive is cut or damaged.
    """
    group: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=archive, mode="r|") as members:
            for member in members:
                content = members.extractfile(member)
                if content is None:
                    continue
                key = member.name.partition(".")[0]
                if group and next(iter(group)).partition(".")[0] != key:
                    yield group
                    group = {}
                group[member.name] = content.read()
    except (tarfile.TarError, OSError) as error:
        raise DatasetError(f"{name}: cut or damaged ({error})") from None
    if group:
        yield group
