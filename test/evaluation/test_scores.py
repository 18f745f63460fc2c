# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Each score on inputs so small that the right value can be told by hand."""

import numpy as np
import pytest

from sgw_ros.core.types import Pose, Risk
from sgw_ros.evaluation.classification import risk_scores
from sgw_ros.evaluation.detection import Boxes, detection_scores
from sgw_ros.evaluation.events import Event, event_scores, incidents
from sgw_ros.evaluation.matching import match_within
from sgw_ros.evaluation.tracking import Things, TrackingScore
from sgw_ros.evaluation.trajectory import Step, aligned_errors, trajectory_scores


def things(*items, hidden=()):
    """Things (id, x) on a line."""
    ids = tuple(i for i, _ in items)
    positions = np.array([[x, 0.0, 0.0] for _, x in items]).reshape(-1, 3)
    return Things(ids, positions, np.array([i not in hidden for i in ids], dtype=bool))


def tracked(*frames, gate_m=1.0):
    score = TrackingScore(gate_m)
    for truth, said in frames:
        score.add(truth, said)
    return score.result()


def test_more_pairs_are_better_than_cheaper_ones():
    cost = np.array([[0.0, 0.9], [0.9, np.inf]])
    assert sorted(match_within(cost, 1.0)) == [(0, 1), (1, 0)]
    assert match_within(np.empty((0, 3)), 1.0) == []


def test_perfect_tracks():
    frame = (things((1, 0.0), (2, 5.0)), things((7, 0.0), (9, 5.0)))
    found = tracked(frame, frame, frame)
    assert found["mota"] == found["idf1"] == found["track_recall"] == found["mostly_tracked"] == 1.0
    assert found["identity_switches"] == found["false_positives"] == found["position_rmse_m"] == 0


def test_clear_mot_counts_misses_false_positives_and_switches():
    found = tracked(
        (things((1, 0.0), (2, 5.0)), things((7, 0.3), (9, 5.4))),
        (things((1, 0.0), (2, 5.0)), things((8, 0.4), (9, 9.0))),  # 1 is now called 8; 9 is far off
    )
    assert (found["misses"], found["false_positives"], found["identity_switches"]) == (1, 1, 1)
    assert found["mota"] == pytest.approx(1 - 3 / 4)
    assert found["position_rmse_m"] == pytest.approx(np.sqrt((0.3**2 + 0.4**2 + 0.4**2) / 3), abs=1e-4)
    # The best assignment keeps 1 = 7 and 2 = 9 for one frame each: 2 x 2 / (4 + 4).
    assert found["idf1"] == 0.5
    assert found["mostly_tracked"] == 0.5


def test_a_pair_that_still_holds_is_kept_though_another_came_nearer():
    found = tracked(
        (things((1, 0.0)), things((7, 0.5))),
        (things((1, 0.0)), things((7, 0.5), (8, 0.0))),
    )
    assert found["identity_switches"] == 0
    assert found["position_rmse_m"] == 0.5


def test_hidden_things_count_for_tracks_but_not_for_detections():
    found = tracked((things((1, 0.0), (2, 5.0), hidden={2}), things((7, 0.0))))
    assert (found["detection_recall"], found["track_recall"]) == (1.0, 0.5)


def test_nothing_to_track_is_no_score():
    found = tracked((things(), things()))
    assert found["mota"] is found["idf1"] is found["position_rmse_m"] is None


def test_risk():
    found = risk_scores(
        [(Risk.NONE, Risk.NONE), (Risk.HIGH, Risk.HIGH), (Risk.HIGH, Risk.LOW), (Risk.LOW, Risk.LOW)]
    )
    assert found["confusion"] == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0], [0, 1, 0, 1]]
    assert (found["accuracy"], found["risk_high_recall"], found["risk_high_fn_rate"]) == (0.75, 0.5, 0.5)
    assert found["macro_f1"] == pytest.approx((1 + 2 / 3 + 2 / 3) / 3, abs=1e-4)
    assert risk_scores([])["macro_f1"] is None


def boxes(*items):
    return Boxes(
        np.array([box for box, _, _ in items], dtype=float).reshape(-1, 4),
        tuple(name for _, name, _ in items),
        tuple(score for _, _, score in items),
    )


