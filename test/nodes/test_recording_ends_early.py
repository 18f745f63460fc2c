# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A disk that fills up under the recorder, and a recorder that is killed: what was written stays readable."""

import json
import os
import resource
import signal
import subprocess
import sys
import time

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from rosbags.highlevel import AnyReader

from sgw_ros.cli.main import main
from sgw_ros.nodes.bag_writer import BagError, BagWriter
from sgw_ros.nodes.recorder.recorder_node import RecorderNode
from sgw_ros.nodes.recorder.topics import ALL
from sgw_ros.nodes.result_streams import FLOW, RISK
from test.nodes.fakes import risk_result
from test.nodes.test_convert import STAMP_NS

LIMIT_BYTES = 300_000
FLOW_TOPIC = next(topic for topic in ALL if topic.name == "flow")
WRITE_ON = """
import os, sys, time
from pathlib import Path
from sgw_ros.nodes import bag_writer
from sgw_ros.nodes.result_streams import RISK
from test.nodes.fakes import risk_result
bag_writer.CHUNK_S = 0.05
bag = bag_writer.BagWriter(Path(sys.argv[1]))
for i in range(10**9):
    bag.say("/sgw", RISK, risk_result(1 + i), "", 1 + i)
    time.sleep(0.001)
"""


@pytest.fixture
def small_disk():
    """No file may grow beyond a limit: to the one who writes, as a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_BYTES, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def fill(bag):
    """Write until it fails: messages that cannot be compressed."""
    for i in range(10**6):
        bag.say("/sgw", RISK, risk_result(STAMP_NS + i), "", STAMP_NS + i)
        bag.write("/sgw/flow", FLOW.topics[0].type, b"\0\1\0\0" + os.urandom(20_000), STAMP_NS + i)


def counts(path):
    with AnyReader([path]) as reader:
        return {c.topic: c.msgcount for c in reader.connections}


def test_a_full_disk_leaves_a_whole_bag_of_what_fitted(tmp_path, small_disk, monkeypatch):
    monkeypatch.setattr("sgw_ros.nodes.bag_writer.CHUNK_BYTES", 50_000)
    path = tmp_path / "run.mcap"
    told = r"run.mcap: File too large; .* messages before that are kept"
    with pytest.raises(BagError, match=told), BagWriter(path) as bag:
        fill(bag)
    assert path.stat().st_size <= LIMIT_BYTES
    assert 5 <= counts(path)["/sgw/risk"] <= LIMIT_BYTES // 20_000
    with pytest.raises(BagError, match="closed"):
        bag.say("/sgw", RISK, risk_result(STAMP_NS), "", STAMP_NS)


def test_the_graph_goes_on_when_the_recorder_s_disk_is_full(world, tmp_path, small_disk, monkeypatch):
    monkeypatch.setattr("sgw_ros.nodes.bag_writer.CHUNK_BYTES", 50_000)
    recorder = world.add(RecorderNode, out=str(tmp_path))
    statuses = world.listen(DiagnosticArray, "/diagnostics")
    for _ in range(100):
        recorder._on_data(FLOW_TOPIC, "/flow", b"\0\1\0\0" + os.urandom(20_000))
    assert "pipeline.mcap: File too large" in recorder.fatal
    assert not recorder.done
    world.spin_until(lambda: any(s.level == DiagnosticStatus.ERROR for m in statuses for s in m.status))
    errors = [s for m in statuses for s in m.status if s.level == DiagnosticStatus.ERROR]
    assert "not recording: " in errors[0].message
    assert "pipeline.mcap" in errors[0].message
    recorder.bag.close()
    assert counts(tmp_path / "pipeline.mcap").keys() <= {"/flow", "/diagnostics"}


def test_a_killed_recorder_s_bag_is_readable_up_to_its_last_chunk(tmp_path, capsys):
    path = tmp_path / "run.mcap"
    process = subprocess.Popen([sys.executable, "-c", WRITE_ON, str(path)])
    deadline = time.monotonic() + 60
    while not (path.exists() and path.stat().st_size > 20_000) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert main(["report", str(path)]) == 0
    assert "never finished" in capsys.readouterr().err
    assert main(["recover", str(path), "--json"]) == 0
    kept = json.loads(capsys.readouterr().out)["messages"]
    assert sum(counts(path).values()) == kept > 50
    assert main(["recover", str(path)]) == 0
    assert f"whole, {kept} messages" in capsys.readouterr().out


def test_only_bags_are_recovered(tmp_path, capsys):
    (tmp_path / "page.html").write_text("<!doctype html>")
    assert main(["recover", str(tmp_path / "page.html")]) == 2
    assert "page.html: not an mcap file" in capsys.readouterr().err
