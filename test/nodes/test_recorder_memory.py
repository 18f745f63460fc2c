# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the recorder keeps between messages: right for each frame, and bounded however long a run is."""

import sys
from dataclasses import replace

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from rclpy.serialization import serialize_message

from sgw_ros.core.errors import FrameError
from sgw_ros.core.types import Risk, Telemetry
from sgw_ros.nodes.recorder import collector as collecting
from sgw_ros.nodes.recorder import latency as measuring
from sgw_ros.nodes.recorder import ledger as counting
from sgw_ros.nodes.recorder.collector import RunCollector
from sgw_ros.nodes.recorder.latency import LatencyMeter
from sgw_ros.nodes.recorder.ledger import FrameLedger
from sgw_ros.nodes.recorder.raw import raw_stamp_ns, read_message
from sgw_ros.nodes.supervision_streams import INGEST_STATUS, TELEMETRY
from test.nodes.test_convert import ITEMS, STAMP_NS


def feed(collector, *names):
    for name in names:
        stream, item = ITEMS[name]
        for topic in stream.topics:
            for message in topic.encode(item, "camera"):
                collector.add(topic.name, serialize_message(message))


def raw(stream, item):
    (message,) = stream.topics[0].encode(item, "camera")
    return serialize_message(message)


def held_bytes(thing, seen=None):
    """The memory of everything that an object of this package holds, code aside."""
    seen = set() if seen is None else seen
    if id(thing) in seen or callable(thing):
        return 0
    seen.add(id(thing))
    inner = [getattr(thing, name, None) for name in getattr(type(thing), "__slots__", ())]
    inner += list(getattr(thing, "__dict__", {}).values())
    if isinstance(thing, dict):
        inner += [*thing.keys(), *thing.values()]
    elif isinstance(thing, list | tuple | set):
        inner += list(thing)
    return sys.getsizeof(thing) + sum(held_bytes(item, seen) for item in inner)


def test_latency_of_recorded_input():
    now = [5_000_000_000]
    meter = LatencyMeter(2.0, lambda: now[0])
    for wall_ms, clock_ms in ((0, 1000), (30, 1050), (50, 1100)):
        now[0] = (5000 + wall_ms) * 1_000_000
        meter.on_clock(clock_ms * 1_000_000)
    now[0] = 5_070_000_000
    meter.on_risk(1_100_000_000)
    assert meter.percentiles() == {"p50": 20.0, "p99": 20.0}
    assert meter.corrected_ms(meter.latency(1_100_000_000)) == pytest.approx(20.0)
    assert meter.latency(7) is None


def test_each_time_that_a_bag_is_played_has_an_offset_of_its_own():
    second, now = 1_000_000_000, [0]
    meter = LatencyMeter(1.0, lambda: now[0])
    kept = []
    for start_s in (100, 105, 111):  # the second time at once, the third after a pause
        for i in range(5):
            now[0] = (start_s + i) * second
            meter.on_clock((50 + i) * second)
            if i == 0 and start_s > 100:
                meter.on_risk(54 * second + 500_000_000)  # late, of the time before
            now[0] += 20_000_000
            meter.on_risk((50 + i) * second)
            kept.append(meter.latency((50 + i) * second))
    assert [meter.corrected_ms(latency) for latency in kept] == pytest.approx([20.0] * 15)
    assert meter.percentiles()["p50"] == pytest.approx(20.0)


def test_a_bag_played_twice_is_counted_twice_though_its_risks_overtake_the_reports():
    ledger, stamps_ns = FrameLedger(), [i * 700_000_000 for i in range(1, 6)]
    for _ in range(3):
        for stamp_ns in stamps_ns:
            ledger.on_risk(stamp_ns)
            ledger.on_frame(stamp_ns)
    assert (ledger.frames, ledger.answered_once, ledger.missing) == (15, 15, 0)


def test_a_frame_that_is_played_again_is_another_record():
    collector = RunCollector(False, lambda stamp_ns: 2.0)
    for _ in range(2):
        collector.begin(STAMP_NS)
        feed(collector, "report", "risk", "telemetry")
    feed(collector, "report")  # the one at the end has the stamp of the last frame
    assert [len(record.telemetry) for record in collector.records()] == [1, 1]
    assert collector.totals.risk == {Risk.LOW: 2}


def test_latency_of_live_and_unthrottled_input():
    now = [1_700_000_000_040_000_000]
    live = LatencyMeter(1.0, lambda: now[0])
    live.on_risk(1_700_000_000_000_000_000)
    assert live.percentiles()["p50"] == pytest.approx(40.0)
    fast = LatencyMeter(0.0, lambda: now[0])
    fast.on_clock(99)
    fast.on_report(7)
    now[0] += 3_000_000
    fast.on_risk(7)
    now[0] += 3_000_000
    fast.on_risk(7)
    fast.on_risk(8)
    assert fast.percentiles() == {"p50": 3.0, "p99": 3.0}


