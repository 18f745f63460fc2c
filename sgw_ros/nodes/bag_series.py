# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A recording without end: bags one after the other, each whole and readable by itself."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sgw_ros.nodes.bag_writer import BagWriter, StreamWriter

SPLIT_BYTES = 4 << 30
SPLIT_S = 6 * 3600.0
"""A bag's index is kept in memory until it is complete: some 3 kB for every 2 s."""


def parts_of(path: Path) -> list[Path]:
    """The bags of a recording in order: `pipeline.mcap`, then `pipeline_1.mcap` and so on."""
    numbers = (p.stem.removeprefix(f"{path.stem}_") for p in path.parent.glob(f"{path.stem}_*{path.suffix}"))
    return [path, *(_part(path, number) for number in sorted(int(n) for n in numbers if n.isdecimal()))]


class BagSeries(StreamWriter):
    """Writes to one bag until it is large or old, then to the next.

    Args:
        path: the first bag; the others are numbered. Those of an earlier recording are removed.
        latched: topics whose last message holds until the next one, and so begins every bag.

    Raises:
        BagError: as `BagWriter`.
    """

    def __init__(self, path: Path, latched: Collection[str] = ()) -> None:
        self.path = path
        self.messages: Counter[str] = Counter()
        for old in parts_of(path)[1:]:
            old.unlink(missing_ok=True)
        self._latched = frozenset(latched)
        self._last: dict[str, tuple[Any, bytes]] = {}
        self._number = 0
        self._open(path)

    def write(self, topic: str, message_type: Any, data: bytes, log_time_ns: int) -> None:
        """Add one serialised message."""
        if self._bag.size >= SPLIT_BYTES or time.monotonic() - self._since_s >= SPLIT_S:
            self._split(log_time_ns)
        self._bag.write(topic, message_type, data, log_time_ns)
        self.messages[topic] += 1
        if topic in self._latched:
            self._last[topic] = (message_type, data)

    def close(self) -> None:
        """Complete the last bag; safe to call twice."""
        self._bag.close()

    def _split(self, log_time_ns: int) -> None:
        self._bag.close()
        self._number += 1
        self._open(_part(self.path, self._number))
        for topic, (message_type, data) in self._last.items():
            self._bag.write(topic, message_type, data, log_time_ns)

    def _open(self, path: Path) -> None:
        self._bag = BagWriter(path)
        self._since_s = time.monotonic()


def _part(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}_{number}{path.suffix}")
