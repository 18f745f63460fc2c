# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""When the model answers, and that the rules do, and say so, whenever it cannot."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("onnx")

from sgw_ros.core.types import Action, Camera, Detections, Imu, Odometry, Pose, Reason, Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.expert import RiskConfig, RiskExpert
from sgw_ros.experts.risk.looks import LENGTH, looks
from test.experts.risk.made_up_model import write_risk_model
from test.experts.scenes import CAMERA, detections, frame, objects, stamp, track


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_risk_model(tmp_path_factory.mktemp("models") / "made_up")


@pytest.fixture
def risk(folder):
    return RiskExpert(RiskConfig(model=str(folder)))


def moment(index, red=0.0, *, imu=(0.0, 0.0, 9.81), speed=0.3, **changes):
    """A frame with telemetry; `red` from 0 to 1 is what the made-up model fears."""
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[..., 2] = round(255 * red)
    found = frame(index, speed=speed)
    inertia = None if imu is None else Imu(stamp(index), (0.0, 0.0, 0.0), imu)
    return replace(found, **({"image": picture, "imu": inertia, "camera": camera()} | changes))


def camera():
    return replace(CAMERA, fx=256.0, fy=256.0)  # 64 degrees: nothing of the canonical picture is black


def ask(risk, given, *tracks, visual=None):
    seen = visual or detections(given.sequence)
    return risk.step(given, Upstream(visual=seen, memory=objects(given.sequence, *tracks)))


def play(risk, count, first=0, **kwargs):
    return [ask(risk, moment(index, **kwargs)) for index in range(first, first + count)]


def by_rules(result):
    return "model" in result.assessment.stale_inputs


def sound(result):
    probabilities = result.assessment.risk_probabilities, result.assessment.reason_probabilities
    for values in (*probabilities, result.advice.probabilities):
        assert sum(values) == pytest.approx(1.0)
        assert min(values) >= 0.0
    assert 0.0 <= result.assessment.confidence <= 1.0
    if result.assessment.risk is Risk.HIGH:
        assert result.advice.action in (Action.STOP, Action.REVERSE)
    return result


def test_the_rules_answer_and_say_so_while_the_window_fills(risk):
    results = play(risk, 9, red=0.9)
    assert [by_rules(r) for r in results] == [True] * 7 + [False] * 2
    assert "window" in results[0].assessment.rationale
    assert results[6].assessment.risk is Risk.NONE
    assert results[7].assessment.risk is Risk.HIGH
    assert "made-up 1" in results[7].assessment.rationale
    assert results[7].assessment.reason is Reason.OBSTACLE
    assert results[7].assessment.confidence == pytest.approx(0.8)


def test_from_the_operating_point_on_the_risk_is_high(risk):
    results = play(risk, 8, red=0.47)  # P(high) is about 0.35, none is likelier
    assert results[-1].assessment.risk is Risk.HIGH
    assert results[-1].assessment.risk_probabilities[0] > 0.6
    assert results[-1].advice.action is Action.STOP
    assert play(risk, 8, first=8, red=0.44)[-1].assessment.risk is Risk.NONE


def test_an_alarm_goes_on_until_the_probability_is_clearly_lower(tmp_path):
    point = {"threshold": 0.3, "leave": 0.1}
    risk = RiskExpert(RiskConfig(model=str(write_risk_model(tmp_path, operating_point=point))))
    said = [play(risk, 8, first=8 * k, red=red)[-1] for k, red in enumerate((0.44, 0.47, 0.44, 0.3, 0.44))]
    assert [r.assessment.risk for r in said] == [Risk.NONE, Risk.HIGH, Risk.HIGH, Risk.NONE, Risk.NONE]


def test_an_alarm_ends_where_the_model_no_longer_answers(tmp_path):
    point = {"threshold": 0.3, "leave": 0.1}
    risk = RiskExpert(RiskConfig(model=str(write_risk_model(tmp_path, operating_point=point))))
    assert play(risk, 8, red=0.47)[-1].assessment.risk is Risk.HIGH
    assert by_rules(play(risk, 1, first=8, red=0.44, imu=None)[-1])
    assert play(risk, 1, first=9, red=0.44)[-1].assessment.risk is Risk.NONE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"imu": None}, "inertia or odometry are missing"),
        ({"speed": None}, "inertia or odometry are missing"),
        ({"imu": (0.0, float("nan"), 9.81)}, "inertia or odometry are missing"),
        ({"imu": (0.0, 0.0, 1e300)}, "inertia or odometry are missing"),
        ({"imu": (0.0, 0.0, 0.0)}, "unlike those it learned on"),
    ],
)
def test_without_sound_telemetry_the_rules_answer(risk, changes, said):
    result = play(risk, 9, red=0.9, **changes)[-1]
    assert by_rules(sound(result))
    assert said in result.assessment.rationale
    assert not by_rules(play(risk, 1, first=9, red=0.9)[0])


