# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""When an expert judges which frame: joining by stamp, timeouts, throttling, dropping.

The synchronous loop and the nodes both drive an expert through `ExpertRunner`, so that a node adds
no logic. The runner keeps no clock of its own: every call is told the time.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from sgw_ros.core.answers import Answers
from sgw_ros.core.confidence import confidence_histogram
from sgw_ros.core.errors import FrameError
from sgw_ros.core.fingerprint import fingerprint
from sgw_ros.core.graph import Proposal
from sgw_ros.core.stamps import StampOrder, StampStep
from sgw_ros.core.types import Frame, Telemetry
from sgw_ros.experts.base import Expert, ExpertConfig, Result, Upstream


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one frame: a result with its proposal, or None where the frame was skipped."""

    frame: Frame
    result: Result | None
    proposal: Proposal | None
    telemetry: Telemetry
    stale: tuple[str, ...] = ()
    error: str = ""


@dataclass(slots=True)
class _Pending:
    frame: Frame
    deadline_ns: int
    starts_again: bool = False


class ExpertRunner:
    """Feeds one expert: a frame is judged when every expected upstream answered, or its time is over.

    Frames are judged in order of their stamps. Throttled or switched off, a frame is skipped at once
    and says so, so that nobody downstream waits for it. When more than `queue_size` frames wait, the
    oldest are dropped; 0 keeps all (the risk expert answers for every frame).

    When the stamps jump back (a bag played again, a simulation reset), frames that still wait are judged
    with what is there, and the first one after the jump finds the expert as new.
    """

    def __init__(
        self,
        expert: Expert[Result],
        config: ExpertConfig,
        expected: tuple[str, ...] | None = None,
        queue_size: int = 3,
        timer_ns: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self.expert = expert
        self.config = config
        self.expected = expert.inputs if expected is None else expected
        self._queue_size = queue_size
        self._timer_ns = timer_ns
        self._pending: deque[_Pending] = deque()
        self._drops = 0
        self._last_stamp_ns: int | None = None
        self._due_ns: int | None = None
        self._forget()

    def configure(self, config: ExpertConfig) -> None:
        """Take new settings; a raised rate or a switch-on takes effect with the next frame."""
        if (config.rate_hz, config.enabled) != (self.config.rate_hz, self.config.enabled):
            self._due_ns = None
        self.config = config

    def add_frame(self, frame: Frame, now_ns: int) -> None:
        """Queue a frame; `now_ns` starts its timeout."""
        starts_again = self._order.step(frame.stamp_ns) is StampStep.RESTART
        if starts_again:  # nobody waits for answers about the past
            for waiting in self._pending:
                waiting.deadline_ns = now_ns
        self._pending.append(_Pending(frame, now_ns + round(self.config.timeout_s * 1e9), starts_again))

    def add_answer(self, name: str, stamp_ns: int, result: Result | None) -> None:
        """Note what an upstream expert said about a stamp; None where it skipped that frame."""
        if name in self._answers:
            self._answers[name].add(stamp_ns, result)

    @property
    def next_deadline_ns(self) -> int | None:
        """When the oldest waiting frame runs out of time, or None when nothing waits."""
        return self._pending[0].deadline_ns if self._pending else None

    def poll(self, now_ns: int) -> list[Outcome]:
        """Judge every frame that is ready; call after each addition and at `next_deadline_ns`."""
        outcomes: list[Outcome] = []
        while self._queue_size and len(self._pending) > self._queue_size:
            self._drops += 1
            dropped = self._head().frame
            self._pending.popleft()
            outcomes.append(self._skip(dropped, "dropped: the expert is behind"))
        while self._pending:
            head = self._head()
            if self._runs(head.frame) and not self._ready(head, now_ns):
                break
            self._pending.popleft()
            outcomes.append(self._judge(head.frame) if self._runs(head.frame) else self._skip(head.frame))
        return outcomes

    def reset(self) -> None:
        """Forget frames, answers and the expert's own state."""
        self._pending.clear()
        self._forget()
        self.expert.reset()

    def _forget(self) -> None:
        self._order = StampOrder()
        self._answers: dict[str, Answers[Result]] = {name: Answers() for name in self.expected}
        self._last_stamp_ns = self._due_ns = None

    def _head(self) -> _Pending:
        """The frame whose turn it is; the first one after a jump back starts everything again."""
        head = self._pending[0]
        if head.starts_again:
            head.starts_again = False
            self._last_stamp_ns = self._due_ns = None
            for answers in self._answers.values():
                answers.start_again(head.frame.stamp_ns)
            self.expert.reset()
        return head

    def _ready(self, head: _Pending, now_ns: int) -> bool:
        stamp_ns = head.frame.stamp_ns
        answered = all(a.answered(stamp_ns) for a in self._answers.values())
        return answered or now_ns >= head.deadline_ns or self._is_late(head.frame)

    def _is_late(self, frame: Frame) -> bool:
        """Whether a later frame has been judged: nothing can make this one's turn come."""
        return self._last_stamp_ns is not None and frame.stamp_ns <= self._last_stamp_ns

    def _runs(self, frame: Frame) -> bool:
        if not self.config.enabled:
            return False
        return self._due_ns is None or frame.stamp_ns >= self._due_ns

    def _judge(self, frame: Frame) -> Outcome:
        if self._is_late(frame):
            return self._skip(frame, "dropped: its stamp is not after the one before")
        stale = tuple(n for n, a in self._answers.items() if not a.answered(frame.stamp_ns))
        upstream = Upstream(
            **{n: a.at(frame.stamp_ns) for n, a in self._answers.items()},  # type: ignore[arg-type]
            stale=stale,
        )
        self._forget_answers_before(frame.stamp_ns)
        self._last_stamp_ns = frame.stamp_ns
        self._schedule_after(frame.stamp_ns)
        start_ns = self._timer_ns()
        try:
            result = self.expert.step(frame, upstream)
        except FrameError as error:
            return self._skip(frame, str(error))
        telemetry = replace(
            self._telemetry(frame),
            ran=True,
            compute_ms=(self._timer_ns() - start_ns) / 1e6,
            confidence_histogram=confidence_histogram(result),
        )
        proposal = self.expert.propose(result)
        if proposal is not None and not proposal.input_hashes:
            proposal = replace(proposal, input_hashes=(fingerprint(frame),))
        return Outcome(frame, result, proposal, telemetry, stale)

    def _schedule_after(self, stamp_ns: int) -> None:
        """Keep the beat: the next run is due one period after this one was, not after it happened."""
        if self.config.rate_hz <= 0:
            self._due_ns = None
            return
        period_ns = round(1e9 / self.config.rate_hz)
        due_ns = stamp_ns if self._due_ns is None else self._due_ns
        self._due_ns = due_ns + period_ns if stamp_ns - due_ns < period_ns else stamp_ns + period_ns

    def _skip(self, frame: Frame, error: str = "") -> Outcome:
        self._forget_answers_before(frame.stamp_ns)
        return Outcome(frame, None, None, self._telemetry(frame), error=error)

    def _forget_answers_before(self, stamp_ns: int) -> None:
        for answers in self._answers.values():
            answers.forget_before(stamp_ns)

    def _telemetry(self, frame: Frame) -> Telemetry:
        return Telemetry(self.expert.name, frame.stamp_ns, False, queue=len(self._pending), drops=self._drops)
