# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Depth reaches a network that takes it: metres at the picture's own pixels, 0 for what is not known."""

import math
from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("onnx")

from sgw_ros.core.errors import FrameError, ModelError
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import Frame, Imu, Odometry, Pose, Risk
from sgw_ros.experts.base import Upstream
from sgw_ros.experts.risk.depth import canonical_depth, canonical_depth_of
from sgw_ros.experts.risk.encoder import open_encoder
from sgw_ros.experts.risk.expert import RiskConfig, RiskExpert
from sgw_ros.experts.risk.picture import SIZE, canonical, intrinsics
from sgw_ros.experts.visual.expert import VisualConfig, VisualExpert
from sgw_ros.inference.manifest import digest
from test.experts.risk.made_up_model import change_settings, write_risk_model

S = 10**9
HEIGHT, WIDTH = 48, 64


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_risk_model(tmp_path_factory.mktemp("models"), depth=True)


def frame(time_s, depth=None):
    image = np.full((HEIGHT, WIDTH, 3), 51, np.uint8)
    return Frame(S + round(time_s * S), 0, image, assumed_camera(WIDTH, HEIGHT), depth=depth)


def flat(metres, shape=(HEIGHT, WIDTH)):
    return np.full(shape, metres, np.float32)


def lens(width, height, field_deg):
    focal = 0.5 * width / math.tan(math.radians(0.5 * field_deg))
    return np.array([(focal, 0.0, 0.5 * (width - 1)), (0.0, focal, 0.5 * (height - 1)), (0.0, 0.0, 1.0)])


@pytest.mark.parametrize(
    ("width", "height", "field_deg"), [(640, 480, 80.0), (320, 240, 64.0), (96, 72, 75.0)]
)
def test_it_lies_where_the_picture_shows_it(width, height, field_deg):
    grey = np.zeros((height, width), np.uint8)
    grey[height // 4 : height // 2, width // 3 : 2 * width // 3] = 200
    K = lens(width, height, field_deg)
    near = canonical_depth(grey.astype(np.float32) / 100, K) > 0
    bright = canonical(np.repeat(grey[..., None], 3, axis=2), K)[..., 0] > 100
    assert near.any()
    assert (near != bright).mean() < 0.02


def test_that_of_the_canonical_camera_is_itself_and_no_two_are_mixed():
    depth = np.random.default_rng(0).uniform(0.3, 8.0, SIZE).astype(np.float32)
    np.testing.assert_array_equal(canonical_depth(depth, intrinsics(*SIZE)), depth)
    steps = canonical_depth(np.where(np.arange(640) < 333, 1.0, 5.0) * flat(1.0, (480, 640)))
    assert set(np.unique(steps)) == {1.0, 5.0}


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1.0, 0.0, 70.0])
def test_what_is_no_distance_is_unknown(value):
    assert not canonical_depth(flat(value)).any()


def test_where_the_camera_did_not_look_nothing_is_known():
    seen = canonical_depth(flat(2.0, (240, 320)), lens(320, 240, 40.0))
    assert set(np.unique(seen)) == {0.0, 2.0}
    assert not seen[:, :20].any()


def test_intrinsics_of_no_camera_are_named():
    with pytest.raises(FrameError, match="camera_info"):
        canonical_depth(flat(1.0), np.full((3, 3), math.nan))


@pytest.mark.parametrize(
    "depth", [None, flat(2.0, (24, 32)), flat(2.0).astype(np.uint16), flat(2.0, (HEIGHT, WIDTH, 1))]
)
def test_none_and_what_is_not_the_pictures_are_unknown(depth):
    seen = canonical_depth_of(frame(0.0, depth))
    assert (seen.shape, seen.dtype, seen.any()) == (SIZE, np.float32, False)


def test_the_network_is_given_depth_now_and_before(folder):
    encoder = open_encoder(str(folder), "cpu")
    depths = (flat(2.0), flat(3.0), None, flat(math.nan), flat(1.0))
    told = [encoder.encode(encoder.look(frame(k / 10, depth)))[-1] for k, depth in enumerate(depths)]
    # The first is its own before; then 1 m of now, 100 m of before.
    np.testing.assert_allclose(told, [202.0, 203.0, 300.0, 0.0, 1.0], rtol=1e-5)


def test_a_network_that_takes_none_is_given_none(tmp_path):
    encoder = open_encoder(str(write_risk_model(tmp_path)), "cpu")
    with_depth, without = (encoder.encode(encoder.look(frame(0.0, depth))) for depth in (flat(2.0), None))
    np.testing.assert_array_equal(with_depth, without)


def test_features_are_the_same_whoever_makes_them(folder):
    visual, encoder = VisualExpert(VisualConfig(encoder=str(folder))), open_encoder(str(folder), "cpu")
    for k in range(4):
        moment = frame(k / 10, flat(1.0 + k))
        made = encoder.encode(encoder.look(moment))
        found = visual.step(moment, Upstream()).frame_features
        if k:
            np.testing.assert_array_equal(found, made)
    other = replace(moment, depth=None)
    assert encoder.encode(encoder.look(replace(other, stamp_ns=other.stamp_ns + S // 10)))[-1] != made[-1]


@pytest.mark.parametrize("depth", [None, flat(math.nan), flat(math.inf), flat(-1.0), flat(1.0, (12, 16))])
def test_bad_depth_does_not_silence_the_model(folder, depth):
    risk = RiskExpert(RiskConfig(model=str(folder)))
    for k in range(9):
        at_ns = S + k * S // 10
        inertia = Imu(at_ns, (0.0, 0.0, 0.0), (0.0, 0.0, 9.81))
        odometry = Odometry(at_ns, Pose(), (0.3, 0.0, 0.0), (0.0, 0.0, 0.0))
        moment = replace(frame(k / 10, depth), imu=inertia, odom=odometry)
        answer = risk.step(moment, Upstream())
    assert "model" not in answer.assessment.stale_inputs
    assert answer.assessment.risk is Risk.NONE


def test_another_input_is_named(tmp_path):
    folder = write_risk_model(tmp_path)
    onnx = pytest.importorskip("onnx")
    network = onnx.load(folder / "encoder.onnx")
    stranger = onnx.helper.make_tensor_value_info("height", onnx.TensorProto.FLOAT, ["batch", 1, 96, 128])
    network.graph.input.append(stranger)
    onnx.save(network, folder / "encoder.onnx")
    change_settings(folder, lambda held: held["encoder"].update(sha256=digest(folder / "encoder.onnx")))
    with pytest.raises(ModelError, match="depth_before"):
        open_encoder(str(folder), "cpu")
