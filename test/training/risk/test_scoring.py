# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import numpy as np
import pytest

from test.training.risk.driven import answers, drive
from training.risk.figures import class_figures, confusion, macro_f1
from training.risk.scoring import figures

QUIET = np.zeros(60, np.int64)
EVENT = np.array([0] * 20 + [1] * 5 + [2] * 10 + [3] * 15 + [0] * 10)


def test_who_says_what_is_true_has_all_figures_at_their_best():
    drives = [drive(EVENT), drive(QUIET, place="yard")]
    found = figures(drives, [answers(EVENT), answers(QUIET)])
    assert found["risk_high_recall"] == found["action_accuracy"] == found["macro_f1"] == 1.0
    assert found["risk_high_fn_rate"] == found["false_alarms_per_min"] == 0.0
    assert found["ap"]["1.0"] == found["ap"]["0.5"] == 1.0
    assert found["mean_time_to_event_s"] == pytest.approx(1.4)
    assert found["ece"] == pytest.approx(0.09)
    assert (found["clips_with_event"], found["clips_without"]) == (1, 1)
    assert set(found["by_scenario"]) == {"room", "yard"}
    assert json.loads(json.dumps(found)) == found


def test_an_alarm_in_a_quiet_clip_is_false_whatever_the_other_clips_hold():
    alarmed = QUIET.copy()
    alarmed[30:33] = 3
    found = figures([drive(EVENT), drive(QUIET, place="yard")], [answers(EVENT), answers(alarmed)])
    assert found["false_alarms_per_min"] == pytest.approx(1 / (12 / 60))
    assert found["by_scenario"]["room"]["false_alarms_per_min"] == 0.0
    assert found["high_precision"] == pytest.approx(15 / 18, abs=1e-4)


def test_figures_of_classes_are_those_worked_out_by_hand():
    risk, said = np.array([0, 0, 3, 3]), np.array([0, 3, 3, 0])
    action, advised = np.array([0, 2, 2, 2]), np.array([0, 2, 2, 0])
    found = class_figures(risk, said, action, advised)
    assert found["risk_high_recall"] == found["risk_high_fn_rate"] == 0.5
    assert found["action_accuracy"] == 0.75
    # Risk: F1 of none and of high are 1/2. Action: continue 2/3, stop 4/5.
    assert found["macro_f1"] == pytest.approx((0.5 + (2 / 3 + 4 / 5) / 2) / 2)


def test_classes_that_nobody_speaks_of_do_not_count():
    assert macro_f1(confusion(np.array([0, 1]), np.array([0, 1]), 6)) == 1.0
    assert macro_f1(np.zeros((4, 4))) is None


def test_without_high_risk_there_is_no_recall():
    found = figures([drive(QUIET)], [answers(QUIET)])
    assert found["risk_high_recall"] is None
    assert found["ap"]["0.5"] is None
    assert found["mean_time_to_event_s"] is None


def test_an_interval_holds_its_figure_and_narrows_with_more_clips():
    missed = np.where(EVENT == 3, 2, EVENT)

    def found(times: int) -> dict:
        said = [answers(EVENT), answers(missed), answers(EVENT)] * times
        return figures([drive(EVENT)] * 3 * times, said)

    few, many = found(1), found(20)
    assert few["risk_high_recall"] == many["risk_high_recall"] == pytest.approx(2 / 3, abs=1e-4)
    for one in (few, many):
        low, high = one["intervals"]["risk_high_recall"]
        assert low <= one["risk_high_recall"] <= high
    assert np.diff(many["intervals"]["risk_high_recall"]) < np.diff(few["intervals"]["risk_high_recall"])
    assert figures([drive(QUIET)], [answers(QUIET)])["intervals"]["risk_high_recall"] is None
