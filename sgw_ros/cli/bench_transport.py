# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw bench transport`: what a message costs between two processes, and a frame inside a container."""

from __future__ import annotations

import argparse
import importlib
import json
import os
from typing import Any

from sgw_ros.core.errors import SgwError
from sgw_ros.report.totals import percentiles


def add_parser(benches: Any) -> None:
    """Add the subcommand."""
    parser = benches.add_parser("transport", help="measure messages between processes and frames inside one")
    parser.add_argument("--samples", type=int, default=1000, help="round trips per kind of message")
    parser.add_argument("--json", action="store_true", help="print one JSON object last")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Measure everything and print it.

    Raises:
        SgwError: when there is no rclpy, or a process that was started does not answer.
    """
    report = measure(max(1, options.samples))
    if options.json:
        print(json.dumps(report))
        return
    for key, value in report.items():
        print(f"{key}: {value}")


def measure(samples: int) -> dict[str, Any]:
    """The figures of whichever ROS 2 this Python has; `runtime` names it."""
    # A domain of its own: other graphs on this machine must not be heard.
    domain_id = 1 + os.getpid() % 100
    round_trip, handoff = _load("round_trip"), _load("handoff")
    times: dict[str, list[float]] = round_trip.round_trip_times(domain_id, samples)
    idle, busy = (handoff.handoff_times(domain_id, samples, busy) for busy in (False, True))
    return {
        "small_rtt_us": _scaled(times["small"], 1e6),
        "large_rtt_ms": _scaled(times["large"], 1e3),
        "service_rtt_us": _scaled(times["service"], 1e6),
        "handoff_us": _scaled(idle, 1e6),
        "handoff_busy_us": _scaled(busy, 1e6),
        "runtime": round_trip.runtime(),
    }


def _load(module: str) -> Any:
    """The half of this bench that uses ROS."""
    try:
        return importlib.import_module(f"sgw_ros.nodes.bench.{module}")
    except ImportError as error:
        raise SgwError(f"{error}: source a ROS 2 installation or pip install ./embedded_ros") from error


def _scaled(times_s: list[float], scale: float) -> dict[str, float]:
    return percentiles([time_s * scale for time_s in times_s])
