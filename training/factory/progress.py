# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""How far a run is: a bar that is redrawn on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

BAR_WIDTH = 30
REDRAW_S, LINE_S = 0.1, 10.0


class Progress:
    """Counts episodes of `total`, `done` of which were there before; `clock` gives seconds."""

    def __init__(self, out: TextIO, total: int, done: int, clock: Callable[[], float]) -> None:
        self._out, self._total, self._clock = out, total, clock
        self._before, self._begun_s, self._shown_s = done, clock(), clock()
        self._bar = out.isatty()
        if done:
            out.write(f"continuing after {done} of {total} episodes\n")

    def show(self, done: int) -> None:
        """Say how far it is, unless that was said a moment ago."""
        now_s = self._clock()
        finished = done >= self._total
        if not finished and now_s - self._shown_s < (REDRAW_S if self._bar else LINE_S):
            return
        self._shown_s = now_s
        rate = (done - self._before) / max(now_s - self._begun_s, 1e-9)
        left = "" if finished or not rate else f", {_readable((self._total - done) / rate)} left"
        text = f"{done}/{self._total} episodes, {rate:.3g}/s{left}"
        if self._bar:
            filled = BAR_WIDTH * min(done, self._total) // max(self._total, 1)
            bar = "█" * filled + "░" * (BAR_WIDTH - filled)
            self._out.write(f"\r\x1b[K{bar} {text}" + ("\n" if finished else ""))
        else:
            self._out.write(text + "\n")
        self._out.flush()

    def close(self) -> None:
        """Leave the bar's line, when it ends early."""
        if self._bar:
            self._out.write("\n")


def _readable(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return (
        f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
    )
