# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What goes out as messages comes back the same: every stream that experts in other processes join."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rclpy.serialization import deserialize_message, serialize_message

from sgw_ros.core.errors import FrameError
from sgw_ros.core.graph import EdgeUpdate, NodeUpdate, Proposal
from sgw_ros.core.types import (
    Camera,
    Contact,
    DecisionTrace,
    Estimate,
    ExpertRoute,
    Imu,
    Objects,
    Odometry,
    PhysicsResult,
    Pose,
    Prediction,
    RoutingDecision,
    Telemetry,
    Track,
    Violation,
)
from sgw_ros.ingest import messages
from sgw_ros.nodes.convert import graph, images, sensors, values
from sgw_ros.nodes.convert.ingest import IngestReport
from sgw_ros.nodes.result_streams import RESULT_STREAMS
from sgw_ros.nodes.supervision_streams import INGEST_STATUS, PENDING, ROUTING, TELEMETRY, TRACE
from sgw_ros.workspace.commit import Pending
from test.nodes.fakes import detections, flow_result, risk_result

STAMP_NS = 1_700_000_000_123_456_789
TRACK = Track(
    id=7,
    class_name="person",
    class_confidence=0.75,
    position=np.array([1.0, 2.0, 0.5]),
    velocity=np.array([0.1, 0.0, -0.1]),
    covariance=np.diag([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]),
    extent=np.array([0.5, 0.6, 1.75]),
    box=(1.0, 2.0, 30.0, 40.0),
    mass=Estimate(70.0, 100.0),
    friction=Estimate(0.5, 0.25),
    embedding=np.array([0.5, 0.5, 0.5, 0.5], np.float32),
    first_seen_ns=STAMP_NS - 1_000_000_000,
    last_seen_ns=STAMP_NS,
    visible=True,
    identity_confidence=0.5,
    range_source="depth",
)
PREDICTION = Prediction(
    7, (1.0, 3.0, 5.0), np.ones((3, 3)), np.full((3, 3), 2.0), np.zeros((3, 3)), np.eye(3)
)
PHYSICS = PhysicsResult(
    STAMP_NS,
    (PREDICTION,),
    (Contact(0, 7, 0.5, 1.5), Contact(8, -1, 1.0, 0.0)),
    (Violation(7, "permanence", 0.75, np.arange(6.0), np.zeros(6)),),
)
VALUES = {"a": True, "b": 3, "c": 0.5, "d": "x", "e": (1.0, 2.0)}
PROPOSAL = Proposal(
    "physics",
    STAMP_NS,
    (
        NodeUpdate(
            "object/7", "state", {"a": True, "b": 3, "c": 0.5, "d": "x", "e": (1.0, 2.0)}, 0.1, STAMP_NS
        ),
    ),
    (EdgeUpdate("contact", "object/7", "robot/self", {}, 0.2, STAMP_NS, remove=True),),
    12,
    ("object/7#state",),
    "because",
    ("aa",),
)
ITEMS = {
    "flow": (RESULT_STREAMS["flow"], flow_result(STAMP_NS)),
    "visual": (RESULT_STREAMS["visual"], detections(STAMP_NS)),
    "features": (
        RESULT_STREAMS["visual"],
        dataclasses.replace(
            detections(STAMP_NS), encoder="colours:1", frame_features=np.arange(5, dtype=np.float32)
        ),
    ),
    "memory": (RESULT_STREAMS["memory"], Objects(STAMP_NS, (TRACK,), Pose((1.0, 0.0, 2.0)))),
    "physics": (RESULT_STREAMS["physics"], PHYSICS),
    "risk": (RESULT_STREAMS["risk"], risk_result(STAMP_NS, ["flow"])),
    "report": (INGEST_STATUS, IngestReport(STAMP_NS, 3, 0.5, 100, 1, 2, True, "odd")),
    "telemetry": (TELEMETRY, Telemetry("flow", STAMP_NS, True, 1.5, 2, 3, tuple(range(10)), 2.5)),
    "routing": (
        ROUTING,
        RoutingDecision(STAMP_NS, (ExpertRoute("flow", True, 2.0),), ((1.0, 2.0, 5.0, 6.0),), "calm"),
    ),
    "trace": (TRACE, DecisionTrace(STAMP_NS, "contact", 7, "{}", '{"a": 1}', "{}", 12.5, 99)),
    "pending": (PENDING, Pending("h-1", PROPOSAL, (("object/7#state", 4),), ("correction",), STAMP_NS)),
}


def same(a, b):
    if dataclasses.is_dataclass(a):
        return type(a) is type(b) and all(
            same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a)
        )
    if isinstance(a, np.ndarray):
        return a.shape == b.shape and np.array_equal(a, b)
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


