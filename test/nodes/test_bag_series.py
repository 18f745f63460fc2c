# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A recording that outgrows one bag."""

import pytest
from rclpy.serialization import serialize_message
from rosbags.highlevel import AnyReader

from sgw_ros.cli.main import main
from sgw_ros.nodes import bag_series, bag_writer
from sgw_ros.nodes.bag_series import BagSeries, parts_of
from sgw_ros.nodes.result_streams import RISK
from sgw_ros.nodes.supervision_streams import LABELS
from test.nodes.fakes import risk_result

COUNT = 40


def raw(stream, item):
    topic = stream.topics[0]
    (message,) = topic.encode(item, "camera")
    return topic.type, serialize_message(message)


@pytest.fixture
def recording(tmp_path, monkeypatch):
    monkeypatch.setattr(bag_series, "SPLIT_BYTES", 1500)
    monkeypatch.setattr(bag_writer, "CHUNK_BYTES", 600)
    path = tmp_path / "pipeline.mcap"
    for name in ("pipeline_7.mcap", "pipeline_x.mcap"):
        (tmp_path / name).write_text("of another run")
    series = BagSeries(path, ["/sgw/label_info"])
    series.write("/sgw/label_info", *raw(LABELS, ("person",)), 1)
    for i in range(COUNT):
        series.write("/sgw/risk", *raw(RISK, risk_result(1 + i)), 1 + i)
    series.close()
    assert series.messages == {"/sgw/label_info": 1, "/sgw/risk": COUNT}
    return path


def test_every_part_is_whole_and_begins_with_what_is_latched(recording):
    parts = parts_of(recording)
    assert len(parts) > 2
    assert (recording.parent / "pipeline_7.mcap") not in parts
    assert (recording.parent / "pipeline_x.mcap").exists()
    stamps = []
    for part in parts:
        with AnyReader([part]) as reader:
            messages = [(connection.topic, stamp) for connection, stamp, _ in reader.messages()]
        assert messages[0][0] == "/sgw/label_info"
        stamps += [stamp for topic, stamp in messages if topic == "/sgw/risk"]
    assert stamps == list(range(1, COUNT + 1))


def test_the_page_is_of_all_parts(recording, capsys):
    assert main(["report", str(recording), "--json"]) == 0
    assert f'"frames": {COUNT}' in capsys.readouterr().out


def last_part(recording):
    last = parts_of(recording)[-1]
    return last.with_name(f"{recording.stem}_{len(parts_of(recording))}.mcap")


def test_a_part_with_nothing_but_what_is_latched_is_no_harm(recording, capsys):
    with bag_writer.BagWriter(last_part(recording)) as last:
        last.write("/sgw/label_info", *raw(LABELS, ("person",)), COUNT)
    assert main(["report", str(recording), "--json"]) == 0
    assert f'"frames": {COUNT}' in capsys.readouterr().out


def test_the_first_part_may_be_the_one(recording, capsys):
    with bag_writer.BagWriter(recording) as first:
        first.write("/sgw/label_info", *raw(LABELS, ("person",)), 1)
    assert main(["report", str(recording)]) == 0


def test_a_part_that_was_only_begun_costs_no_more_than_itself(recording, capsys):
    last_part(recording).write_bytes(recording.read_bytes()[:20])
    assert main(["report", str(recording), "--json"]) == 0
    assert f'"frames": {COUNT}' in capsys.readouterr().out


def test_an_old_bag_gives_way_to_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(bag_series, "SPLIT_S", 0.0)
    series = BagSeries(tmp_path / "run.mcap")
    for i in range(3):
        series.write("/sgw/risk", *raw(RISK, risk_result(1 + i)), 1 + i)
    series.close()
    names = [part.name for part in parts_of(tmp_path / "run.mcap")]
    assert names == ["run.mcap", "run_1.mcap", "run_2.mcap", "run_3.mcap"]
