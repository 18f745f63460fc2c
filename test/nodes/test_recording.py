# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Bags that others can read, and which topics go into them."""

import os
from pathlib import Path

import pytest
from mcap.reader import make_reader
from rosbags.highlevel import AnyReader
from rosbags.typesys import get_types_from_msg
from sensor_msgs.msg import CameraInfo
from vision_msgs.msg import Detection2DArray

from sgw_msgs.msg import ObjectArray
from sgw_ros.core.types import Risk
from sgw_ros.nodes.bag_writer import BagError, BagWriter
from sgw_ros.nodes.loop_bag import LoopBag
from sgw_ros.nodes.message_text import definition, type_name
from sgw_ros.nodes.recorder.topics import recorded_topics
from sgw_ros.nodes.result_streams import FLOW, RISK, VISUAL
from sgw_ros.nodes.supervision_streams import TELEMETRY
from sgw_ros.pipeline import FrameOutput
from test.nodes.fakes import detections, flow_result, risk_result
from test.nodes.fakes import frame as fake_frame
from test.nodes.test_convert import ITEMS, STAMP_NS


@pytest.mark.parametrize("message_type", [ObjectArray, Detection2DArray, CameraInfo])
def test_definitions_are_complete(message_type):
    types = get_types_from_msg(definition(message_type), type_name(message_type))
    assert type_name(message_type) in types


def test_a_bag_is_readable_without_this_project(tmp_path):
    path = tmp_path / "new" / "run.mcap"
    with BagWriter(path) as bag:
        bag.say("/sgw", VISUAL, detections(STAMP_NS), "camera", STAMP_NS)
        bag.say("/sgw", RISK, risk_result(STAMP_NS), "camera", STAMP_NS + 5)
    assert bag.messages == dict.fromkeys(
        ("/sgw/detections", "/sgw/masks", "/sgw/features", "/sgw/risk", "/sgw/action"), 1
    )
    with AnyReader([path]) as reader:
        messages = {c.topic: reader.deserialize(raw, c.msgtype) for c, _, raw in reader.messages()}
    assert messages["/sgw/risk"].risk == Risk.LOW
    assert messages["/sgw/detections"].detections[0].results[0].hypothesis.class_id == "person"
    with path.open("rb") as file:
        assert make_reader(file).get_header().profile == "ros2"


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BagError, match="file"):
        BagWriter(tmp_path / "file" / "run.mcap")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_told(monkeypatch):
    monkeypatch.setattr(Path, "mkdir", lambda *a, **k: None)
    bag = BagWriter(Path("/dev/full"))
    bag.say("/sgw", RISK, risk_result(STAMP_NS), "", STAMP_NS)
    with pytest.raises(BagError, match="No space left"):
        bag.close()
    bag.close()


def test_every_topic_is_recorded_once():
    assert len(recorded_topics(record_images=True)) == len({t.name for t in recorded_topics(True)})


def test_there_is_room_for_a_burst_of_every_topic():
    """Five experts tell of each frame: a queue of five holds one frame."""
    offered = {topic.name: topic.qos for stream in (TELEMETRY, FLOW, RISK) for topic in stream.topics}
    for topic in recorded_topics(record_images=True):
        if topic.name in offered:
            assert topic.qos.depth >= 100
            assert topic.qos.reliability == offered[topic.name].reliability


def test_both_hosts_leave_out_the_same_pictures(tmp_path):
    """Whatever can show a scene, in the graph's recording as in the loop's."""
    seen, unseen = (_loop_topics(tmp_path, images) for images in (True, False))
    recorded, bare = ({t.name for t in recorded_topics(images)} for images in (True, False))
    assert seen - unseen == {"masks", "features", "flow", "overlay/compressed"} == recorded - bare
    assert unseen <= bare
    assert seen <= recorded


def _loop_topics(folder, record_images):
    flow, visual = flow_result(STAMP_NS), detections(STAMP_NS)
    frame = fake_frame()
    _, objects = ITEMS["memory"]
    output = FrameOutput(
        frame, flow, visual, objects, ITEMS["physics"][1], risk_result(STAMP_NS), None, (), (), 1, 1.0
    )
    bag = LoopBag(folder / f"{record_images}.mcap", record_images, "sgw")
    bag.add(output, b"jpeg" if record_images else None)
    bag.close()
    return {name.removeprefix("/sgw/") for name in bag.messages}
