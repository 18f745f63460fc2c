# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The write-ahead log beside a journal, looked through for commits that SQLite no longer reads.

SQLite reads a log up to the first frame whose checksum is wrong: it takes that for the place where a
crash stopped the writer. But where a commit stands complete from there on, it was the medium.

Source: "The Write-Ahead Log Format", https://www.sqlite.org/fileformat2.html#walformat
"""

from __future__ import annotations

from pathlib import Path
from struct import Struct, unpack
from typing import BinaryIO

LOOKS = 3
"""What a writer at work has half-written at one look is whole at the next."""

_HEADER = Struct(">8I")
"""Magic number, format, bytes of a page, sequence, two salts, checksum [2]."""
_FRAME = Struct(">6I")
"""Page number, pages of the database after a commit (0 within one), two salts, checksum [2]."""
_MASK = 0xFFFFFFFF


def lost_commits(path: str) -> int:
    """How many commits in the log of a journal are not read any more; 0 where there is no log."""
    lost = 0
    for _ in range(LOOKS):
        try:
            with Path(f"{path}-wal").open("rb") as log:
                lost = _count_lost(log)
        except FileNotFoundError:
            return 0
        if not lost:
            break
    return lost


def _count_lost(log: BinaryIO) -> int:
    header = log.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return 0
    magic, _, page_bytes, _, *salts, first, second = _HEADER.unpack(header)
    order = ">" if magic & 1 else "<"
    seen = _checksum(header[:24], (0, 0), order)
    if seen != (first, second):
        return 1 if log.read(1) else 0  # nothing of it is read, and the page size is not to be trusted
    lost, is_read = 0, True
    size = _FRAME.size + page_bytes
    while len(frame := log.read(size)) == size:
        _, pages, *marks, first, second = _FRAME.unpack_from(frame)
        if is_read:
            seen = _checksum(frame[:8] + frame[_FRAME.size :], seen, order)
            is_read = marks == salts and seen == (first, second)
        # Frames of an earlier use of the log, not overwritten yet, have neither salt.
        is_ours = marks[0] == salts[0] or marks[1] == salts[1]
        if pages and is_ours and not is_read:
            lost += 1
    return lost


def _checksum(data: bytes, seed: tuple[int, int], order: str) -> tuple[int, int]:
    """SQLite's checksum of data [multiple of 8 bytes], continued from `seed`."""
    first, second = seed
    words = iter(unpack(f"{order}{len(data) // 4}I", data))
    for one, other in zip(words, words, strict=True):
        first = (first + one + second) & _MASK
        second = (second + other + first) & _MASK
    return first, second
