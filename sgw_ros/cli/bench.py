# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw bench`: measures what the project promises."""

from __future__ import annotations

from typing import Any

from sgw_ros.cli import bench_graph, bench_latency, bench_transport, bench_workspace


def add_parser(commands: Any) -> None:
    """Add the subcommand and its own."""
    parser = commands.add_parser("bench", help="measure latency and other figures")
    benches = parser.add_subparsers(dest="bench", required=True, metavar="WHAT")
    bench_latency.add_parser(benches)
    bench_graph.add_parser(benches)
    bench_transport.add_parser(benches)
    bench_workspace.add_parser(benches)
