# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Overlays and markers, drawn only for those who look."""

from functools import partial

import pytest
from sensor_msgs.msg import CompressedImage, Image
from tf2_msgs.msg import TFMessage
from visualization_msgs.msg import Marker, MarkerArray

from sgw_ros.core.geometry import OPTICAL_IN_BODY
from sgw_ros.core.types import Objects, Pose
from sgw_ros.nodes.convert.images import picture_of
from sgw_ros.nodes.convert.markers import marker_array
from sgw_ros.nodes.expert_node import ExpertNode
from sgw_ros.nodes.qos import EVERY, SHOWN
from sgw_ros.nodes.view_node import ViewNode
from test.nodes.fakes import FakeExpert, FakeSpec, fake_spec
from test.nodes.test_convert import ITEMS
from test.nodes.test_graph_by_reference import FakeIngest

pytestmark = pytest.mark.ros
MOUNT = Pose((0.0, 0.0, 0.5), OPTICAL_IN_BODY.orientation)


def test_overlays_for_those_who_look(world):
    world.up(partial(ExpertNode, fake_spec("risk")), upstream=[""])
    view = world.up(ViewNode, draw_hz=0.0)
    raw = world.listen(Image, "overlay", SHOWN)
    jpeg = world.listen(CompressedImage, "overlay/compressed", SHOWN)
    ends = (view._overlay, view._jpeg)
    world.spin_until(lambda: all(end.get_subscription_count() == 1 for end in ends))
    world.up(FakeIngest, input="fake", rate=0.0)
    world.spin_until(lambda: len(raw) == 5 and len(jpeg) == 5)
    assert picture_of(raw[0]).shape == picture_of(jpeg[0]).shape == (12, 16, 3)
    assert raw[0].header.stamp == jpeg[0].header.stamp


def test_nobody_looks_nothing_is_drawn(world):
    risk = fake_spec("risk")
    world.up(partial(ExpertNode, risk), upstream=[""])
    view = world.up(ViewNode)
    world.up(FakeIngest, input="fake", rate=0.0)
    world.spin_until(lambda: len(risk.expert.frames) == 5)
    assert view.counters() == {"overlays": "0"}


@pytest.mark.parametrize("first", ["memory", "risk"])
def test_the_chain_to_the_camera_is_said_for_a_plain_video_whoever_answers_first(world, first):
    memory = FakeSpec(FakeExpert("memory", (), lambda stamp_ns: Objects(stamp_ns, (), MOUNT)))
    risk = fake_spec("risk")
    for spec in (memory, risk) if first == "memory" else (risk, memory):
        world.up(partial(ExpertNode, spec), upstream=[""])
    world.up(ViewNode, transforms=True)
    heard = world.listen(TFMessage, "/tf", EVERY)
    world.up(FakeIngest, input="fake", rate=1.0)
    world.spin_until(lambda: len(heard) == 10)
    links = [(t.header.frame_id, t.child_frame_id) for m in heard for t in m.transforms]
    assert links == [("odom", "base_link"), ("base_link", "camera")] * 5
    assert heard[1].transforms[0].transform.translation.z == pytest.approx(0.5)


def test_markers():
    array = marker_array(ITEMS["memory"][1], ITEMS["physics"][1])
    assert isinstance(array, MarkerArray)
    assert array.markers[0].action == Marker.DELETEALL
    assert [m.ns for m in array.markers[1:]] == ["objects", "names", "paths"]
    assert len(array.markers[3].points) == 4
    assert array.markers[2].text == "7 person"
    assert all(m.header.frame_id == "odom" for m in array.markers)