def test_pictures_unlike_those_of_training_are_left_to_the_rules(tmp_path):
    even = looks(np.full((96, 128, 3), 90, np.uint8))
    known = {"mean": even.tolist(), "scale": [0.2] * LENGTH, "limit": 3.0}
    risk = RiskExpert(RiskConfig(model=str(write_risk_model(tmp_path, familiar=known))))
    assert not by_rules(play(risk, 8, red=0.5)[-1])
    grainy = np.random.default_rng(0).integers(0, 256, (240, 320, 3), np.uint8)
    strange = play(risk, 9, first=8, image=grainy)[-1]
    assert by_rules(strange)
    assert "unlike" in strange.assessment.rationale


def test_a_gap_in_the_pictures_empties_the_window(risk):
    assert not by_rules(play(risk, 9, red=0.9)[-1])
    late = play(risk, 9, first=15, red=0.9)
    assert [by_rules(r) for r in late] == [True] * 6 + [False] * 3  # at its edge one frame may be missing


@pytest.mark.parametrize("first", [0, 9])
def test_after_a_jump_back_of_the_clock_it_begins_anew(risk, first):
    play(risk, 12, red=0.9)
    again = play(risk, 8, first=first, red=0.9)
    assert [by_rules(r) for r in again] == [True] * 7 + [False]


def test_a_jump_ahead_is_a_gap(risk):
    play(risk, 12, red=0.9)
    again = play(risk, 8, first=10**6, red=0.9)
    assert [by_rules(r) for r in again] == [True] * 6 + [False] * 2


def test_reset_forgets_the_window(risk):
    play(risk, 9, red=0.9)
    risk.reset()
    assert by_rules(play(risk, 1, first=9, red=0.9)[0])


def test_what_is_imminent_by_the_rules_stays_high(risk):
    play(risk, 8)
    near = track(position=(0.5, 0.0, 0.9), name="person", extent=(0.5, 0.5, 1.7))
    result = ask(risk, moment(8), near)
    assert not by_rules(sound(result))
    assert (result.assessment.risk, result.assessment.reason) == (Risk.HIGH, Reason.HUMAN)
    assert result.advice.action is Action.STOP
    assert "made-up 1: none" in result.assessment.rationale


def noise(index, red=0):
    """A picture of a camera that works; the made-up model fears nothing in it."""
    picture = np.random.default_rng(index).integers(0, 40, (240, 320, 3), np.uint8)
    picture[..., 2] = red
    return picture


def test_seeing_nothing_is_no_imminent_collision_while_the_model_sees(risk):
    blind = [risk.step(moment(index, image=noise(index)), Upstream()) for index in range(25)]
    assert blind[5].assessment.risk is Risk.LOW
    assert blind[-1].assessment.risk is Risk.NONE
    assert not by_rules(blind[-1])


@pytest.mark.parametrize(
    "picture",
    [np.zeros((240, 320, 3), np.uint8), np.full((240, 320, 3), 255, np.uint8) * [1, 1, 0], noise(0)],
    ids=["black", "bright", "stuck"],
)
def test_a_camera_that_shows_nothing_overrules_nobody_who_sees_nothing(risk, picture):
    blind = [risk.step(moment(index, image=picture.astype(np.uint8)), Upstream()) for index in range(25)]
    assert not by_rules(sound(blind[-1]))
    assert (blind[-1].assessment.risk, blind[-1].advice.action) == (Risk.HIGH, Action.STOP)


@pytest.mark.parametrize(
    ("wanted", "y", "given"),
    [
        (Action.TURN_LEFT, 1.0, Action.SLOW),
        (Action.TURN_LEFT, -1.0, Action.TURN_LEFT),
        (Action.TURN_RIGHT, -1.0, Action.SLOW),
        (Action.SLOW, 1.0, Action.SLOW),
    ],
)
def test_it_is_not_led_towards_what_is_known_to_be_there(tmp_path, wanted, y, given):
    risk = RiskExpert(RiskConfig(model=str(write_risk_model(tmp_path, action=int(wanted)))))
    play(risk, 8)
    beside = track(position=(1.5, y, 0.9), name="person", extent=(0.5, 0.5, 1.7))
    assert ask(risk, moment(8), beside).advice.action is given


