# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import weakref
from collections import deque
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.core.errors import FrameError
from sgw_ros.core.fingerprint import fingerprint
from sgw_ros.core.graph import Proposal
from sgw_ros.core.schedule import ExpertRunner
from sgw_ros.core.types import Camera, Detection, Detections, Frame
from sgw_ros.experts.base import ExpertConfig

MS = 1_000_000
S = 1_000_000_000
IMAGE = np.zeros((2, 2, 3), np.uint8)
CAMERA = Camera(2, 2, 1.0, 1.0, 1.0, 1.0)


@dataclass
class Recorder:
    """An expert that notes what it was given."""

    name: str = "memory"
    inputs: tuple[str, ...] = ("flow", "visual")
    seen: list = field(default_factory=list)
    fails_at: int = -1

    def step(self, frame, upstream):
        if frame.stamp_ns == self.fails_at:
            raise FrameError("too dark")
        self.seen.append((frame.stamp_ns, upstream))
        return Detections(frame.stamp_ns, ())

    def propose(self, result):
        return Proposal(self.name, result.stamp_ns)

    def reset(self):
        self.seen.clear()


def frame(stamp_ns):
    return Frame(stamp_ns, 0, IMAGE, CAMERA)


def runner(expert=None, queue_size=3, **config):
    ticks = iter(range(0, 10**12, 5 * MS))
    return ExpertRunner(
        expert or Recorder(), ExpertConfig(**config), queue_size=queue_size, timer_ns=lambda: next(ticks)
    )


def answer(subject, stamp_ns, *names):
    for name in names or subject.expected:
        subject.add_answer(name, stamp_ns, Detections(stamp_ns, ()))


def test_a_frame_is_judged_when_everybody_before_answered_for_it():
    subject = runner()
    subject.add_frame(frame(S), now_ns=0)
    answer(subject, S, "flow")
    assert subject.poll(1) == []
    answer(subject, S, "visual")
    [outcome] = subject.poll(2)
    assert outcome.stale == ()
    assert outcome.telemetry.ran
    assert outcome.telemetry.compute_ms == 5.0
    assert subject.expert.seen[0][1].visual.stamp_ns == S


def test_a_proposal_says_which_picture_it_rests_on():
    subject = runner(Recorder(inputs=()))
    bright = np.full((2, 2, 3), 255, np.uint8)
    for stamped in (frame(S), frame(2 * S), Frame(3 * S, 0, bright, CAMERA)):
        subject.add_frame(stamped, now_ns=0)
    hashes = {outcome.proposal.input_hashes for outcome in subject.poll(0)}
    assert len(hashes) == 3
    assert fingerprint(frame(S)) == fingerprint(frame(S))


def test_answers_that_come_before_their_frame_count():
    subject = runner()
    answer(subject, S)
    subject.add_frame(frame(S), now_ns=0)
    assert len(subject.poll(0)) == 1


def test_who_does_not_answer_in_time_is_named_and_its_last_word_used():
    subject = runner(timeout_s=0.1)
    answer(subject, S, "visual")
    subject.add_frame(frame(2 * S), now_ns=7)
    answer(subject, 2 * S, "flow")
    assert subject.next_deadline_ns == 7 + 100 * MS
    assert subject.poll(6 + 100 * MS) == []
    [outcome] = subject.poll(7 + 100 * MS)
    assert outcome.stale == ("visual",)
    assert subject.expert.seen[0][1].stale == ("visual",)
    assert subject.expert.seen[0][1].visual.stamp_ns == S


def test_a_skip_on_purpose_is_an_answer_and_the_last_word_before_it_is_used():
    subject = runner()
    answer(subject, S)
    subject.add_answer("visual", 2 * S, None)
    answer(subject, 2 * S, "flow")
    answer(subject, 3 * S)  # what comes later is not for this frame
    subject.add_frame(frame(2 * S), now_ns=0)
    [outcome] = subject.poll(0)
    assert outcome.stale == ()
    assert subject.expert.seen[0][1].visual.stamp_ns == S


