# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Bags that others can read, latency on three kinds of clock, and the page's records from raw bytes."""

import os
from pathlib import Path

import pytest
from mcap.reader import make_reader
from rclpy.serialization import serialize_message
from rosbags.highlevel import AnyReader
from rosbags.typesys import get_types_from_msg
from sensor_msgs.msg import CameraInfo
from vision_msgs.msg import Detection2DArray

from sgw_msgs.msg import ObjectArray
from sgw_ros.core.types import Risk
from sgw_ros.nodes.bag_writer import BagError, BagWriter
from sgw_ros.nodes.message_text import definition, type_name
from sgw_ros.nodes.recorder.collector import RunCollector, raw_stamp_ns
from sgw_ros.nodes.recorder.latency import LatencyMeter
from sgw_ros.nodes.recorder.topics import recorded_topics
from sgw_ros.nodes.result_streams import RISK, VISUAL
from sgw_ros.nodes.supervision_streams import INGEST_STATUS
from test.nodes.fakes import detections, risk_result
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


def test_latency_of_recorded_input():
    now = [5_000_000_000]
    meter = LatencyMeter(2.0, lambda: now[0])
    for wall_ms, clock_ms in ((0, 1000), (30, 1050), (50, 1100)):
        now[0] = (5000 + wall_ms) * 1_000_000
        meter.on_clock(clock_ms * 1_000_000)
    now[0] = 5_070_000_000
    meter.on_risk(1_100_000_000)
    assert meter.latencies_ms() == [pytest.approx(20.0)]


def test_latency_of_live_and_unthrottled_input():
    now = [1_700_000_000_040_000_000]
    live = LatencyMeter(1.0, lambda: now[0])
    live.on_risk(1_700_000_000_000_000_000)
    assert live.latencies_ms() == [pytest.approx(40.0)]
    fast = LatencyMeter(0.0, lambda: now[0])
    fast.on_clock(99)
    fast.on_report(7)
    now[0] += 3_000_000
    fast.on_risk(7)
    fast.on_risk(8)
    assert fast.latencies_ms() == [pytest.approx(3.0)]


def test_records_from_raw_bytes():
    collector = RunCollector(None)
    for name in ("report", "memory", "physics", "risk", "telemetry", "trace", "routing"):
        stream, item = ITEMS[name]
        for topic in stream.topics:
            for message in topic.encode(item, "camera"):
                collector.add(topic.name, serialize_message(message))
    (record,) = collector.records(lambda stamp_ns: 12.0)
    assert record.stamp_ns == STAMP_NS
    assert record.objects.tracks[0].id == 7
    assert record.physics.violations[0].kind == "permanence"
    assert record.risk.assessment.risk == Risk.LOW
    assert record.latency_ms == 12.0
    assert record.routing.rationale == "calm"
    assert [t.event for t in record.traces] == ["contact"]
    assert [t.expert for t in collector.telemetry()] == ["flow"]


def test_raw_stamps():
    stream, item = ITEMS["report"]
    (message,) = stream.topics[0].encode(item, "camera")
    assert raw_stamp_ns(serialize_message(message)) == STAMP_NS
    assert stream is INGEST_STATUS


def test_no_pictures_when_none_are_wanted():
    names = {topic.name for topic in recorded_topics(record_images=False)}
    assert not names & {"masks", "overlay/compressed", "image"}
    assert len(recorded_topics(record_images=True)) == len({t.name for t in recorded_topics(True)})
