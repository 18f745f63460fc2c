# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from test.training.physics.scenes import sliding, touching
from training.physics.curves import area_under_roc
from training.physics.evaluating import Evaluation
from training.physics.figures import contact_ece, figures, margins, reliability
from training.physics.forecast import Forecast
from training.physics.protocol import cut
from training.physics.scoring import COURSE_S, score


def said_of(case, shift=(0.0, 0.0, 0.0), touch=(), sd=None, sure=1.0):
    true = case.trajectory
    position = true.position[case.future] + np.array(shift)
    matrix = np.zeros((true.rows, true.rows))
    for a, b in touch:
        matrix[a, b] = matrix[b, a] = sure
    spread = None if sd is None else np.full(position.shape, sd)
    return Forecast(position, true.linear_velocity[case.future].astype(float), lambda: matrix, spread)


def three(**more):
    return sliding([[0, 0, 1], [2, 0, 1], [2, 3, 1]], [[1, 0, 0], [0, 0, 0], [0, 0, 0]], **more)


def test_the_distance_is_scored_at_one_three_and_five_seconds():
    case = cut(three())
    assert {h: round(float(case.times_s[i]), 6) for h, i in case.at.items()} == {1: 1.0, 3: 3.0, 5: 5.0}
    said = figures([score(case, said_of(case, (0.3, 0.0, 0.4)))])
    assert said["rmse_m"] == {"1": 0.5, "3": 0.5, "5": 0.5}
    assert said["velocity_rmse"]["1"] == 0.0
    assert said["by_scenario"]["unnamed"]["rmse_m"] == said["rmse_m"]


def test_a_horizon_just_beyond_the_end_is_scored_at_the_last_frame_and_one_far_beyond_is_not():
    just, far = cut(three(frames=51)), cut(three(frames=44))
    assert just.at[5] == len(just.times_s) - 1
    assert set(far.at) == {1, 3}
    assert figures([score(far, said_of(far))])["rmse_m"]["5"] is None


def test_the_error_is_followed_over_time_until_the_end():
    case = cut(three(frames=31, dt=0.125))  # 0.5 s of 3.75 s are seen
    course = score(case, said_of(case, (0.3, 0.0, 0.4))).course_m2
    reached = np.array(COURSE_S) <= 3.25
    np.testing.assert_allclose(course[reached], 0.25, atol=1e-6)
    assert np.isnan(course[~reached]).all()


def test_rows_that_are_gone_are_not_scored():
    present = np.ones((60, 3), bool)
    present[20:, 1] = False
    case = cut(three(present=present))
    assert case.there(case.at[1]).tolist() == [0, 1, 2]
    assert case.there(case.at[3]).tolist() == [0, 2]


def test_nobody_is_asked_about_what_enters_later():
    present = np.ones((60, 3), bool)
    present[:20, 1] = False
    case = cut(three(present=present, contact=touching(60, 3, 0, 1, 25)))
    assert np.argwhere(np.triu(case.fresh)).tolist() == [[0, 2]]


def test_contacts_count_only_where_nothing_touched_before():
    contact = touching(60, 3, 0, 1, 19) | touching(60, 3, 1, 2, 3)
    case = cut(three(contact=contact))
    wrong = score(case, said_of(case, touch=[(0, 2)]))
    right = score(case, said_of(case, touch=[(0, 1), (1, 2)]))
    assert figures([wrong])["contact_f1"] == 0.0
    assert (figures([wrong, right])["contact_precision"], figures([right])["contact_recall"]) == (0.5, 1.0)
    assert figures([wrong, right])["contact_f1"] == 0.5


def test_rows_of_one_body_and_static_pairs_are_no_question():
    case = cut(three(body=np.int32([0, 0, 1]), is_static=np.array([False, False, True])))
    assert np.argwhere(np.triu(case.fresh)).tolist() == [[0, 2], [1, 2]]


def test_the_question_is_scored_by_scenario_and_answered_from_contacts_when_unsaid():
    scores = []
    for answer, touch in ((True, [(0, 1)]), (None, [])):
        case = cut(three(question=(0, 1), answer=answer, scenario="slide"))
        scores.append(score(case, said_of(case, touch=touch)))
    wrong = cut(three(question=(0, 1), answer=False, scenario="other"))
    said = figures([*scores, score(wrong, said_of(wrong, touch=[(0, 1)]))])
    assert said["touch_by_scenario"] == {"other": 0.0, "slide": 1.0}
    assert said["touch_accuracy"] == pytest.approx(2 / 3, abs=1e-4)


def test_coverage_counts_what_lies_within_the_interval():
    case = cut(three())
    said = figures([score(case, said_of(case, (1.0, 0.0, 0.0), sd=1.0))])
    assert said["coverage"] == {"50": pytest.approx(2 / 3, abs=1e-4), "90": 1.0}
    assert said["coverage_by_horizon"]["3"] == said["coverage"]
    assert figures([score(case, said_of(case))])["coverage"] == {"50": None, "90": None}


def test_the_probabilities_of_touching_are_compared_with_how_often_it_happens():
    case = cut(three(contact=touching(60, 3, 0, 1, 19)))
    own = score(case, said_of(case, touch=[(0, 1), (0, 2)], sure=0.75))
    bins = reliability([own])
    assert bins[7].tolist() == [0.75, 0.5, 2.0]
    assert contact_ece([own]) == pytest.approx(2 / 3 * 0.25, abs=1e-4)


def test_what_keeps_its_energy_has_no_drift_and_what_is_too_high_has_that_of_its_height():
    case = cut(three())
    assert figures([score(case, said_of(case))])["energy_drift"]["1"] == pytest.approx(0.0, abs=1e-5)
    higher = figures([score(case, said_of(case, (0.0, 0.0, 0.5)))])
    assert higher["energy_drift"]["1"] == pytest.approx(9.81 * 0.5, rel=1e-4)


def test_margins_are_those_over_the_best_baseline():
    case = cut(three(question=(0, 1), answer=False))
    shifts = {"model": 0.1, "static": 0.4, "constant_velocity": 0.3, "ballistic": 0.2}
    result = {name: figures([score(case, said_of(case, (by, 0.0, 0.0)))]) for name, by in shifts.items()}
    assert margins(result)["rmse_to_best_baseline"]["3"] == pytest.approx(0.5, abs=1e-3)
    assert margins(result)["contact_f1_to_ballistic"] is None
    assert margins(result)["touch_points_to_ballistic"] == 0.0


def test_who_says_no_numbers_is_scored_as_if_nothing_moved_and_counted():
    class Lost:
        def forecast(self, observed, times_s):
            nothing = np.full((len(times_s), observed.rows, 3), np.nan)
            return Forecast(nothing, nothing, lambda: np.zeros((observed.rows, observed.rows)))

    class Episode:
        trajectory = three()

    evaluation = Evaluation({"lost": Lost()}, {})
    evaluation.add(0, Episode)
    assert evaluation.gave_up == {"lost": 1}
    assert figures(evaluation.scores["lost"])["rmse_m"]["1"] == pytest.approx((1 / 3) ** 0.5, abs=1e-4)


def test_area_under_the_curve():
    assert area_under_roc([2.0, 3.0], [0.0, 1.0]) == 1.0
    assert area_under_roc([1.0], [1.0]) == 0.5
    assert area_under_roc([], [1.0]) is None
