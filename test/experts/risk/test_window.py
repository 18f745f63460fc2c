# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Eight frames a tenth of a second apart, whatever the camera's beat."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sgw_ros.experts.risk.window import FAR_NS, FRAMES, INTERVAL_NS, Window, before, choose

MS = 1_000_000


def stamps(rate_hz, seconds, start_ns=5_000_000_000):
    return start_ns + np.arange(0, round(seconds * rate_hz) + 1) * round(1e9 / rate_hz)


def test_at_ten_hertz_a_window_is_the_last_eight_frames():
    beat = stamps(10, 2)
    assert choose(beat, beat[6]) is None
    assert choose(beat, beat[7]).tolist() == list(range(8))
    assert choose(beat, beat[12]).tolist() == list(range(5, 13))


def test_a_fast_camera_is_thinned():
    beat = stamps(30, 1)
    assert choose(beat, beat[21]).tolist() == list(range(0, 22, 3))


def test_a_slow_camera_repeats():
    beat = stamps(5, 2)
    assert choose(beat, beat[4]).tolist() == [0, 1, 1, 2, 2, 3, 3, 4]
    assert choose(beat, beat[3]) is None


@pytest.mark.parametrize("rate_hz", [2, 3])
def test_a_camera_that_is_far_too_slow_fills_no_window(rate_hz):
    beat = stamps(rate_hz, 5)
    assert choose(beat, beat[-1]) is None


def test_one_lost_frame_is_bridged_and_more_are_a_gap():
    beat = stamps(10, 2)
    assert choose(np.delete(beat, 10), beat[12]) is not None
    assert choose(np.delete(beat, [9, 10, 11]), beat[12]) is None
    assert choose(np.delete(beat, [9, 10, 11]), beat[19]) is not None


def test_later_frames_do_not_count():
    beat = stamps(10, 3)
    assert choose(beat, beat[9]).tolist() == list(range(2, 10))
    assert before(beat, beat[9]) == 8


def test_the_frame_before_is_a_tenth_of_a_second_older():
    assert before(stamps(30, 1), stamps(30, 1)[9]) == 6
    assert before(stamps(5, 1), stamps(5, 1)[3]) == 2
    assert before(stamps(2, 1), stamps(2, 1)[1]) is None
    assert before([], 7) is None


def test_a_stream_window_forgets_what_it_no_longer_needs():
    window = Window()
    for index, stamp_ns in enumerate(stamps(30, 10).tolist()):
        window.add(stamp_ns, index)
    assert window.full() == list(range(300 - 21, 301, 3))
    assert window.before(stamp_ns) == 297
    assert len(window._items) <= 30


@pytest.mark.parametrize("jump_ns", [0, -MS, -60_000 * MS, -5_000 * MS])
def test_a_clock_that_jumps_back_empties_it(jump_ns):
    window = Window()
    for stamp_ns in stamps(10, 1).tolist():
        window.add(stamp_ns, stamp_ns)
    window.add(stamp_ns + jump_ns, 0)
    assert window.full() is None
    assert window.before(stamp_ns + 50_000 * MS) is None


def test_a_jump_ahead_empties_it():
    window = Window()
    for stamp_ns in [*stamps(10, 1).tolist(), 10**15]:
        window.add(stamp_ns, stamp_ns)
    assert window.full() is None
    assert window.before(10**15) is None


def test_cleared_it_begins_anew():
    window = Window()
    for stamp_ns in stamps(10, 1).tolist():
        window.add(stamp_ns, stamp_ns)
    window.clear()
    assert window.full() is None


@example([1, 210000002, 1, 1, 289999997, 350000000], 0)
@given(st.lists(st.integers(1, 400 * MS), min_size=1, max_size=60), st.integers(-(10**12), 10**18))
def test_a_stream_and_a_recording_choose_the_same(gaps_ns, start_ns):
    beat = start_ns + np.cumsum(gaps_ns)
    window = Window()
    for index, stamp_ns in enumerate(beat.tolist()):
        window.add(stamp_ns, index)
        chosen, earlier = choose(beat, stamp_ns), before(beat, stamp_ns)
        assert window.full() == (None if chosen is None else chosen.tolist())
        assert window.before(stamp_ns) == earlier
        if chosen is not None:
            grid = stamp_ns - INTERVAL_NS * np.arange(FRAMES - 1, -1, -1)
            assert np.abs(beat[chosen] - grid).max() <= FAR_NS
            assert chosen[-1] == index
            assert (np.diff(chosen) >= 0).all()