@pytest.mark.parametrize("config", [{}, {"enabled": False}, {"rate_hz": 1.0}])
def test_answers_are_let_go_once_no_frame_can_ask_for_them(config):
    subject = runner(Recorder(seen=deque(maxlen=0)), **config)  # keeps nothing itself
    features = []
    for count in range(1, 6):
        said = Detections(count * S // 10, (), frame_features=np.zeros(4, np.float32))
        features.append(weakref.ref(said.frame_features))
        for name in subject.expected:
            subject.add_answer(name, said.stamp_ns, said)
        subject.add_frame(frame(said.stamp_ns), now_ns=0)
        [_] = subject.poll(0)
    assert [feature() is not None for feature in features] == [False] * 4 + [True]


def test_a_late_frame_is_dropped_at_once_though_its_answers_are_gone():
    subject = runner()
    for stamp_ns in (S, 2 * S):
        answer(subject, stamp_ns)
    subject.add_frame(frame(2 * S), now_ns=0)
    [_] = subject.poll(0)
    subject.add_frame(frame(S + S // 2), now_ns=0)
    [outcome] = subject.poll(0)
    assert "not after" in outcome.error


def test_switched_off_it_skips_at_once_without_waiting():
    subject = runner(enabled=False)
    subject.add_frame(frame(S), now_ns=0)
    [outcome] = subject.poll(0)
    assert outcome.result is None
    assert not outcome.telemetry.ran
    assert outcome.error == ""


def test_a_rate_keeps_its_beat_whatever_the_frames_do():
    subject = runner(Recorder(inputs=()), queue_size=0, rate_hz=2.0)
    for i in range(20):
        subject.add_frame(frame(S + i * 150 * MS), now_ns=0)
    ran = [o.frame.stamp_ns for o in subject.poll(0) if o.telemetry.ran]
    assert ran == [S + i * 150 * MS for i in (0, 4, 7, 10, 14, 17)]


def test_a_raised_rate_takes_effect_with_the_next_frame():
    subject = runner(Recorder(inputs=()), rate_hz=0.1)
    for i in range(2):
        subject.add_frame(frame(S + i), now_ns=0)
        subject.poll(0)
    assert len(subject.expert.seen) == 1
    subject.configure(ExpertConfig(rate_hz=0.0))
    subject.add_frame(frame(S + 2), now_ns=0)
    [outcome] = subject.poll(0)
    assert outcome.telemetry.ran


def test_behind_it_drops_the_oldest_and_counts():
    subject = runner(queue_size=2)
    for i in range(4):
        subject.add_frame(frame(S + i), now_ns=0)
    dropped = subject.poll(0)
    assert [o.frame.stamp_ns for o in dropped] == [S, S + 1]
    assert dropped[-1].telemetry.drops == 2
    assert "behind" in dropped[0].error


def test_a_frame_that_cannot_be_judged_is_skipped_and_the_next_goes_on():
    subject = runner(Recorder(inputs=(), fails_at=S))
    for stamp_ns in (S, 2 * S):
        subject.add_frame(frame(stamp_ns), now_ns=0)
    first, second = subject.poll(0)
    assert (first.error, first.result) == ("too dark", None)
    assert second.result is not None


def test_an_earlier_stamp_is_dropped():
    subject = runner(Recorder(inputs=()))
    subject.add_frame(frame(5 * S), now_ns=0)
    subject.poll(0)
    subject.add_frame(frame(5 * S - MS), now_ns=0)
    [outcome] = subject.poll(0)
    assert "not after" in outcome.error


def jumped_back(subject, early=()):
    """Frames at 9 s (answered) and 10 s (by flow only), then one at 1 s, which `early` answer before."""
    for stamp_ns in (9 * S, 10 * S):
        subject.add_frame(frame(stamp_ns), now_ns=0)
    answer(subject, 9 * S)
    subject.add_answer("flow", 10 * S, Detections(10 * S, ()))
    for name in early:
        answer(subject, S, name)
    subject.add_frame(frame(S), now_ns=5)
    return subject.poll(5)


@pytest.mark.parametrize("early", [(), ("flow",), ("visual",), ("flow", "visual")])
def test_a_jump_back_judges_what_waits_and_then_starts_as_new(early):
    subject = runner(Recorder())
    outcomes = jumped_back(subject, early)
    answer(subject, S, *{"flow", "visual"} - set(early))
    outcomes += subject.poll(6)
    assert [(o.frame.stamp_ns, o.stale) for o in outcomes] == [(9 * S, ()), (10 * S, ("visual",)), (S, ())]
    [(stamp_ns, upstream)] = subject.expert.seen  # the expert forgot the two before
    assert (stamp_ns, upstream.flow.stamp_ns, upstream.visual.stamp_ns) == (S, S, S)


def test_answers_of_the_pass_before_are_no_answers_in_the_next_one():
    subject = runner(Recorder())
    jumped_back(subject)
    answer(subject, S)
    subject.poll(6)
    subject.add_frame(frame(9 * S), now_ns=7)
    assert subject.poll(7) == []
    [outcome] = subject.poll(subject.next_deadline_ns)
    assert outcome.stale == ("flow", "visual")


def test_a_dropped_first_frame_of_a_new_pass_starts_it_all_the_same():
    subject = runner(Recorder(), queue_size=1, timeout_s=1.0)
    answer(subject, 9 * S)
    subject.add_frame(frame(9 * S), now_ns=0)
    subject.poll(0)
    for stamp_ns in (S, S + MS):
        subject.add_frame(frame(stamp_ns), now_ns=0)
    answer(subject, S + MS)
    dropped, judged = subject.poll(0)
    assert "behind" in dropped.error
    assert (judged.frame.stamp_ns, judged.stale, judged.telemetry.ran) == (S + MS, (), True)


@pytest.mark.parametrize("queue_size", [0, 2])
@given(
    st.lists(
        st.tuples(st.sampled_from(["frame", "flow", "visual", "skip", "time"]), st.integers(1, 12)),
        max_size=80,
    )
)
def test_every_frame_gets_exactly_one_outcome_in_order(queue_size, events):
    subject = runner(queue_size=queue_size, timeout_s=0.05)
    now_ns, newest, added, outcomes = 0, 0, [], []
    for kind, value in events:
        if kind == "frame":
            newest += value
            subject.add_frame(frame(newest), now_ns)
            added.append(newest)
        elif kind == "time":
            now_ns += value * 10 * MS
        elif kind == "skip":
            subject.add_answer("flow", value, None)
        else:
            answer(subject, value, kind)
        outcomes += subject.poll(now_ns)
    outcomes += subject.poll(now_ns + S)
    assert [o.frame.stamp_ns for o in outcomes] == added
    for outcome in outcomes:
        if outcome.telemetry.ran:
            assert outcome.result.stamp_ns == outcome.frame.stamp_ns
    for stamp_ns, upstream in subject.expert.seen:
        for result in (upstream.flow, upstream.visual):
            assert result is None or result.stamp_ns <= stamp_ns


@given(st.floats(0.1, 30), st.lists(st.integers(1, 400), min_size=5, max_size=80))
def test_a_rate_is_never_exceeded_on_average(rate_hz, steps_ms):
    subject = runner(Recorder(inputs=()), queue_size=0, rate_hz=rate_hz)
    stamp_ns = S
    for step_ms in steps_ms:
        stamp_ns += step_ms * MS
        subject.add_frame(frame(stamp_ns), now_ns=0)
    ran = [o.frame.stamp_ns for o in subject.poll(0) if o.telemetry.ran]
    assert ran[0] == S + steps_ms[0] * MS
    assert len(ran) <= (ran[-1] - ran[0]) / 1e9 * rate_hz + 2


def test_telemetry_says_how_sure_the_expert_was():
    class Sure(Recorder):
        def step(self, frame, upstream):
            return Detections(frame.stamp_ns, (Detection((0.0, 0.0, 1.0, 1.0), "cup", 0.95, "yolo"),))

    subject = runner(Sure())
    subject.add_frame(frame(S), 0)
    answer(subject, S)
    [outcome] = subject.poll(0)
    assert outcome.telemetry.confidence_histogram == (0,) * 9 + (1,)
