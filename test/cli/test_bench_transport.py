# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import json

import pytest

from sgw_ros.cli import bench_transport
from sgw_ros.cli.main import main

FIGURES = ("small_rtt_us", "large_rtt_ms", "service_rtt_us", "handoff_us", "handoff_busy_us")


@pytest.mark.ros
def test_every_figure_is_measured(capsys):
    assert main(["bench", "transport", "--samples", "5", "--json"]) == 0
    report = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert all(0 < report[figure]["p50"] <= report[figure]["p99"] for figure in FIGURES)
    assert report["runtime"] in ("embedded", "rclpy")


@pytest.mark.ros
def test_a_far_end_that_does_not_come_up_is_one_clear_error(monkeypatch, capsys):
    from sgw_ros.nodes.bench import round_trip

    monkeypatch.setattr(round_trip, "ECHO", ("-c", "pass"))
    monkeypatch.setattr(round_trip, "START_S", 0.5)
    assert main(["bench", "transport", "--samples", "1"]) == 1
    assert "nobody answers on '/bench/small'" in capsys.readouterr().err


def test_without_ros_it_says_what_to_install(monkeypatch, capsys):
    def missing(name):
        raise ModuleNotFoundError("No module named 'rclpy'")

    monkeypatch.setattr(bench_transport.importlib, "import_module", missing)
    assert main(["bench", "transport"]) == 1
    assert "No module named 'rclpy': source a ROS 2 installation" in capsys.readouterr().err
