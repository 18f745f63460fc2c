# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Risk by a model in the graph: an answer for every image, and a node that says why it cannot start."""

from functools import partial

import numpy as np
import pytest
from rclpy.lifecycle import TransitionCallbackReturn

pytest.importorskip("onnx")

from sgw_msgs.msg import ActionAdvice, FrameFeatures, RiskAssessment
from sgw_ros.core.geometry import assumed_camera
from sgw_ros.core.types import Frame, Imu, Odometry, Pose
from sgw_ros.experts.registry import EXPERTS
from sgw_ros.nodes.channels import bus_key
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.frames import FRAMES
from sgw_ros.nodes.local_bus import BUS
from sgw_ros.nodes.qos import EVERY, SENSOR
from test.experts.risk.made_up_model import write_risk_model

pytestmark = pytest.mark.ros
COUNT, FILLS = 12, 7
RED = np.full((24, 32, 3), (0, 0, 230), np.uint8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_risk_model(tmp_path_factory.mktemp("models"))


def moment(index):
    stamp_ns = 10**9 + index * 100_000_000
    inertia = Imu(stamp_ns, (0.0, 0.0, 0.0), (0.0, 0.0, 9.81))
    odom = Odometry(stamp_ns, Pose(), (0.3, 0.0, 0.0), (0.0, 0.0, 0.0))
    return Frame(stamp_ns, index, RED, assumed_camera(32, 24), imu=inertia, odom=odom)


def host(name):
    return partial(ExpertNode, EXPERTS[name])


@pytest.mark.parametrize("shared", [True, False])
def test_every_image_has_its_assessment_and_advice(world, folder, shared):
    risks = world.listen(RiskAssessment, "risk", EVERY)
    actions = world.listen(ActionAdvice, "action", EVERY)
    features = world.listen(FrameFeatures, "features", SENSOR)
    world.up(host("visual"), upstream=[""], encoder=str(folder) if shared else "")
    risk = world.up(host("risk"), upstream=["visual"], model=str(folder), timeout_s=5.0)
    for index in range(COUNT):
        BUS.publish(bus_key(risk, FRAMES.name), moment(index))
        world.spin_until(lambda n=index + 1: min(len(risks), len(actions), len(features)) == n)
    assert ["model" in message.stale_inputs for message in risks] == [True] * FILLS + [False] * 5
    assert {message.risk for message in risks[FILLS:]} == {RiskAssessment.HIGH}
    assert {message.action for message in actions[FILLS:]} == {ActionAdvice.STOP}
    assert {message.encoder.partition("+")[0] for message in features} == {"colours:1" if shared else ""}
    assert [len(message.frame) for message in features] == [0] + [4 if shared else 0] * (COUNT - 1)


def test_a_model_that_cannot_be_used_keeps_the_node_from_starting_and_is_named(world, folder):
    damaged = write_risk_model(folder.parent / "damaged")
    (damaged / "risk.onnx").write_bytes(b"cut")
    for name, parameter in (("risk", "model"), ("visual", "encoder")):
        for model, said in ((str(damaged), "get it again"), ("nowhere", "SGW_MODELS")):
            node = world.add(host(name), **{parameter: model})
            assert node.trigger_configure() == TransitionCallbackReturn.FAILURE
            assert said in node.fatal
