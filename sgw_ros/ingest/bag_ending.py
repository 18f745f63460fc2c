# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Gives an mcap file that broke off the end that readers ask for: index, summary, footer."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from mcap.data_stream import RecordBuilder
from mcap.reader import make_reader
from mcap.records import Channel, DataEnd, Footer, McapRecord, MessageIndex, Schema, Statistics

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_layout import Layout, Part, message_indexes, read_layout
from sgw_ros.ingest.bag_reader import MCAP_MAGIC


def end_bag(path: Path) -> int:
    """Complete a bag of our own in place; what broke off at its tail goes. Returns its number of messages.

    Where the disk has no room for the end either, the last chunk makes way for it.

    Raises:
        InputError: when it is no mcap file, not laid out as ours are, damaged before its tail, or cannot
            be written.
    """
    messages = whole_messages(path)
    if messages is not None:
        return messages
    layout = layout_of(path)
    write_end(path, layout)
    return layout.counts.total()


def whole_messages(path: Path) -> int | None:
    """The number of messages of a file that has its summary and footer; None for one without.

    Raises:
        InputError: when it is no mcap file.
    """
    try:
        with path.open("rb") as file:
            if file.read(len(MCAP_MAGIC)) != MCAP_MAGIC:
                raise InputError(f"{path}: not an mcap file")
            return _told_messages(file)
    except OSError as error:
        raise unusable(path, error) from None


def layout_of(path: Path) -> Layout:
    """The whole records of a file that broke off.

    Raises:
        InputError: when it is not laid out as ours are, or damaged before its tail.
    """
    try:
        with path.open("rb") as file:
            return read_layout(file)
    except OSError as error:
        raise unusable(path, error) from None
    except InputError as error:
        raise InputError(f"{path}: {error}; nothing was changed, 'mcap recover' may read it") from None


def write_end(path: Path, layout: Layout) -> None:
    """Put the end behind what a layout says is there; where there is no room, chunks make way, and leave it.

    Raises:
        InputError: when the file cannot be written.
    """
    try:
        with path.open("r+b") as file:
            while not _fits(file, layout):
                layout.parts.pop()
    except OSError as error:
        raise unusable(path, error) from None


def unusable(path: Path, error: OSError) -> InputError:
    """What to tell when the system refuses."""
    todo = "; make room for its index and try again" if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    return InputError(f"{path}: {error.strerror}{todo}")


def _told_messages(file: IO[bytes]) -> int | None:
    file.seek(0)
    try:
        reader = make_reader(file)
        summary = reader.get_summary()
        if summary is None:
            return None
        return (
            summary.statistics.message_count if summary.statistics else sum(1 for _ in reader.iter_messages())
        )
    except Exception:  # a summary that cannot be read is none
        return None


def _fits(file: IO[bytes], layout: Layout) -> bool:
    end = layout.end
    file.truncate(end)
    try:
        indexes = _complete(file, layout.parts[-1]) if layout.parts else b""
        file.seek(end)
        file.write(indexes + _end_records(layout, end + len(indexes)))
        file.flush()
    except OSError:
        if not layout.parts:
            raise
        return False
    return True


def _complete(file: IO[bytes], part: Part) -> bytes:
    """The message indexes that the last chunk lost; `part` gets them, too."""
    missing = sorted(part.missing)
    if not missing:
        return b""
    indexes = message_indexes(file, part.index.chunk_start_offset)
    written = b""
    for channel_id in missing:
        record = _built([MessageIndex(channel_id, indexes[channel_id])])
        part.take_index(channel_id, part.end, part.end + len(record))
        written += record
    return written


def _end_records(layout: Layout, at: int) -> bytes:
    data_end = _built([DataEnd(0)])
    parts = layout.parts
    summary = _built([*layout.definitions.values(), _statistics(layout), *(part.index for part in parts)])
    footer = Footer(summary_start=at + len(data_end), summary_offset_start=0, summary_crc=0)
    return data_end + summary + _built([footer]) + MCAP_MAGIC


def _statistics(layout: Layout) -> Statistics:
    indices = [part.index for part in layout.parts]
    kinds = Counter(kind for kind, _ in layout.definitions)
    return Statistics(
        attachment_count=0,
        channel_count=kinds[Channel],
        channel_message_counts=dict(layout.counts),
        chunk_count=len(indices),
        message_count=layout.counts.total(),
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