def test_frames_are_counted_once_each_also_when_the_input_starts_again():
    ledger = FrameLedger()
    ledger.on_risk(1)  # overtakes the report on its frame
    for stamp_ns in (1, 2, 3):
        ledger.on_frame(stamp_ns)
    for stamp_ns in (2, 2):
        ledger.on_risk(stamp_ns)
    assert (ledger.frames, ledger.answered_once, ledger.missing, ledger.waiting) == (3, 1, 1, 1)
    ledger.on_frame(1)
    assert (ledger.frames, ledger.answered_once, ledger.missing) == (4, 1, 2)
    ledger.on_risk(1)
    assert (ledger.frames, ledger.answered_once, ledger.missing) == (4, 2, 1)


def test_records_from_raw_bytes():
    collector = RunCollector(False, lambda stamp_ns: 2.0)
    feed(collector, "report", "memory", "physics", "risk", "telemetry", "trace", "routing")
    (record,) = collector.records(lambda raw_ms: raw_ms + 10.0)
    assert record.stamp_ns == STAMP_NS
    assert record.objects.tracks[0].id == 7
    assert record.physics.violations[0].kind == "permanence"
    assert record.risk.assessment.risk == Risk.LOW
    assert record.latency_ms == 12.0
    assert record.routing.rationale == "calm"
    assert [t.event for t in record.traces] == ["contact"]
    assert collector.totals.nodes["flow"].ran == collector.totals.violations == 1
    assert collector.totals.risk == {Risk.LOW: 1}


def status(namespace, name, level=DiagnosticStatus.OK, message="active", **values):
    pairs = [KeyValue(key=key, value=value) for key, value in values.items()]
    told = DiagnosticStatus(
        level=level, name=f"{namespace}/{name}", hardware_id=namespace, message=message, values=pairs
    )
    return serialize_message(DiagnosticArray(status=[told]))


def test_what_the_nodes_of_this_graph_tell_is_kept():
    collector = RunCollector(False, lambda stamp_ns: None, "/sgw")
    collector.add("/diagnostics", status("/sgw", "view", overlays="3"))
    warning = status("/sgw", "ingest", DiagnosticStatus.WARN, "active: cut off", frames="5", skipped="1")
    collector.add("/diagnostics", warning)
    collector.add("/diagnostics", status("/sgw", "ingest", frames="7", skipped="1"))
    collector.add("/diagnostics", status("/sgw", "view", message="ended"))
    collector.add("/diagnostics", status("/robot_2/sgw", "workspace", version="4"))
    assert collector.totals.told == {
        "view": {"overlays": "3"},
        "ingest": {"frames": "7", "skipped": "1", "last fault": "cut off"},
    }
    with pytest.raises(FrameError):
        collector.add("/diagnostics", b"\0\1")


def test_a_stamp_without_a_frame_is_no_record():
    collector = RunCollector(False, lambda stamp_ns: None)
    feed(collector, "routing")
    assert list(collector.records()) == []


def test_raw_stamps():
    assert raw_stamp_ns(raw(*ITEMS["report"])) == STAMP_NS
    for data in (b"", b"\0", bytes(11)):
        with pytest.raises(FrameError, match="malformed"):
            raw_stamp_ns(data)


def test_malformed_messages_are_left_out():
    collector = RunCollector(True, lambda stamp_ns: None)
    feed(collector, "report")
    stamp = raw(*ITEMS["report"])[:12]
    for topic in ("objects", "risk", "telemetry", "supervisor/trace", "predictions", "overlay/compressed"):
        collector.add(topic, stamp + b"\xff" * 30)
    (record,) = collector.records()
    assert record.objects is record.risk is record.jpeg is None
    assert record.telemetry == record.traces == ()
    with pytest.raises(FrameError):
        read_message(stamp + b"\xff" * 30, INGEST_STATUS.topics[0].type)


def test_a_run_without_end_is_held_in_bounded_memory(monkeypatch):
    monkeypatch.setattr(collecting, "MAX_FRAMES", 100)
    monkeypatch.setattr(collecting, "MAX_PICTURES", 20)
    monkeypatch.setattr(counting, "OPEN_FRAMES", 64)
    monkeypatch.setattr(measuring, "RECENT_FRAMES", 64)
    meter, ledger = LatencyMeter(1.0, lambda: 5), FrameLedger()
    collector = RunCollector(True, meter.latency)
    report = ITEMS["report"][1]
    sizes = []
    for i in range(2000):
        stamp_ns = 1 + i * 100_000_000
        meter.on_report(stamp_ns)
        meter.on_risk(stamp_ns)
        ledger.on_frame(stamp_ns)
        ledger.on_risk(stamp_ns)
        frame = raw(INGEST_STATUS, replace(report, stamp_ns=stamp_ns))
        collector.add("ingest/status", frame)
        collector.add("telemetry", raw(TELEMETRY, Telemetry("flow", stamp_ns, True, 1.0)))
        collector.add("overlay/compressed", frame + bytes(2000))
        if i in (999, 1999):
            sizes.append(held_bytes([collector, meter, ledger]))
    # The latency samples (8 bytes a frame until they are full) are all that still grows.
    assert sizes[1] - sizes[0] < 3 * 8 * 1000 * 1.2 + 30_000
    assert ledger.answered_once == ledger.frames == 2000
    assert ledger.missing == 0
    records = list(collector.records(meter.corrected_ms))
    assert collector.frames == collector.totals.nodes["flow"].ran == 2000
    assert 50 <= len(records) <= 100
    assert records[-1].stamp_ns - records[0].stamp_ns > 190e9
