# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from test.training.risk.driven import drive
from training.risk.anticipation import (
    ScoredClip,
    average_precision,
    mean_time_to_event_s,
    precision_before_event,
    precision_before_high,
    scored_clip,
)


def clip(p_high: dict[float, float], onset_s: float | None = 5.0) -> ScoredClip:
    """Ten seconds of P(high) 0.1, but for some moments; the touch is 1.5 s after high risk begins."""
    stamp_s = np.round(0.1 * np.arange(100), 3)
    values = np.full(100, 0.1)
    for at_s, value in p_high.items():
        values[round(10 * at_s)] = value
    return ScoredClip(stamp_s, values, onset_s, None if onset_s is None else onset_s + 1.5)


def test_average_precision_is_the_area_under_the_steps():
    # Ranks of the positives are 1 and 3: (1/1 + 2/3) / 2.
    assert average_precision([0.9, 0.5], [0.7, 0.1]) == pytest.approx(5 / 6)
    assert average_precision([0.9, 0.8], [0.1]) == 1.0
    assert average_precision([], [0.1]) is None


def test_scores_that_tell_nothing_give_the_share_of_the_positives():
    assert average_precision([0.5] * 3, [0.5] * 7) == pytest.approx(0.3)


def test_only_what_was_said_early_enough_counts():
    quiet = [clip({9.0: 0.3}, onset_s=None)] * 3
    early, late = clip({4.9: 0.8}), clip({5.8: 0.8})
    assert precision_before_event([early, *quiet], 1.5) == 1.0
    assert precision_before_event([late, *quiet], 0.5) == 1.0
    assert precision_before_event([late, *quiet], 1.0) == pytest.approx(0.25)
    assert precision_before_high([early, *quiet], 0.5) == pytest.approx(0.25)


def test_an_event_without_a_moment_early_enough_is_left_out():
    assert precision_before_event([clip({}, onset_s=0.1), clip({}, None), clip({4.0: 0.9})], 2.0) == 1.0
    assert precision_before_high([clip({}, onset_s=0.0), clip({}, None)], 0.5) is None


def test_the_time_to_the_event_counts_from_the_alarm_at_the_threshold_that_catches_four_of_five():
    caught = [clip({5.0: 0.9}), clip({4.0: 0.8}), clip({5.5: 0.7}), clip({6.0: 0.6})]
    missed = clip({8.0: 0.9})  # after the touch
    assert mean_time_to_event_s([*caught, missed]) == pytest.approx((1.5 + 2.5 + 1.0 + 0.5) / 4)
    assert mean_time_to_event_s([clip({}, None)]) is None


def test_the_event_is_the_touch_that_the_first_high_risk_is_about():
    risk = np.array([0] * 20 + [3] * 5 + [0] * 10 + [3] * 5)
    touch_s = np.full(40, np.inf)
    touch_s[20] = 1.4
    found = scored_clip(drive(risk, touch_s=touch_s), np.zeros(40))
    assert found is not None
    assert found.onset_s == pytest.approx(2.0)
    assert found.event_s == pytest.approx(3.4)


def test_a_clip_that_begins_with_high_risk_anticipates_nothing():
    assert scored_clip(drive(np.array([3, 3, 0, 0])), np.zeros(4)) is None
