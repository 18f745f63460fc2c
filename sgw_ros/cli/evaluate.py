# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw evaluate`: scores outputs against a bag's topics of truth."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sgw_ros.cli.outputs import BAG
from sgw_ros.cli.run import add_loop_options, run_quietly
from sgw_ros.core.errors import ConfigError, InputError, SgwError

if TYPE_CHECKING:
    from sgw_ros.nodes.scoring.recording import Settings

NO_ROS = "reading it takes ROS 2, or pip install ./embedded_ros ./sgw_msgs"


def add_parser(commands: Any) -> None:
    """Add the subcommand."""
    text = "score outputs against truth; a bag without outputs goes through the loop first"
    parser = commands.add_parser("evaluate", help=text)
    add = parser.add_argument
    add("input", metavar="BAG", help="bag with the truth, and the graph's outputs or its inputs")
    add("--truth", required=True, metavar="TOPIC", help="objects, risk, detections, violations or odometry")
    add("--gate", type=float, default=1.0, metavar="M", help="how far off an object may be said to be")
    add("--window", type=float, default=1.0, metavar="S", help="how far off in time a violation may be")
    add("--tolerance", type=float, default=0.02, metavar="S", help="stamps of the same moment differ by less")
    add_loop_options(parser, out_required=False)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Score.

    Raises:
        ConfigError: for bounds that are not above zero.
        InputError: when the bag, the topic or outputs of the same time are not there.
        SgwError: when the loop did not get through the bag.
    """
    path = Path(options.input)
    if not path.exists():
        raise InputError(f"{path}: no such file or folder; give a bag")
    try:
        from sgw_ros.nodes.scoring.bag_scores import has_outputs, score_bags
    except ImportError:
        raise InputError(f"{path}: {NO_ROS}") from None
    settings = _settings(options)
    if has_outputs(path, options.truth):
        scores = score_bags(path, path, options.truth, settings)
    else:
        with tempfile.TemporaryDirectory(prefix="sgw_evaluate_") as folder:
            options.out = options.out or Path(folder)
            options.set.append(f"ingest.ignore_topic={options.truth}")  # the experts must not see the truth
            _, status = run_quietly(options, "evaluate")
            if status:
                raise SgwError(f"{path}: interrupted; nothing to score")
            scores = score_bags(path, options.out / BAG, options.truth, settings)
    _tell(scores, options.json)
    return 0


def _settings(options: argparse.Namespace) -> Settings:
    from sgw_ros.nodes.scoring.recording import Settings

    if not min(options.gate, options.window, options.tolerance) > 0:
        raise ConfigError("--gate, --window and --tolerance take more than 0")
    return Settings(options.gate, options.window, options.tolerance)


def _tell(scores: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(scores))
        return
    for name, value in scores.items():
        print(f"{name}: {'-' if value is None else value}")
