# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""`sgw version`: what is installed."""

from __future__ import annotations

import argparse
import json
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

LIBRARIES = ("numpy", "scipy", "opencv-python-headless", "av", "rosbags", "onnxruntime")


def add_parser(commands: Any) -> None:
    """Add the subcommand."""
    parser = commands.add_parser("version", help="what is installed")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Print versions."""
    versions = {
        "sgw_ros": installed("sgw_ros"),
        "python": platform.python_version(),
        **{name: installed(name) for name in LIBRARIES},
    }
    if options.json:
        print(json.dumps(versions))
    else:
        print("\n".join(f"{name} {number}" for name, number in versions.items()))


def installed(name: str) -> str:
    """The version of an installed distribution; `unknown` for a source tree that was not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
