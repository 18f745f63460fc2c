# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw run`: the synchronous loop over a video, a bag or a camera."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sgw_ros.cli.loop import LoopOptions, print_summary, run_loop
from sgw_ros.cli.settings import expert_settings
from sgw_ros.core.config import override
from sgw_ros.core.errors import ConfigError
from sgw_ros.ingest.source import IngestConfig, open_source
from sgw_ros.pipeline import configure


def add_parser(commands: Any) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("run", help="run the experts over a video, a bag or a camera")
    parser.add_argument("input", metavar="INPUT", help="video file, bag (mcap, sqlite3) or camera index")
    add_loop_options(parser)
    parser.set_defaults(run=run)


def add_loop_options(parser: argparse.ArgumentParser, out_required: bool = True) -> None:
    """What everything that runs the loop has in common."""
    add = parser.add_argument
    add("--out", required=out_required, type=Path, metavar="DIR", help="where everything is written")
    add("--detector", default="", help="auto, motion, person or yolo")
    add("--model", default="", metavar="PATH", help="ONNX file of the yolo detector")
    add(
        "--set",
        action="append",
        default=[],
        metavar="EXPERT.PARAMETER=VALUE",
        help="a parameter of an expert, of `supervisor` or of `ingest`; may be repeated",
    )
    add(
        "--record-images",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="keep pictures in bag and report",
    )
    add(
        "--record",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="write bag, report and summary",
    )
    add("--namespace", default="sgw", metavar="NAME", help="what the bag's topics are below")
    add("--rate", type=float, default=0.0, metavar="R", help="1 is real time, 0 unthrottled")
    add("--no-throttle", action="store_true", help="every expert judges every frame, in still scenes too")
    add("--max-frames", type=int, default=0, metavar="N", help="stop after N frames")
    add("--json", action="store_true", help="print the summary as one JSON object")


def run(options: argparse.Namespace) -> int:
    """Run the loop."""
    return run_options(options, "run")


def run_options(options: argparse.Namespace, mode: str) -> int:
    """Run the loop as the options say, and tell what came of it."""
    summary, status = run_quietly(options, mode)
    print_summary(summary, options.json)
    return status


def run_quietly(options: argparse.Namespace, mode: str) -> tuple[dict[str, Any], int]:
    """Run the loop as the options say; returns its summary and the exit status.

    Raises:
        ConfigError: for settings that nobody knows or takes.
        InputError: when the input cannot be used.
    """
    if not options.rate >= 0:
        raise ConfigError("--rate takes 0 or more")
    values = expert_settings(options)
    source = open_source(options.input, override(IngestConfig(), values.pop("ingest", {})))
    loop = LoopOptions(
        options.out,
        mode,
        record_images=options.record_images,
        max_frames=options.max_frames,
        rate=options.rate,
        record=options.record,
        namespace=options.namespace,
    )
    try:
        return run_loop(source, configure(values), loop)
    finally:
        source.close()
