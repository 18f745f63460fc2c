# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What an mcap file of ours holds until it breaks off: chunks, each with its message indexes behind it."""

from __future__ import annotations

import struct
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from os import SEEK_END
from typing import IO

from mcap.data_stream import ReadDataStream
from mcap.opcode import Opcode
from mcap.records import Channel, Chunk, ChunkIndex, McapRecord, Message, MessageIndex, Schema
from mcap.stream_reader import get_chunk_data_stream

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_reader import MCAP_MAGIC, RECORD_LIMIT_BYTES

HEAD = struct.Struct("<BQ")
"""Of every record: opcode, and the bytes that follow."""
Indexes = dict[int, list[tuple[int, int]]]
"""Channel to log time in nanoseconds and place within the chunk of each of its messages."""


@dataclass(slots=True)
class Part:
    """A chunk and the message indexes behind it; `counts` are its messages by channel, `end` is a byte."""

    index: ChunkIndex
    end: int
    counts: Counter[int]

    @property
    def missing(self) -> set[int]:
        """Channels whose message index broke off."""
        return set(self.counts) - set(self.index.message_index_offsets)

    def take_index(self, channel_id: int, start: int, end: int) -> None:
        """A message index stands between these bytes."""
        self.index.message_index_offsets[channel_id] = start
        self.index.message_index_length += end - start
        self.end = end


@dataclass(slots=True)
class Layout:
    """The whole records of a file; `header_end` is a byte."""

    header_end: int = 0
    parts: list[Part] = field(default_factory=list)
    definitions: dict[tuple[type[McapRecord], int], McapRecord] = field(default_factory=dict)

    @property
    def end(self) -> int:
        """The byte behind the last record that is to stay."""
        return self.parts[-1].end if self.parts else self.header_end

    @property
    def counts(self) -> Counter[int]:
        """Messages by channel."""
        return sum((part.counts for part in self.parts), Counter())


def read_layout(file: IO[bytes]) -> Layout:
    """Everything up to where the file breaks off.

    Raises:
        InputError: when it is not laid out as ours are, or goes on behind a damaged chunk.
    """
    layout, damaged = Layout(), False
    for opcode, start, end in _records(file):
        if opcode == Opcode.HEADER:
            layout.header_end = end
        elif opcode == Opcode.CHUNK:
            if damaged or (layout.parts and layout.parts[-1].missing):
                what = "a damaged chunk" if damaged else "a chunk without its message indexes"
                raise InputError(f"{what} before byte {start}")
            damaged = not _take_chunk(file, start, end, layout)
        elif opcode == Opcode.MESSAGE_INDEX and layout.parts:
            if not damaged:
                layout.parts[-1].take_index(MessageIndex.read(_body(file, start)).channel_id, start, end)
        else:
            name = Opcode(opcode).name if opcode in set(Opcode) else f"type {opcode}"
            raise InputError(f"not laid out as 'sgw' records: a record of {name} outside of chunks")
    if not layout.header_end:
        raise InputError("not an mcap file: its header is missing")
    return layout


def message_indexes(file: IO[bytes], start: int) -> Indexes:
    """Where the messages are within the chunk that begins at a byte."""
    indexes: Indexes = defaultdict(list)
    for record, at in _inside(_chunk(file, start)):
        if isinstance(record, Message):
            indexes[record.channel_id].append((record.log_time, at))
    return indexes


def _records(file: IO[bytes]) -> Iterator[tuple[int, int, int]]:
    """Opcode, first byte and byte behind each whole record before the end of the data.

    No record has opcode 0: it is what a file system leaves where nothing was written before a power cut.
    """
    size, at = file.seek(0, SEEK_END), len(MCAP_MAGIC)
    while at + HEAD.size <= size:
        file.seek(at)
        opcode, length = HEAD.unpack(file.read(HEAD.size))
        end = at + HEAD.size + length
        if end > size or opcode in (0, Opcode.DATA_END):
            return
        yield opcode, at, end
        at = end


def _take_chunk(file: IO[bytes], start: int, end: int, layout: Layout) -> bool:
    """Add a chunk; False when it cannot be read. A wrong checksum is none: readers read it all the same."""
    counts: Counter[int] = Counter()
    definitions: dict[tuple[type[McapRecord], int], McapRecord] = {}
    try:
        chunk = _chunk(file, start)
        for record, _ in _inside(chunk):
            if isinstance(record, Message):
                counts[record.channel_id] += 1
            else:
                definitions[type(record), record.id] = record
    except Exception:  # whatever damaged bytes make of decompression and records
        return False
    if any((Channel, channel_id) not in {**layout.definitions, **definitions} for channel_id in counts):
        return False
    layout.definitions.update(definitions)
    layout.parts.append(Part(_index(chunk, start, end), end, counts))
    return True


def _index(chunk: Chunk, start: int, end: int) -> ChunkIndex:
    return ChunkIndex(
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


def _chunk(file: IO[bytes], start: int) -> Chunk:
    chunk: Chunk = Chunk.read(_body(file, start))
    if chunk.uncompressed_size > RECORD_LIMIT_BYTES:
        raise InputError("a chunk of damaged size")
    return chunk


def _inside(chunk: Chunk) -> Iterator[tuple[Schema | Channel | Message, int]]:
    """A chunk's records, and where each begins in what it unpacks to."""
    stream, size = get_chunk_data_stream(chunk)
    while stream.count < size:
        at, opcode, length = stream.count, stream.read1(), stream.read8()
        if opcode == Opcode.MESSAGE:
            yield Message.read(stream, length), at
        elif opcode == Opcode.SCHEMA:
            yield Schema.read(stream), at
        elif opcode == Opcode.CHANNEL:
            yield Channel.read(stream), at
        else:
            stream.read(length)


def _body(file: IO[bytes], start: int) -> ReadDataStream:
    file.seek(start + HEAD.size)
    return ReadDataStream(file)
