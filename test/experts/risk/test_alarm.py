# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sgw_ros.experts.risk.alarm import Thresholds, alarmed, decide

probabilities = st.lists(st.floats(0.0, 1.0), max_size=30)


def test_it_begins_at_one_threshold_and_ends_below_another():
    p_high = np.array([0.1, 0.4, 0.5, 0.3, 0.5, 0.2, 0.19, 0.4, 0.6])
    said = alarmed(p_high, Thresholds(0.5, 0.2))
    assert said.tolist() == [False, False, True, True, True, True, False, False, True]
    assert alarmed(np.array([0.3]), Thresholds(0.5, 0.2), before=True).tolist() == [True]
    assert alarmed(np.array([0.3]), Thresholds(0.5, 0.2), before=False).tolist() == [False]


@given(probabilities, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_moment_by_moment_it_is_what_it_is_at_once(p_high, first, second):
    at, alarm = Thresholds(max(first, second), min(first, second)), False
    one_by_one = []
    for p in p_high:
        alarm = bool(alarmed(np.array([p]), at, alarm)[0])
        one_by_one.append(alarm)
    assert alarmed(np.array(p_high), at).tolist() == one_by_one
    assert all(alarm for p, alarm in zip(p_high, one_by_one, strict=True) if p >= at.threshold)


def test_without_alarm_the_likeliest_of_the_others_is_said():
    p = np.array([[0.5, 0.1, 0.1, 0.3], [0.1, 0.4, 0.3, 0.2], [0.0, 0.1, 0.2, 0.7]])
    assert decide(p, np.array([True, False, False])).tolist() == [3, 1, 2]
