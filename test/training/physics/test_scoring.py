# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from test.training.physics.scenes import sliding, touching
from training.physics.curves import area_under_roc
from training.physics.forecast import Forecast
from training.physics.protocol import cut
from training.physics.scoring import Tally


def said_of(case, shift=(0.0, 0.0, 0.0), touch=(), sd=None):
    true = case.trajectory
    position = true.position[case.future] + np.array(shift)
    matrix = np.zeros((true.rows, true.rows))
    for a, b in touch:
        matrix[a, b] = matrix[b, a] = 1.0
    spread = None if sd is None else np.full(position.shape, sd)
    return Forecast(position, true.linear_velocity[case.future].astype(float), lambda: matrix, spread)


def three(**more):
    return sliding([[0, 0, 1], [2, 0, 1], [2, 3, 1]], [[1, 0, 0], [0, 0, 0], [0, 0, 0]], **more)


def test_the_distance_is_scored_at_one_three_and_five_seconds():
    case = cut(three())
    assert {h: round(float(case.times_s[i]), 6) for h, i in case.at.items()} == {1: 1.0, 3: 3.0, 5: 5.0}
    tally = Tally()
    tally.add(case, said_of(case, (0.3, 0.0, 0.4)))
    assert tally.figures()["rmse_m"] == {"1": 0.5, "3": 0.5, "5": 0.5}
    assert tally.figures()["velocity_rmse"]["1"] == 0.0


def test_a_horizon_just_beyond_the_end_is_scored_at_the_last_frame_and_one_far_beyond_is_not():
    just, far = cut(three(frames=51)), cut(three(frames=44))
    assert just.at[5] == len(just.times_s) - 1
    assert set(far.at) == {1, 3}
    tally = Tally()
    tally.add(far, said_of(far))
    assert tally.figures()["rmse_m"]["5"] is None


def test_rows_that_are_gone_are_not_scored():
    present = np.ones((60, 3), bool)
    present[20:, 1] = False
    case = cut(three(present=present))
    assert case.there(case.at[1]).tolist() == [0, 1, 2]
    assert case.there(case.at[3]).tolist() == [0, 2]


def test_contacts_count_only_where_nothing_touched_before():
    contact = touching(60, 3, 0, 1, 19) | touching(60, 3, 1, 2, 3)
    case = cut(three(contact=contact))
    tally = Tally()
    tally.add(case, said_of(case, touch=[(0, 2)]))
    assert tally.pairs.tolist() == [0, 1, 1]
    tally.add(case, said_of(case, touch=[(0, 1), (1, 2)]))
    assert tally.pairs.tolist() == [1, 1, 1]
    assert tally.figures()["contact_f1"] == 0.5


def test_rows_of_one_body_and_static_pairs_are_no_question():
    case = cut(three(body=np.int32([0, 0, 1]), is_static=np.array([False, False, True])))
    assert np.argwhere(np.triu(case.fresh)).tolist() == [[0, 2], [1, 2]]


def test_the_question_is_scored_by_scenario_and_answered_from_contacts_when_unsaid():
    tally = Tally()
    for answer, touch in ((True, [(0, 1)]), (None, [])):
        case = cut(three(question=(0, 1), answer=answer, scenario="slide"))
        tally.add(case, said_of(case, touch=touch))
    wrong = cut(three(question=(0, 1), answer=False, scenario="other"))
    tally.add(wrong, said_of(wrong, touch=[(0, 1)]))
    figures = tally.figures()
    assert figures["touch_by_scenario"] == {"other": 0.0, "slide": 1.0}
    assert figures["touch_accuracy"] == pytest.approx(2 / 3, abs=1e-4)


def test_coverage_counts_what_lies_within_the_interval():
    case = cut(three())
    tally = Tally()
    tally.add(case, said_of(case, (1.0, 0.0, 0.0), sd=1.0))
    assert tally.figures()["coverage"] == {"50": pytest.approx(2 / 3, abs=1e-4), "90": 1.0}


def test_what_keeps_its_energy_has_no_drift():
    case = cut(three())
    tally = Tally()
    tally.add(case, said_of(case, (0.0, 0.0, 0.5)))
    assert tally.figures()["energy_drift"]["1"] == pytest.approx(3 * 9.81 * 0.5 / 0.5, rel=1e-4)


def test_area_under_the_curve():
    assert area_under_roc([2.0, 3.0], [0.0, 1.0]) == 1.0
    assert area_under_roc([1.0], [1.0]) == 0.5
    assert area_under_roc([], [1.0]) is None
