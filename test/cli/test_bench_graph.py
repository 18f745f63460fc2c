# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import os
import subprocess
import sys
import threading

import pytest

from sgw_ros.cli import bench_graph
from sgw_ros.cli.process_usage import cpu_s, family, resident_mb
from sgw_ros.core.errors import SgwError


def test_the_processor_time_of_a_process_grows_as_it_works():
    before_s = cpu_s(os.getpid())
    while cpu_s(os.getpid()) - before_s < 0.05:
        sum(range(10_000))


def test_a_family_is_who_was_started_and_what_they_started():
    grandchild = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1); input()'])"
    child = subprocess.Popen(
        [sys.executable, "-c", grandchild], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "1\n"
    found = family(child.pid)
    assert found[0] == child.pid
    assert len(found) == 2
    assert all(1 < resident_mb(pid) < 1000 for pid in found)
    child.communicate("\n")
    assert family(child.pid) == [child.pid]
    assert resident_mb(child.pid) == 0.0


@pytest.mark.ros
@pytest.mark.parametrize("kind", list(bench_graph.PROCESSES.values()))
def test_each_process_of_idle_nodes_comes_up_and_is_measured(kind):
    assert 0.0 <= bench_graph.core_pct(kind, 0.2) < 200.0


def test_nodes_that_do_not_come_up_are_one_clear_error():
    with pytest.raises(SgwError, match="the nodes of 'none' do not come up"):
        bench_graph.core_pct("none", 0.1)


def test_the_most_that_a_launch_and_its_processes_took_is_told(monkeypatch):
    taken, looked = iter([10.0, 30.0, 20.0]), threading.Event()

    def play(stream, out, timeout_s, started):
        started(os.getpid())
        assert looked.wait(10)

    def resident(pid):
        size_mb = next(taken, None)
        if size_mb is None:
            looked.set()
        return size_mb or 0.0

    monkeypatch.setattr(bench_graph, "family", lambda pid: [pid])
    monkeypatch.setattr(bench_graph, "resident_mb", resident)
    monkeypatch.setattr(bench_graph, "LOOK_PERIOD_S", 0.001)
    monkeypatch.setattr(bench_graph.bench_latency, "play", play)
    assert bench_graph.pipeline_mb(0.2) == 30.0
