# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw report`: the report page of a recorded run, made again from its bag."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sgw_ros.cli.outputs import BAG
from sgw_ros.core.errors import InputError
from sgw_ros.report.writing import REPORT


def add_parser(commands: Any) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("report", help="make the report page of a recorded run again")
    parser.add_argument(
        "input", type=Path, metavar="BAG_OR_DIR", help="pipeline.mcap, or the folder it is in"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="the page; report.html beside the bag")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Read the bag, write the page.

    Raises:
        InputError: when there is no such bag, or nothing to read its messages with.
    """
    bag: Path = options.input
    if (bag / BAG).is_file():
        bag = bag / BAG
    if not bag.exists():
        raise InputError(f"{bag}: no such file or folder; name a {BAG}")
    try:
        from sgw_ros.nodes.bag_report import report_bag
    except ImportError:
        raise InputError(f"{bag}: reading it takes ROS 2, or pip install ./embedded_ros ./sgw_msgs") from None
    page: Path = options.out or bag.parent / REPORT
    frames, broken_off = report_bag(bag, page)
    if broken_off:
        print(f"sgw: warning: {bag}: {broken_off}", file=sys.stderr)
    print(json.dumps({"frames": frames, "files": [str(page)]}) if options.json else f"wrote {page}")
