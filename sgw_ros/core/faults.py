# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Counts what could not be used, so that one bad frame is told and not fatal."""

from __future__ import annotations

from collections import Counter, deque

from sgw_ros.core.errors import SgwError

KEPT_TEXTS = 100
"""Distinct texts remembered: a broken stream may find a new one for every frame."""


def reason(error: Exception) -> str:
    """Why something cannot be used: our own errors say it, those of libraries need their name, too."""
    return str(error) if isinstance(error, SgwError) else f"{type(error).__name__}: {error}"


class FaultLog:
    """Frames skipped and things left out, with their texts.

    `skipped` counts frames that were lost, `noted` faults whose frame went on. `take` hands each
    text out once, for the log; repeated ones, and ever new ones after the first hundred, are only
    counted.
    """

    def __init__(self) -> None:
        self.skipped = 0
        self.noted = 0
        self.last = ""
        self.counts: Counter[str] = Counter()
        self._untold: deque[str] = deque(maxlen=KEPT_TEXTS)
        self._told: set[str] = set()

    def skip(self, text: str) -> None:
        """A frame cannot be used."""
        self.skipped += 1
        self._add(text, said=False)

    def note(self, text: str, said: bool = False) -> None:
        """Part of a frame cannot be used; `said` when this very fault is going on and was told."""
        self.noted += 1
        self._add(text, said)

    def take(self) -> list[str]:
        """Texts that were not handed out yet."""
        texts = list(self._untold)
        self._untold.clear()
        self._told.update(texts)
        return texts

    def _add(self, text: str, said: bool) -> None:
        self.last = text
        if not said and len(self._told) < KEPT_TEXTS and text not in self._told and text not in self._untold:
            self._untold.append(text)
        if text in self.counts or len(self.counts) < KEPT_TEXTS:
            self.counts[text] += 1
