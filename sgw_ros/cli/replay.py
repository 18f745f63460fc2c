# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw replay`: a bag through the loop, with the same result at any speed and thread count."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import cv2

from sgw_ros.cli.run import add_loop_options, run_options
from sgw_ros.core.errors import ConfigError, InputError
from sgw_ros.ingest.source import BAG_SUFFIXES

THREADS_HELP = (
    "OpenCV's threads for image work; 0 as many as cores. A model keeps its own: no result depends on it"
)


def add_parser(commands: Any) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("replay", help="run a bag through the experts, deterministically")
    parser.add_argument("input", metavar="BAG", help="bag folder or file (mcap, sqlite3)")
    add_loop_options(parser)
    parser.add_argument("--threads", type=int, default=0, metavar="N", help=THREADS_HELP)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Replay.

    Raises:
        ConfigError: for a thread count below zero.
        InputError: when the input is not a bag.
    """
    if options.threads < 0:
        raise ConfigError("--threads takes 0 or more")
    path = Path(options.input)
    if not path.is_dir() and path.suffix.lower() not in BAG_SUFFIXES:
        raise InputError(f"{path}: not a bag; 'sgw run' takes videos and cameras")
    if options.threads:
        cv2.setNumThreads(options.threads)
    return run_options(options, "replay")