@pytest.mark.parametrize("name", ITEMS)
def test_a_stream_survives_the_wire(name):
    stream, item = ITEMS[name]
    sent = {topic.name: (topic.type, topic.encode(item, "camera")) for topic in stream.topics}
    came = {
        name: [deserialize_message(serialize_message(message), kind) for message in messages]
        for name, (kind, messages) in sent.items()
    }
    assert same(stream.join(came), item)


@pytest.mark.parametrize("name", ["flow", "visual", "physics", "risk"])
def test_a_stream_waits_for_all_its_messages(name):
    stream, item = ITEMS[name]
    needed = [topic for topic in stream.topics if topic.name != "violations"]
    for topic in needed:
        rest = {t.name: list(t.encode(item, "")) for t in needed if t is not topic}
        assert stream.join(rest) is None


def test_dense_flow_travels_on_a_coarser_grid():
    result = flow_result(STAMP_NS)
    field = dataclasses.replace(
        result.field,
        flow=np.full((240, 321, 2), 3.0, np.float32),
        confidence=np.full((240, 321), 9, np.uint8),
        downscale=2,
    )
    stream = RESULT_STREAMS["flow"]
    item = dataclasses.replace(result, field=field)
    back = stream.join({t.name: list(t.encode(item, "")) for t in stream.topics}).field
    assert back.downscale == 6
    assert back.flow.shape == (80, 107, 2)
    np.testing.assert_allclose(back.flow, 3.0, atol=0.01)
    assert (back.confidence == 9).all()


@given(st.floats(-5000, 5000, width=32), st.floats(-5000, 5000, width=32))
def test_flow_is_right_to_a_fraction_of_its_peak(a, b):
    result = flow_result(STAMP_NS)
    flow = np.zeros((3, 4, 2), np.float32)
    flow[0, 0], flow[2, 3] = a, b
    item = dataclasses.replace(result, field=dataclasses.replace(result.field, flow=flow))
    stream = RESULT_STREAMS["flow"]
    back = stream.join({t.name: list(t.encode(item, "")) for t in stream.topics}).field.flow
    np.testing.assert_allclose(back, flow, atol=max(1 / 64, max(abs(a), abs(b)) / 32767))


def test_sensors_survive_the_wire():
    header = values.header_message(STAMP_NS, "camera")
    camera = Camera(64, 48, 50.0, 51.0, 32.0, 24.0, (0.1, 0.0, 0.0, 0.0, 0.0))
    assert messages.read_camera(sensors.camera_message(camera, header)) == camera
    imu = Imu(STAMP_NS, (0.1, 0.2, 0.3), (0.0, 0.0, 9.8))
    assert messages.read_imu(sensors.imu_message(imu)) == imu
    odom = Odometry(STAMP_NS, Pose((1.0, 2.0, 0.0), (0.0, 0.0, 1.0, 0.0)), (0.5, 0.0, 0.0), (0.0, 0.0, 0.1))
    assert messages.read_odometry(sensors.odometry_message(odom)) == odom
    mount = Pose((0.1, 0.0, 0.3), (0.5, -0.5, 0.5, -0.5))
    message = sensors.transform_message(mount, STAMP_NS, "base_link", "camera")
    assert list(messages.read_transforms(message)) == [("base_link", "camera", mount)]


def test_pictures_survive_the_wire():
    header = values.header_message(STAMP_NS, "camera")
    picture = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)
    np.testing.assert_array_equal(images.picture_of(images.picture_message(picture, header)), picture)
    depth = np.array([[1.0, np.nan], [0.25, 3.0]], np.float32)
    np.testing.assert_array_equal(images.depth_of(images.depth_message(depth, header)), depth)
    jpeg = images.picture_of(images.jpeg_message(np.full((16, 16, 3), 90, np.uint8), header))
    assert abs(int(jpeg.mean()) - 90) <= 2


def test_what_does_not_fit_together_is_refused():
    stream, item = ITEMS["flow"]
    messages = {t.name: list(t.encode(item, "")) for t in stream.topics}
    messages["flow"][0].width = 5
    with pytest.raises(FrameError, match="5x3"):
        stream.join(messages)
    stream, item = ITEMS["visual"]
    messages = {t.name: list(t.encode(item, "")) for t in stream.topics}
    messages["masks"][0].encoding = "mono8"
    with pytest.raises(FrameError, match="16UC1"):
        stream.join(messages)


def test_a_proposal_that_read_nothing():
    proposal = Proposal("flow", STAMP_NS)
    assert graph.proposal_of(graph.proposal_message(proposal)) == proposal


def test_live_sensors_are_checked_as_those_of_bags_are():
    odom = Odometry(STAMP_NS, Pose((float("nan"), 0.0, 0.0)), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
    with pytest.raises(FrameError, match="not finite"):
        messages.read_odometry(sensors.odometry_message(odom))
    mount = Pose((0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0))
    with pytest.raises(FrameError):
        list(messages.read_transforms(sensors.transform_message(mount, STAMP_NS, "base_link", "camera")))
