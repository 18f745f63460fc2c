# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Plays a recorded or live source in a thread of its own, at the pace of its stamps."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol

from sgw_ros.core.errors import SgwError
from sgw_ros.core.types import Frame
from sgw_ros.ingest.source import Source

CLOCK_PERIOD_S = 0.02
READY_PERIOD_S = 0.05


class Audience(Protocol):
    """Who is played to; every call comes from the player's thread."""

    def ready(self) -> bool:
        """Whether the graph is up.

        Raises:
            SgwError: when it will not be.
        """
        ...

    def has_room(self) -> bool:
        """Whether the graph can take another frame; asked only when playing unthrottled."""
        ...

    def gone(self) -> bool:
        """Whether nobody can be told anything any more."""
        ...

    def show_clock(self, now_ns: int) -> None:
        """The source's time goes on."""
        ...

    def show_frame(self, frame: Frame) -> None:
        """The next frame is due."""
        ...

    def show_end(self, error: str) -> None:
        """Nothing comes after; `error` says why when it was not the end of the input."""
        ...


class Player:
    """Hands out frames when they are due: `rate` 1 is real time, 0 as fast as the audience takes them.

    A frame is read while the one before it is on show, so that decoding delays nothing.
    """

    def __init__(
        self,
        source: Source,
        audience: Audience,
        rate: float,
        start_timeout_s: float,
        room_timeout_s: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source, self._audience = source, audience
        self._rate = 0.0 if source.info.live else rate
        self._live = source.info.live
        self._start_timeout_s, self._room_timeout_s = start_timeout_s, room_timeout_s
        self._clock = clock
        self._stop = threading.Event()
        self._news = threading.Event()
        self._origin: tuple[float, int] | None = None
        self._thread = threading.Thread(target=self._run, name="player", daemon=True)

    def start(self) -> None:
        """Begin to play."""
        self._thread.start()

    def stop(self) -> None:
        """End, wherever it is; returns when the thread has gone."""
        self._stop.set()
        self._news.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()
        self._source.close()

    def notice(self) -> None:
        """Something that `has_room` looks at has changed."""
        self._news.set()

    def _run(self) -> None:
        try:
            self._play()
        except Exception:
            if not self._audience.gone():
                raise

    def _play(self) -> None:
        error = ""
        try:
            self._wait_until(self._audience.ready, self._start_timeout_s, READY_PERIOD_S)
            for frame in self._source:
                self._await_turn(frame)
                if self._stop.is_set():
                    return
                self._audience.show_frame(frame)
        except SgwError as unusable:
            error = str(unusable)
        except Exception as surprise:
            # Libraries that read files raise what they like; the thread must not end without a word.
            error = f"{type(surprise).__name__}: {surprise}"
        if not self._stop.is_set():
            self._audience.show_end(error)
        while self._origin is not None and not self._stop.wait(CLOCK_PERIOD_S):
            self._audience.show_clock(self._now_ns())

    def _await_turn(self, frame: Frame) -> None:
        if self._live:
            return
        if self._rate <= 0:
            self._wait_until(self._audience.has_room, self._room_timeout_s, self._room_timeout_s)
            self._audience.show_clock(frame.stamp_ns)
            return
        if self._origin is None or frame.stamp_ns < self._origin[1]:
            self._origin = (self._clock(), frame.stamp_ns)
        self._audience.show_clock(self._now_ns())
        while (left_s := (frame.stamp_ns - self._now_ns()) / 1e9 / self._rate) > 0:
            if self._stop.wait(min(left_s, CLOCK_PERIOD_S)):
                return
            self._audience.show_clock(min(self._now_ns(), frame.stamp_ns))

    def _now_ns(self) -> int:
        origin_s, origin_ns = self._origin or (self._clock(), 0)
        return origin_ns + round((self._clock() - origin_s) * self._rate * 1e9)

    def _wait_until(self, condition: Callable[[], bool], timeout_s: float, period_s: float) -> None:
        end_s = self._clock() + timeout_s
        self._news.clear()
        while not condition() and not self._stop.is_set() and (left_s := end_s - self._clock()) > 0:
            self._news.wait(min(left_s, period_s))
            self._news.clear()
