# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Features of whole pictures are made once, by the visual expert, for all who need them."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("onnx")

from sgw_ros.core.errors import ModelError
from sgw_ros.core.types import Imu, Odometry, Pose
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.encoder import FrameEncoder, open_encoder
from sgw_ros.experts.visual.expert import VisualConfig, VisualExpert
from sgw_ros.inference.session import Session
from sgw_ros.pipeline import Pipeline, configure
from test.experts.risk.made_up_model import write_risk_model
from test.experts.scenes import frame, stamp


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return str(write_risk_model(tmp_path_factory.mktemp("models")))


@pytest.fixture
def visual(model):
    return VisualExpert(VisualConfig(encoder=model))


def see(visual, *indices):
    return [visual.step(moment(index), Upstream()) for index in indices]


def moment(index):
    picture = np.full((240, 320, 3), 10 * (index % 20), np.uint8)
    inertia = Imu(stamp(index), (0.0, 0.0, 0.0), (0.0, 0.0, 9.81))
    odom = Odometry(stamp(index), Pose(), (0.3, 0.0, 0.0), (0.0, 0.0, 0.0))
    return replace(frame(index), image=picture, imu=inertia, odom=odom)


def test_they_are_those_of_the_encoder_and_say_so(visual, model):
    encoder = open_encoder(model, "cpu")
    for index, found in enumerate(see(visual, *range(5))):
        made = encoder.encode(encoder.look(moment(index)))
        assert found.encoder == encoder.identity
        if index:
            np.testing.assert_array_equal(found.frame_features, made)


def test_there_are_none_where_the_picture_before_was_not_seen(visual):
    first, second, throttled, after = see(visual, 0, 1, 3, 4)
    assert first.frame_features is None
    assert second.frame_features is not None
    assert throttled.frame_features is None
    assert after.frame_features is not None
    visual.reset()
    assert see(visual, 5)[0].frame_features is None


def test_without_an_encoder_there_are_none():
    found = see(VisualExpert(VisualConfig(encoder="")), 0, 1)[1]
    assert (found.encoder, found.frame_features) == ("", None)


def test_an_encoder_that_fails_costs_no_detections(visual, monkeypatch):
    def fail(*_):
        raise ModelError("out of memory")

    monkeypatch.setattr(FrameEncoder, "encode", fail)
    found = see(visual, 0, 1)[1]
    assert found.detectors
    assert found.frame_features is None


def test_in_the_loop_each_picture_is_encoded_once_and_the_answers_are_the_same(model, monkeypatch):
    ran, run = [], Session.run

    def counted(session, feeds):
        ran.append(session.path.name)
        return run(session, feeds)

    monkeypatch.setattr(Session, "run", counted)
    answers = []
    for encoder in (model, ""):
        ran.clear()
        loop = Pipeline(configure({"visual": {"encoder": encoder}, "risk": {"model": model}}))
        answers.append([output.risk for output in loop.run(moment(index) for index in range(12))])
        assert ran.count("encoder.onnx") == 12
        assert ran.count("risk.onnx") == 5
    assert answers[0] == answers[1]
    assert "model" not in answers[0][-1].assessment.stale_inputs
