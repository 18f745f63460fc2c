# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What is written down: waits for time to begin, and outlives its own disk."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sgw_ros.nodes.bag_series import BagSeries
from sgw_ros.nodes.bag_writer import BagError

EARLY_MESSAGES = 100
"""Per topic: what can come before the first `/clock` is latched, or told again and again."""


class Tape:
    """The recording's bags; a full disk ends them, but neither the graph nor what is said of it at the end.

    Args:
        path: the first bag.
        latched: topics that begin every further one.
        on_fatal: told once why the recording ends before the run; `fatal` then says so, too.

    Raises:
        BagError: when the bag cannot be opened.
    """

    def __init__(self, path: Path, latched: Collection[str], on_fatal: Callable[[str], Any]) -> None:
        self.path = path
        self.fatal = ""
        self._bag = BagSeries(path, latched)
        self._on_fatal = on_fatal
        self._early: dict[tuple[str, Any], deque[bytes]] = {}

    @property
    def messages(self) -> Counter[str]:
        """Messages written so far, by topic."""
        return self._bag.messages

    def write(self, topic: str, message_type: Any, data: bytes, now_ns: int) -> None:
        """Add a message; simulated time is 0 before the first `/clock`: what comes that early waits."""
        if self.fatal:
            return
        self._early.setdefault((topic, message_type), deque(maxlen=EARLY_MESSAGES)).append(data)
        if not now_ns:
            return
        early, self._early = self._early, {}
        with self._to_the_end_of_the_disk():
            for (name, kind), messages in early.items():
                for message in messages:
                    self._bag.write(name, kind, message, now_ns)

    def close(self) -> None:
        """Complete the bag; safe to call twice."""
        with self._to_the_end_of_the_disk():
            self._bag.close()

    @contextmanager
    def _to_the_end_of_the_disk(self) -> Iterator[None]:
        try:
            yield
        except BagError as error:
            self.fatal = str(error)
            self._on_fatal(self.fatal)
