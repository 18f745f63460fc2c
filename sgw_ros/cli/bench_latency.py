# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw bench latency`: sensor stamp to risk through the real graph, all experts composed in one process."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sgw_ros.cli.made_up_stream import RATE_HZ, write_stream
from sgw_ros.core.errors import SgwError

SLACK_S = 60.0
"""Starting and closing the graph on a slow machine; beyond this it hangs."""
STOPPING_S = 15.0
"""What launch takes to end its processes before it is ended itself."""
REPORTED = ("frames", "dropped", "stamp_to_risk_ms", "per_node_ms")


def add_parser(commands: Any) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("latency", help="sensor stamp to risk, 640x480 at 15 fps, all experts on")
    parser.add_argument("--seconds", type=float, default=20.0, help="length of the stream")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Make a stream, play it through the graph in real time, tell what the recorder measured.

    Raises:
        SgwError: when there is no `ros2 launch`, or the graph fails.
    """
    with tempfile.TemporaryDirectory(prefix="sgw_bench_") as folder:
        stream = Path(folder, "stream.mp4")
        write_stream(stream, max(2, round(options.seconds * RATE_HZ)))
        summary = play(stream, Path(folder, "out"), options.seconds + SLACK_S)
    figures = {name: summary[name] for name in REPORTED}
    if options.json:
        print(json.dumps(figures))
        return
    latency = figures["stamp_to_risk_ms"]
    print(f"{figures['frames']} frames, {figures['dropped']} dropped")
    print(f"stamp to risk: p50 {latency['p50']} ms, p99 {latency['p99']} ms")
    for name, spent in figures["per_node_ms"].items():
        print(f"{name}: p50 {spent['p50']} ms, p99 {spent['p99']} ms")


def play(
    stream: Path, out: Path, timeout_s: float, started: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """Launch the graph on a recording and return its summary; `started` is told the launch's process id.

    Raises:
        SgwError: when there is no `ros2 launch`, or the graph fails.
    """
    command = [
        _ros2(),
        "launch",
        "sgw_ros",
        "pipeline.launch.py",
        f"input:={stream}",
        f"out:={out}",
        "detector:=motion",
    ]
    # A domain of its own: other graphs on this machine must not be measured too.
    environment = {**os.environ, "ROS_DOMAIN_ID": str(1 + os.getpid() % 100)}
    log = out.with_suffix(".log")
    with log.open("w", encoding="utf-8") as output:
        launch = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment, start_new_session=True
        )
        try:
            started(launch.pid)
            status = launch.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise SgwError(f"the graph did not end within {timeout_s:.0f} s: {_last_line(log)}") from None
        finally:
            _stop(launch)
    try:
        summary: dict[str, Any] = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SgwError(f"the graph failed with status {status}: {_last_line(log)}") from None
    return summary


def _stop(launch: subprocess.Popen[bytes]) -> None:
    """End the launch and all it started: politely, as Ctrl-C would, then for good."""
    for number in (signal.SIGINT, signal.SIGKILL):
        if launch.poll() is not None:
            return
        os.killpg(launch.pid, number)
        try:
            launch.wait(STOPPING_S)
        except subprocess.TimeoutExpired:
            continue


def _ros2() -> str:
    beside = Path(sys.executable).parent / "ros2"
    found = str(beside) if beside.exists() else shutil.which("ros2")
    if not found:
        raise SgwError("no 'ros2' command: source a ROS 2 installation or pip install ./embedded_ros")
    return found


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
