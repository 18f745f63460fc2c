# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What an upstream expert said about which frame, also across a jump back in time."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

from sgw_ros.core.stamps import StampOrder, StampStep

REMEMBERED_STAMPS = 64
"""Enough for 2 s at 30 Hz, so that a late frame still finds its own answer."""


class Stamped(Protocol):
    """Anything about one moment."""

    @property
    def stamp_ns(self) -> int:
        """The moment, ns."""
        ...


AnswerT = TypeVar("AnswerT", bound=Stamped)


class _Pass(Generic[AnswerT]):
    """The answers of one run through the input by stamp; None stands for a frame skipped on purpose."""

    def __init__(self) -> None:
        self._by_stamp: OrderedDict[int, AnswerT | None] = OrderedDict()
        self._latest: AnswerT | None = None

    def add(self, stamp_ns: int, answer: AnswerT | None) -> None:
        self._by_stamp[stamp_ns] = answer
        if answer is not None and (self._latest is None or stamp_ns >= self._latest.stamp_ns):
            self._latest = answer
        while len(self._by_stamp) > REMEMBERED_STAMPS:
            self._by_stamp.popitem(last=False)

    def forget_before(self, stamp_ns: int) -> None:
        newest = self.at(stamp_ns)
        for stamp in [s for s, a in self._by_stamp.items() if s < stamp_ns and a is not newest]:
            del self._by_stamp[stamp]

    def answered(self, stamp_ns: int) -> bool:
        return stamp_ns in self._by_stamp

    def at(self, stamp_ns: int) -> AnswerT | None:
        exact = self._by_stamp.get(stamp_ns)
        if exact is not None:
            return exact
        older = [a for s, a in self._by_stamp.items() if a is not None and s < stamp_ns]
        if older:
            return max(older, key=lambda a: a.stamp_ns)
        return self._latest if self._latest is not None and self._latest.stamp_ns <= stamp_ns else None


class Answers(Generic[AnswerT]):
    """The answers of one upstream expert.

    A bag that starts again is two passes with the same stamps. The expert may jump back before the
    frames do here: until `start_again`, frames of the pass before still find their answers.
    """

    def __init__(self) -> None:
        self._order = StampOrder()
        self._now: _Pass[AnswerT] = _Pass()
        self._before: _Pass[AnswerT] | None = None

    def add(self, stamp_ns: int, answer: AnswerT | None) -> None:
        """Note an answer about a stamp; None where the frame was skipped."""
        if self._order.step(stamp_ns) is StampStep.RESTART:
            self._before, self._now = self._now, _Pass()
        self._now.add(stamp_ns, answer)

    def answered(self, stamp_ns: int) -> bool:
        """Whether there is an answer, or a skip, for this very stamp."""
        return self._pass_of(stamp_ns).answered(stamp_ns)

    def at(self, stamp_ns: int) -> AnswerT | None:
        """The answer for this stamp, else the newest one before it, else None."""
        return self._pass_of(stamp_ns).at(stamp_ns)

    def forget_before(self, stamp_ns: int) -> None:
        """Let go of what no frame from this stamp on can ask for: results are as large as pictures."""
        self._pass_of(stamp_ns).forget_before(stamp_ns)

    def start_again(self, stamp_ns: int) -> None:
        """The frames jumped back to this stamp: forget what was said in the pass before."""
        self._before = None
        if self._order.is_ahead_of(stamp_ns):  # this expert has not jumped yet
            self._order, self._now = StampOrder(), _Pass()

    def _pass_of(self, stamp_ns: int) -> _Pass[AnswerT]:
        if self._before is not None and self._order.is_behind(stamp_ns):
            return self._before
        return self._now