def test_average_precision_of_right_wrong_right():
    a, b = (0, 0, 10, 10), (50, 0, 60, 10)
    truth = boxes((a, "person", 1.0), (b, "person", 1.0))
    said = boxes((a, "person", 0.9), ((200, 0, 210, 10), "person", 0.8), (b, "person", 0.7))
    found = detection_scores([(truth, said)])
    assert found["ap50"] == {"person": pytest.approx(0.5 * 1 + 0.5 * 2 / 3, abs=1e-4)}
    assert found["map50"] == found["ap50_any_class"] == found["ap50"]["person"]


def test_a_second_box_on_the_same_thing_and_another_class_are_wrong():
    a = (0, 0, 10, 10)
    truth = boxes((a, "person", 1.0))
    assert detection_scores([(truth, boxes((a, "", 0.9)))])["ap50"] == {"person": 0.0}
    assert detection_scores([(truth, boxes((a, "", 0.9)))])["ap50_any_class"] == 1.0
    twice = detection_scores([(truth, boxes((a, "person", 0.9), (a, "person", 0.8)))])
    assert twice["map50"] == 1.0
    assert detection_scores([(boxes(), boxes((a, "person", 0.9)))])["ap50_any_class"] is None


def test_what_goes_on_is_one_incident():
    said = [Event(t, "permanence", 3) for t in (8.0, 8.1, 8.2)] + [Event(12.0, "permanence", 3)]
    assert [e.time_s for e in incidents(said, 1.0)] == [8.0, 12.0]


def test_incidents_are_found_within_their_window():
    truth = [Event(8.0, "permanence"), Event(20.0, "gravity")]
    said = [Event(8.4, "continuity"), Event(8.6, "permanence"), Event(30.0, "gravity")]
    found = event_scores(truth, said, 1.0)
    assert (found["recall"], found["kind_accuracy"]) == (0.5, 1.0)
    assert found["precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["delay_s"] == pytest.approx(0.6)
    assert event_scores([], [], 1.0)["recall"] is None


def test_a_path_that_is_only_turned_and_moved_has_no_absolute_error():
    rng = np.random.default_rng(1)
    path = rng.normal(size=(9, 3))
    turned = path @ np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) + 4.0
    assert max(aligned_errors(path, turned)) < 1e-9
    assert max(aligned_errors(path, path * [1.0, 1.0, -1.0])) > 0.1  # a mirror is no motion


def test_steps():
    forward, too_far = Pose((0.0, 0.0, 0.1)), Pose((0.0, 0.0, 0.12))
    found = trajectory_scores([Step(forward, too_far, 0.1, metric=True)] * 3)
    assert found["rpe_translation_m"] == pytest.approx(0.02)
    assert found["drift_m_per_s"] == pytest.approx(0.2)
    assert found["path_m"] == pytest.approx(0.3)
    assert found["rpe_rotation_deg"] == 0.0
    assert found["ate_m"] == pytest.approx(np.sqrt(np.mean(np.square([0.03, 0.01, 0.01, 0.03]))), abs=1e-4)


def test_steps_without_scale_have_an_angle_only():
    half = np.deg2rad(5.0) / 2
    turn = Pose((0.0, 0.0, 0.0), (0.0, np.sin(half), 0.0, np.cos(half)))
    found = trajectory_scores([Step(turn, Pose(), 0.1, metric=False)])
    assert found["rpe_rotation_deg"] == pytest.approx(5.0, abs=1e-4)
    assert found["ate_m"] is found["rpe_translation_m"] is None
    assert trajectory_scores([])["rpe_rotation_deg"] is None


def test_a_frame_without_an_answer_is_wrong_whatever_was_true():
    found = risk_scores(
        [(Risk.HIGH, Risk.HIGH), (Risk.HIGH, None), (Risk.NONE, None), (Risk.NONE, Risk.NONE)]
    )
    assert found["confusion"] == [[1, 0, 0, 0], [0] * 4, [0] * 4, [0, 0, 0, 1]]
    assert (found["accuracy"], found["risk_high_recall"], found["risk_high_precision"]) == (0.5, 0.5, 1.0)
    assert found["risk_high_fn_rate"] == 0.5
    assert found["macro_f1"] == pytest.approx(2 / 3, abs=1e-4)
