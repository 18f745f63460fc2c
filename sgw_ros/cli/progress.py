# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How a long job tells where it is: one moving line on a terminal, plain lines otherwise."""

from __future__ import annotations

import sys
import time
from typing import TextIO

TERMINAL_EVERY_S = 0.1
PLAIN_EVERY_S = 5.0
BAR_WIDTH = 24


class Progress:
    """Counts frames against a total; 0 is an unknown total."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total = total
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._start_s = self._told_s = time.monotonic()
        self._width = 0

    def update(self, count: int, note: str = "") -> None:
        """Tell the count, when it is time to."""
        now_s = time.monotonic()
        if now_s - self._told_s < (TERMINAL_EVERY_S if self._terminal else PLAIN_EVERY_S):
            return
        self._told_s = now_s
        self._tell(self._line(count, note, now_s))

    def say(self, text: str) -> None:
        """Put a line of text above the moving line."""
        self._wipe()
        print(text, file=self._stream, flush=True)

    def close(self) -> None:
        """Leave the line clean for what is printed next."""
        self._wipe()

    def _line(self, count: int, note: str, now_s: float) -> str:
        rate = count / max(now_s - self._start_s, 1e-9)
        if not self._total:
            return f"{count} frames, {rate:.1f}/s {note}"
        share = min(count / self._total, 1.0)
        bar = ("#" * round(share * BAR_WIDTH)).ljust(BAR_WIDTH, ".") if self._terminal else f"{share:.0%}"
        left_s = (self._total - count) / max(rate, 1e-9)
        return f"{bar} {count}/{self._total} frames, {rate:.1f}/s, {max(left_s, 0):.0f} s left {note}"

    def _tell(self, line: str) -> None:
        if self._terminal:
            print("\r" + line.ljust(self._width), end="", file=self._stream, flush=True)
            self._width = len(line)
        else:
            print(line.rstrip(), file=self._stream, flush=True)

    def _wipe(self) -> None:
        if self._terminal and self._width:
            print("\r" + " " * self._width + "\r", end="", file=self._stream, flush=True)
            self._width = 0
