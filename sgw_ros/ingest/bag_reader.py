# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Opens bags: whole ones with rosbags, and mcap files that nobody finished as far as they go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from mcap.records import Channel, Message, Schema
from mcap.stream_reader import StreamReader
from rosbags.highlevel import AnyReader
from rosbags.typesys import Stores, get_typestore

from sgw_ros.core.errors import FrameError, InputError
from sgw_ros.ingest.topics import Topic

STORAGE = ("*.mcap", "*.db3")
MCAP_MAGIC = b"\x89MCAP0\r\n"
MCAP_REPAIR = "'sgw recover' completes what sgw recorded, 'mcap recover' others"
RECORD_LIMIT_BYTES = 1 << 28
"""A damaged length must not make the reader ask for gigabytes."""

Recorded = tuple[str, str, int, bytes]
"""Topic, type, log time in nanoseconds and serialised message."""


class Bag(Protocol):
    """Messages of a recording."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What was recorded."""
        ...

    @property
    def span_ns(self) -> tuple[int, int]:
        """First and last log time."""
        ...

    def messages(self, topics: Collection[str]) -> Iterator[Recorded]:
        """The messages of some topics in the order of their recording.

        Raises:
            InputError: where the recording cannot be read any further.
        """
        ...

    def deserialize(self, raw: bytes, type_name: str) -> Any:
        """The message's fields.

        Raises:
            FrameError: when it is malformed.
        """
        ...

    def close(self) -> None:
        """Let go of the files."""
        ...


def open_bag(path: Path) -> Bag:
    """Open a bag of any kind.

    Raises:
        InputError: when it is none, or too damaged to hold anything.
    """
    path = _storage_of(path)
    try:
        return WholeBag(path)
    except Exception as error:  # rosbags lets sqlite3, yaml and struct errors of damaged files out
        reason = _words(error)
    file = path if path.is_file() else next(iter(sorted(path.glob("*.mcap"))), path)
    if file.is_file() and _starts_as_mcap(file):
        salvaged = SalvagedBag(file)
        if salvaged.topics:
            return salvaged
    repair = MCAP_REPAIR if file.suffix == ".mcap" else "'ros2 bag reindex' may repair it"
    raise InputError(f"{path}: not a readable bag ({reason}); {repair}")


class WholeBag:
    """A finished bag, through rosbags."""

    def __init__(self, path: Path) -> None:
        self._reader = AnyReader([path], default_typestore=get_typestore(Stores.ROS2_JAZZY))
        self._reader.open()
        self.topics = tuple(Topic(c.topic, c.msgtype, c.msgcount) for c in self._reader.connections)
        self.span_ns = (self._reader.start_time, self._reader.end_time)

    def messages(self, topics: Collection[str]) -> Iterator[Recorded]:
        """The messages of some topics in the order of their recording."""
        wanted = [c for c in self._reader.connections if c.topic in topics]
        if not wanted:
            return  # to rosbags, no connections are all of them
        try:
            for connection, log_ns, raw in self._reader.messages(wanted):
                yield connection.topic, connection.msgtype, log_ns, raw
        except GeneratorExit:
            raise
        except Exception as error:  # whatever a damaged chunk or database makes the reader raise
            raise InputError(f"unreadable from here on ({_words(error)})") from None

    def deserialize(self, raw: bytes, type_name: str) -> Any:
        """The message's fields."""
        return _deserialize(self._reader.deserialize, raw, type_name)

    def close(self) -> None:
        """Close the files."""
        with suppress(Exception):  # it may be closed already, or was never whole
            self._reader.close()


class SalvagedBag:
    """An mcap file without its end: the recorder was killed, or the copy broke off."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._types = get_typestore(Stores.ROS2_JAZZY)
        counts: Counter[tuple[str, str]] = Counter()
        stamps: list[int] = []
        for topic, type_name, log_ns, _ in self._read():
            counts[topic, type_name] += 1
            stamps = [min([log_ns, *stamps[:1]]), max([log_ns, *stamps[1:]])]
        self.topics = tuple(Topic(name, kind, count) for (name, kind), count in counts.items())
        self.span_ns = (stamps[0], stamps[1]) if stamps else (0, 0)

    def messages(self, topics: Collection[str]) -> Iterator[Recorded]:
        """The messages of some topics in the order of the file."""
        yield from (recorded for recorded in self._read() if recorded[0] in topics)
        raise InputError(f"the recording was never finished; this is what it holds; {MCAP_REPAIR}")

    def deserialize(self, raw: bytes, type_name: str) -> Any:
        """The message's fields."""
        return _deserialize(self._types.deserialize_cdr, raw, type_name)

    def close(self) -> None:
        """Nothing stays open between reads."""

    def _read(self) -> Iterator[Recorded]:
        """Every message up to the first damage."""
        schemas: dict[int, Schema] = {}
        channels: dict[int, Channel] = {}
        with self._path.open("rb") as file:
            records = iter(StreamReader(file, record_size_limit=RECORD_LIMIT_BYTES).records)
            while True:
                try:
                    record = next(records)
                except Exception:  # the end, or whatever stands where it should be
                    return
                if isinstance(record, Schema):
                    schemas[record.id] = record
                elif isinstance(record, Channel):
                    channels[record.id] = record
                elif isinstance(record, Message) and record.channel_id in channels:
                    channel = channels[record.channel_id]
                    schema = schemas.get(channel.schema_id)
                    yield channel.topic, schema.name if schema else "", record.log_time, record.data


def _deserialize(read: Any, raw: bytes, type_name: str) -> Any:
    try:
        return read(raw, type_name)
    except Exception as error:  # malformed CDR ends in whichever builtin error it hits first
        raise FrameError(f"a message is malformed ({_words(error)})") from None


def _storage_of(path: Path) -> Path:
    """The file inside a folder whose recorder did not live to write `metadata.yaml`."""
    if path.is_dir() and not (path / "metadata.yaml").exists():
        files = [file for pattern in STORAGE for file in sorted(path.glob(pattern))]
        if len(files) != 1:
            raise InputError(f"{path}: not a bag: no metadata.yaml in it; run 'ros2 bag reindex'")
        return files[0]
    return path


def _starts_as_mcap(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MCAP_MAGIC)) == MCAP_MAGIC


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
