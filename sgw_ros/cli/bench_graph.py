# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw bench graph`: what nodes cost that have nothing to do, and the memory of a graph that plays."""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from sgw_ros.cli import bench_latency
from sgw_ros.cli.made_up_stream import RATE_HZ, write_stream
from sgw_ros.cli.process_usage import cpu_s, family, resident_mb
from sgw_ros.core.errors import SgwError

PROCESSES = {
    "timer_node_core_pct": "timer",
    "composed_overhead_core_pct": "composed",
    "inactive_core_pct": "inactive",
}
"""Figure to the kind of `sgw_ros.nodes.bench.idle_graph` that it is measured on."""
SETTLE_S = 1.0
STOPPING_S = 10.0
LOOK_PERIOD_S = 0.1


def add_parser(benches: Any) -> None:
    """Add the subcommand."""
    parser = benches.add_parser("graph", help="measure idle nodes and the memory of the composed pipeline")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each measurement")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure everything and print it.

    Raises:
        SgwError: when there is no ROS 2, or a process that was started does not come up.
    """
    report = {figure: round(core_pct(kind, options.seconds), 2) for figure, kind in PROCESSES.items()}
    report["rss_mb"] = round(pipeline_mb(options.seconds))
    if options.json:
        print(json.dumps(report))
        return
    for key, value in report.items():
        print(f"{key}: {value}")


def core_pct(kind: str, seconds: float) -> float:
    """Share of one core that a process of idle nodes takes, in percent.

    Raises:
        SgwError: when it does not come up.
    """
    environment = {**os.environ, "ROS_DOMAIN_ID": str(1 + os.getpid() % 100)}
    command = [sys.executable, "-m", "sgw_ros.nodes.bench.idle_graph", kind]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    try:
        if child.stdout is None or not child.stdout.readline():
            raise SgwError(f"bench: the nodes of '{kind}' do not come up")
        time.sleep(SETTLE_S)
        start_s, used_s = time.monotonic(), cpu_s(child.pid)
        time.sleep(seconds)
        return 100.0 * (cpu_s(child.pid) - used_s) / (time.monotonic() - start_s)
    finally:
        child.send_signal(signal.SIGINT)
        child.communicate(timeout=STOPPING_S)


def pipeline_mb(seconds: float) -> float:
    """Most memory, in 1e6 octets, that all processes of the composed pipeline had while they played.

    Raises:
        SgwError: when the graph fails.
    """
    most_mb = 0.0

    def watch(launch: int) -> None:
        nonlocal most_mb
        while not done.wait(LOOK_PERIOD_S):
            most_mb = max(most_mb, sum(map(resident_mb, family(launch))))

    done = threading.Event()
    with tempfile.TemporaryDirectory(prefix="sgw_bench_") as folder:
        stream = Path(folder, "stream.mp4")
        write_stream(stream, max(2, round(seconds * RATE_HZ)))
        try:
            bench_latency.play(
                stream,
                Path(folder, "out"),
                seconds + bench_latency.SLACK_S,
                started=lambda launch: threading.Thread(target=watch, args=(launch,)).start(),
            )
        finally:
            done.set()
    return most_mb
