# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import log_softmax, softmax

from sgw_ros.experts.risk.alarm import Thresholds
from sgw_ros.experts.risk.looks import LENGTH
from training.risk.alarms import false_alarms, minutes, runs
from training.risk.calibration import (
    Answered,
    binned,
    calibrate,
    fit_familiar,
    fit_scaling,
    fit_sureness,
    joined,
    reliability,
)
from training.risk.operating import LEAVES, Costs, Others, Wanted, alarms_of, choose_thresholds


def drawn(classes: int = 4, count: int = 20_000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Log-probabilities and classes that were drawn from them."""
    rng = np.random.default_rng(seed)
    log_p = log_softmax(rng.normal(0, 2, (count, classes)), axis=1)
    chosen = (np.exp(log_p).cumsum(axis=1) < rng.random((count, 1))).sum(axis=1)
    return log_p, np.minimum(chosen, classes - 1)


def test_the_scaling_finds_the_temperature_that_spoiled_the_logits():
    log_p, classes = drawn()
    scaling = fit_scaling(2.5 * log_p, classes)
    assert scaling.temperature == pytest.approx(2.5, rel=0.05)
    assert scaling.bias == pytest.approx((0, 0, 0, 0), abs=0.06)
    assert reliability(scaling.probabilities(2.5 * log_p), classes).error < 0.01
    assert reliability(np.asarray(softmax(2.5 * log_p, axis=1)), classes).error > 0.08


def test_the_scaling_takes_back_what_class_weights_did():
    log_p, classes = drawn()
    shifted = log_p + np.array([0.0, 0.0, 0.5, 2.0])
    scaling = fit_scaling(shifted, classes)
    assert np.diff(scaling.bias) == pytest.approx((0.0, -0.5, -1.5), abs=0.12)
    assert reliability(scaling.probabilities(shifted), classes).error < 0.01


def test_a_class_that_never_occurs_leaves_the_scaling_finite():
    log_p, classes = drawn()
    kept = classes != 3
    scaling = fit_scaling(log_p[kept], classes[kept])
    assert np.isfinite(scaling.bias).all()
    assert 0.1 < scaling.temperature < 10


def test_the_calibration_error_of_what_is_always_sure_is_the_share_of_mistakes():
    sure = np.eye(4)[np.array([0, 1, 2, 3, 0])]
    found = reliability(sure, np.array([0, 1, 2, 3, 1]))
    assert found.error == pytest.approx(0.2)
    assert found.count.tolist() == [0] * 14 + [5]


def flags(text: str) -> np.ndarray:
    return np.array([c == "x" for c in text], bool)


def test_runs_end_with_their_clip():
    found = runs(flags("xx.xxx.x"), np.array([0, 0, 0, 0, 1, 1, 1, 1]))
    assert found.tolist() == [[0, 1], [3, 3], [4, 5], [7, 7]]
    assert runs(flags(""), np.zeros(0, np.int64)).shape == (0, 2)


def test_an_alarm_is_false_without_a_high_risk_within_one_and_a_half_seconds():
    said, high = np.zeros(100, bool), np.zeros(100, bool)
    clip, stamp_s = np.zeros(100, np.int64), 0.1 * np.arange(100)
    high[50:60] = True
    said[33:36] = True  # ends 1.5 s before
    said[20:23] = True  # ends 2.8 s before
    said[74] = True  # 1.5 s after
    said[80:90] = True
    assert false_alarms(said, high, clip, stamp_s)[:, 0].tolist() == [20, 80]


def test_high_risk_of_another_clip_is_no_cause():
    said, high = flags(".....xx..."), flags("...xx.....")
    clip, stamp_s = np.repeat([0, 1], 5), np.tile(0.1 * np.arange(5), 2)
    assert false_alarms(said, high, clip, stamp_s).tolist() == [[5, 6]]
    assert false_alarms(said, high, np.zeros(10, np.int64), 0.1 * np.arange(10)).tolist() == []


@given(st.text("x.", max_size=40), st.integers(1, 9))
def test_runs_hold_every_true_flag_once(text: str, length: int):
    clip = np.arange(len(text)) // length
    found = runs(flags(text), clip)
    held = [i for first, last in found for i in range(first, last + 1)]
    assert held == np.flatnonzero(flags(text)).tolist()
    assert all(clip[first] == clip[last] for first, last in found)


def test_every_moment_stands_for_the_time_to_the_next():
    assert minutes(np.repeat([0, 1], 600), np.tile(0.1 * np.arange(600), 2)) == pytest.approx(2.0)
    assert minutes(np.zeros(0, np.int64), np.zeros(0)) == 0.0


def test_no_alarm_goes_on_into_the_next_clip():
    p_high, clip = np.array([0.9, 0.6, 0.6, 0.9, 0.4]), np.array([3, 3, 4, 4, 4])
    assert alarms_of(p_high, clip, Thresholds(0.8, 0.5)).tolist() == [True, True, False, True, False]
    assert alarms_of(np.zeros(0), np.zeros(0, np.int64), Thresholds(0.8, 0.5)).shape == (0,)


def scored(seed: int = 1) -> tuple[np.ndarray, ...]:
    """Twelve clips of 10 s, half of them with a second of high risk, and noisy scores."""
    rng = np.random.default_rng(seed)
    clip, stamp_s = np.repeat(np.arange(12), 100), np.tile(0.1 * np.arange(100), 12)
    risk = np.where((stamp_s > 4.95) & (stamp_s < 5.95) & (clip % 2 == 0), 3, 0)
    p_high = np.clip(0.1 + 0.6 * (risk == 3) + rng.normal(0, 0.1, len(risk)), 0, 1)
    return p_high, risk, clip, stamp_s


def test_a_missed_high_risk_that_costs_more_lowers_the_threshold():
    # So little is wanted that nearly all points are alike.
    little = Wanted(0.5, 100.0)
    dear = choose_thresholds(*scored(), Costs(20.0, 1.0), little)
    cheap = choose_thresholds(*scored(), Costs(0.2, 1.0), little)
    assert dear.at.threshold <= cheap.at.threshold
    assert dear.recall >= cheap.recall
    assert dear.at.leave / dear.at.threshold == pytest.approx(
        min(LEAVES, key=lambda s: abs(s - dear.at.leave / dear.at.threshold))
    )


def test_too_many_false_alarms_are_not_borne_whatever_a_miss_costs():
    p_high, risk, clip, stamp_s = scored()
    noisy = np.where(np.arange(len(risk)) % 50 == 7, 0.65, p_high)
    strict, lax = (
        choose_thresholds(noisy, risk, clip, stamp_s, Costs(1e6, 1.0), Wanted(alarms_per_min=rate))
        for rate in (1.0, 100.0)
    )
    assert strict.at.threshold > lax.at.threshold
    assert strict.false_alarms_per_min < 0.5 * lax.false_alarms_per_min


def test_a_recall_is_kept_whatever_a_false_alarm_costs():
    found = choose_thresholds(*scored(), Costs(1.0, 1e6), Wanted(recall=0.95))
    assert found.recall > 0.95


def test_false_alarms_that_few_clips_make_are_known_less_well():
    _, risk, clip, stamp_s = scored()
    quiet = np.where(risk == 3, 0.6, 0.0)
    alone, apart = quiet.copy(), quiet.copy()
    alone[[510, 550, 590]] = apart[[110, 550, 990]] = 0.7
    points = [
        choose_thresholds(p_high, risk, clip, stamp_s, Costs(), Wanted(alarms_per_min=3.0))
        for p_high in (alone, apart)
    ]
    assert points[0].false_alarms_per_min == points[1].false_alarms_per_min == pytest.approx(1.5)
    assert 0 < points[0].held < points[1].held


def test_a_macro_f1_is_kept_whatever_a_missed_high_risk_costs():
    _, risk, clip, stamp_s = scored()
    p_high = np.clip(0.2 + 0.4 * (risk == 3) + np.random.default_rng(0).normal(0, 0.15, len(risk)), 0, 1)
    p_risk = np.outer(1 - p_high, (0.9, 0.05, 0.05, 0.0))
    dear, little = Costs(1e6, 1.0), Wanted(0.5, 1000.0, macro_f1=0.97)
    free, bound = (
        choose_thresholds(p_high, risk, clip, stamp_s, dear, little, others)
        for others in (None, Others(p_risk, risk, risk))
    )
    assert bound.at.threshold > free.at.threshold
    assert bound.recall < free.recall


def test_a_probability_that_trembles_is_one_alarm():
    clip, stamp_s = np.zeros(100, np.int64), 0.1 * np.arange(100)
    risk = np.where(np.arange(100) >= 90, 3, 0)
    p_high = np.where(np.arange(100) < 40, np.where(np.arange(100) % 2, 0.6, 0.5), 0.1) + 0.5 * (risk == 3)
    found = choose_thresholds(p_high, risk, clip, stamp_s, Costs(1e6, 1e-9), Wanted(alarms_per_min=7.0))
    said = alarms_of(p_high, clip, found.at)
    assert len(runs(said[:90], clip[:90])) <= 1
    assert said[90:].all()


def test_the_confidence_says_how_often_the_published_answer_is_right():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=20_000)
    right = rng.random(len(logits)) < 1.0 / (1.0 + np.exp(-(0.5 * logits - 1.0)))
    found = fit_sureness(logits, right)
    assert (found.sharpness, found.offset) == pytest.approx((0.5, -1.0), abs=0.06)
    assert binned(found.probabilities(logits), right).error < 0.02
    assert fit_sureness(-logits, right).sharpness == pytest.approx(0.0, abs=1e-3)  # never turned round


def test_pictures_of_another_world_are_not_familiar():
    rng = np.random.default_rng(0)
    spread = rng.uniform(0.1, 3.0, 16)
    taught = rng.normal(1.0, spread, (5000, 16))
    familiar = fit_familiar(taught, rng.normal(1.0, spread, (500, 8, 16)))
    again = familiar.distance(rng.normal(1.0, spread, (500, 8, 16)))
    assert np.mean(again <= familiar.limit) > 0.98
    assert (familiar.distance(rng.normal(4.0, spread, (500, 8, 16))) > familiar.limit).all()


def test_a_number_that_never_stirs_does_not_decide_what_is_familiar():
    taught = np.random.default_rng(0).normal(size=(500, 8))
    taught[:, 3] = 0.25
    familiar = fit_familiar(taught, taught[:40].reshape(5, 8, 8))
    moved = taught[:8].copy()
    moved[:, 3] += 0.01
    assert familiar.distance(moved) <= 1.2 * familiar.limit


def test_splits_that_are_joined_keep_their_clips_apart():
    _, risk, clip, stamp_s = scored()
    rng = np.random.default_rng(0)
    logits, looks = rng.normal(size=(len(risk), 4)), rng.normal(size=(len(risk), 8, LENGTH))
    acting = rng.normal(size=(len(risk), 6))
    part = Answered(logits, acting, logits[:, 0], looks, risk, risk, clip, stamp_s)
    both = joined([part, part])
    assert np.unique(both.clip).tolist() == list(range(24))
    assert np.array_equal(both.logits, np.concatenate((logits, logits)))
    assert minutes(both.clip, both.stamp_s) == pytest.approx(2 * minutes(clip, stamp_s))


def test_all_of_it_goes_into_a_manifest():
    _, risk, clip, stamp_s = scored()
    rng = np.random.default_rng(0)
    logits = np.eye(4)[risk] * 2 + rng.normal(size=(len(risk), 4))
    looks = rng.normal(size=(len(risk), 8, LENGTH))
    action = risk + 2 * rng.integers(0, 2, len(risk))
    # As a model whose rare classes counted more in training than they are common.
    acting = (
        3.0 * np.eye(6)[action] + rng.normal(size=(len(risk), 6)) - np.log(np.bincount(action, minlength=6))
    )
    said = Answered(logits, acting, rng.normal(size=len(risk)), looks, risk, action, clip, stamp_s)
    made = calibrate(said, rng.normal(size=(300, LENGTH)))
    read = json.loads(json.dumps(made.settings()))
    assert set(read) == {"temperature", "bias", "action", "operating_point", "familiar"}
    assert (made.action.probabilities(acting).argmax(axis=1) == action).mean() > (
        acting.argmax(axis=1) == action
    ).mean()
    point = read["operating_point"]
    assert 0 < point["leave"] <= point["threshold"] < 1
    assert point["costs"]["missed_high"] == 15.0
    assert len(read["familiar"]["mean"]) == len(read["familiar"]["scale"]) == LENGTH