@pytest.mark.parametrize(("x", "given"), [(-2.0, Action.STOP), (2.0, Action.REVERSE)])
def test_nor_back_into_somebody(tmp_path, x, given):
    risk = RiskExpert(RiskConfig(model=str(write_risk_model(tmp_path, action=int(Action.REVERSE)))))
    play(risk, 8, red=0.9)
    somebody = track(position=(x + 0.3 * 0.8, 0.0, 0.9), name="person", extent=(0.5, 0.5, 1.7))
    assert ask(risk, moment(8, red=0.9), somebody).advice.action is given


@pytest.mark.parametrize("output", ["risk", "reason", "action", "confidence"])
def test_an_answer_of_nan_is_none(tmp_path, output):
    risk = RiskExpert(RiskConfig(model=str(write_risk_model(tmp_path, spoil=output))))
    result = play(risk, 9)[-1]
    assert by_rules(sound(result))
    assert "nan" in result.assessment.rationale


@pytest.mark.parametrize("error", [ValueError("boom"), MemoryError(), RuntimeError("device lost")])
def test_a_model_that_throws_silences_nobody(risk, monkeypatch, error):
    def fail(*_):
        raise error

    play(risk, 8)
    monkeypatch.setattr(risk._intent._model._session, "run", fail)
    result = ask(risk, moment(8))
    assert by_rules(sound(result))
    assert type(error).__name__ in result.assessment.rationale


def test_features_of_the_visual_expert_are_used_where_they_are_of_this_frame_and_encoder(risk):
    play(risk, 8)
    identity = risk._intent._encoder.identity
    red = np.array([0.9, 0.0, 0.0, 0.0], np.float32)

    def told(index, made, encoder=identity, at=None):
        visual = replace(detections(index if at is None else at), encoder=encoder, frame_features=made)
        return ask(risk, moment(index), visual=visual).assessment.risk

    assert told(8, red) is Risk.HIGH
    assert told(9, red, encoder="another:1") is Risk.NONE
    assert told(10, red, at=9) is Risk.NONE
    assert told(11, red[:2]) is Risk.NONE
    assert told(12, red * np.float32("nan")) is Risk.NONE
    assert told(13, None) is Risk.NONE
    assert told(14, red) is Risk.HIGH


def test_the_same_pictures_give_the_same_answers(folder):
    runs = []
    for _ in range(2):
        risk = RiskExpert(RiskConfig(model=str(folder)))
        runs.append([ask(risk, moment(i, red=0.04 * i)) for i in range(20)])
    assert runs[0] == runs[1]


@pytest.mark.parametrize("model", ["", "rules"])
def test_rules_need_no_model(model):
    result = play(RiskExpert(RiskConfig(model=model)), 9, red=0.9)[-1]
    assert not by_rules(result)
    assert result.assessment.risk is Risk.NONE


number = st.floats(allow_nan=True, allow_infinity=True)
pixels = st.sampled_from([1.0, 0.0, -3.0, 256.0, 1e-9, 1e9, float("nan"), float("inf")])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.integers(-3, 12), min_size=9, max_size=14),
    st.tuples(number, number, number),
    number,
    pixels,
    st.lists(number, max_size=9),
    st.lists(st.floats(width=32), max_size=6),
    st.booleans(),
)
def test_whatever_comes_in_an_answer_comes_out(folder, gaps, inertia, speed, focal, lens, made, assumed):
    risk = RiskExpert(RiskConfig(model=str(folder)))
    index = 0
    for gap in gaps:
        index = max(index + gap, 0)
        odom = Odometry(stamp(index), Pose(), (speed, 0.0, 0.0), (0.0, 0.0, speed))
        eye = Camera(320, 240, focal, focal, 160.0, 120.0, tuple(lens), assumed)
        given_frame = moment(index, imu=inertia, odom=odom, camera=eye)
        visual = Detections(
            stamp(index), (), (), None, None, risk._intent._encoder.identity, np.array(made, np.float32)
        )
        result = sound(risk.step(given_frame, Upstream(visual=visual, memory=objects(index))))
        assert result.stamp_ns == result.assessment.stamp_ns == result.advice.stamp_ns == stamp(index)
