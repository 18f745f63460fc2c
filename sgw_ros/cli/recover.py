# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw recover`: completes the bag of a recorder that was killed."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import InputError
from sgw_ros.ingest.bag_recovery import recover_bag


def add_parser(commands: Any) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("recover", help="complete the bag of a recorder that was killed")
    parser.add_argument("input", type=Path, metavar="BAG", help="an mcap file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Complete the bag; a whole one stays as it is, and where anything is left out the original, too.

    Raises:
        InputError: when it is no mcap file of ours, or cannot be written.
    """
    if not options.input.is_file():
        raise InputError(f"{options.input}: no such file; name an mcap file")
    recovered = recover_bag(options.input)
    files = [str(options.input), *([str(recovered.original)] if recovered.original else [])]
    kept = f"; as it was: {recovered.original}" if recovered.original else ""
    told = {"messages": recovered.messages, "files": files}
    text = f"{options.input}: whole, {recovered.messages} messages{kept}"
    print(json.dumps(told) if options.json else text)
