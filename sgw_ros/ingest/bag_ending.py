# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Gives an mcap file that broke off the end that readers ask for: index, summary, footer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from mcap.data_stream import RecordBuilder
from mcap.records import (
    Channel,
    Chunk,
    ChunkIndex,
    DataEnd,
    Footer,
    Header,
    McapRecord,
    Message,
    MessageIndex,
    Schema,
    Statistics,
)
from mcap.stream_reader import StreamReader, breakup_chunk

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_reader import MCAP_MAGIC, RECORD_LIMIT_BYTES


@dataclass(slots=True)
class _Part:
    """A chunk with the message indexes behind it; `counts` are its messages by channel."""

    index: ChunkIndex
    end: int
    counts: Counter[int] = field(default_factory=Counter)

    @property
    def whole(self) -> bool:
        return set(self.counts) <= set(self.index.message_index_offsets)


@dataclass(slots=True)
class _Contents:
    """What can be read before the first damage."""

    start: int = 0
    parts: list[_Part] = field(default_factory=list)
    definitions: dict[tuple[type[McapRecord], int], Schema | Channel] = field(default_factory=dict)
    finished: bool = False


def end_bag(path: Path) -> int:
    """Complete a bag in place; what is damaged at its tail goes. Returns the number of its messages.

    Where the disk has no room for the end either, the last chunk makes way for it.

    Raises:
        InputError: when it is no mcap file, or cannot be written.
    """
    try:
        with path.open("r+b") as file:
            contents = _read(file)
            if not contents.start:
                raise InputError(f"{path}: not an mcap file")
            if not contents.finished:
                _write_end(file, contents)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; make room for its index and try again") from None
    return sum(part.counts.total() for part in contents.parts)


def _read(file: IO[bytes]) -> _Contents:
    contents = _Contents()
    records = iter(StreamReader(file, emit_chunks=True, record_size_limit=RECORD_LIMIT_BYTES).records)
    while not contents.finished:
        at = file.tell()
        try:
            _take(next(records), at, file.tell(), contents)
        except StopIteration:
            contents.finished = True
        except Exception:  # the end, or whatever stands where it should be
            break
    while contents.parts and not contents.parts[-1].whole:
        contents.parts.pop()
    return contents


def _take(record: McapRecord, start: int, end: int, contents: _Contents) -> None:
    if isinstance(record, Header):
        contents.start = end
    elif isinstance(record, Chunk):
        contents.parts.append(_part(record, start, end, contents))
    elif isinstance(record, MessageIndex) and contents.parts:
        part = contents.parts[-1]
        part.index.message_index_offsets[record.channel_id] = start
        part.index.message_index_length += end - start
        part.end = end


def _part(chunk: Chunk, start: int, end: int, contents: _Contents) -> _Part:
    index = ChunkIndex(
        chunk_start_offset=start,
        chunk_length=end - start,
        compression=chunk.compression,
        compressed_size=len(chunk.data),
        uncompressed_size=chunk.uncompressed_size,
        message_start_time=chunk.message_start_time,
        message_end_time=chunk.message_end_time,
        message_index_length=0,
        message_index_offsets={},
    )
    part = _Part(index, end)
    for record in breakup_chunk(chunk, validate_crc=True):
        if isinstance(record, Message):
            part.counts[record.channel_id] += 1
        elif isinstance(record, Schema | Channel):
            contents.definitions[type(record), record.id] = record
    return part


def _write_end(file: IO[bytes], contents: _Contents) -> None:
    while True:
        end = contents.parts[-1].end if contents.parts else contents.start
        file.truncate(end)
        file.seek(end)
        try:
            file.write(_end_records(contents, end))
            file.flush()
            return
        except OSError:
            if not contents.parts:
                raise
            contents.parts.pop()


def _end_records(contents: _Contents, at: int) -> bytes:
    data_end = _built([DataEnd(0)])
    parts = contents.parts
    summary = _built([*contents.definitions.values(), _statistics(contents), *(part.index for part in parts)])
    footer = Footer(summary_start=at + len(data_end), summary_offset_start=0, summary_crc=0)
    return data_end + summary + _built([footer]) + MCAP_MAGIC


def _statistics(contents: _Contents) -> Statistics:
    counts: Counter[int] = sum((part.counts for part in contents.parts), Counter())
    indices = [part.index for part in contents.parts]
    kinds = Counter(kind for kind, _ in contents.definitions)
    return Statistics(
        attachment_count=0,
        channel_count=kinds[Channel],
        channel_message_counts=dict(counts),
        chunk_count=len(indices),
        message_count=counts.total(),
        message_start_time=min((index.message_start_time for index in indices), default=0),
        message_end_time=max((index.message_end_time for index in indices), default=0),
        metadata_count=0,
        schema_count=kinds[Schema],
    )


def _built(records: Iterable[McapRecord]) -> bytes:
    builder = RecordBuilder()
    for record in records:
        record.write(builder)
    return bytes(builder.end())  # type: ignore[no-untyped-call]
