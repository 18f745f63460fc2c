# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Trains an expert: `python -m training.train physics --config FILE [--out DIR] [--resume]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sgw_ros.core.errors import ConfigError, SgwError

FAILED, UNUSABLE = 1, 2


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m training.train", description="Train an expert.")
    made.add_argument("expert", choices=("physics",))
    made.add_argument("--config", type=Path, required=True, metavar="FILE", help="YAML of what differs")
    made.add_argument("--out", type=Path, metavar="DIR", help="out/NAME unless said, by the file's name")
    made.add_argument("--resume", action="store_true", help="go on with the run in DIR")
    made.add_argument("--json", action="store_true", help="one JSON line last")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    # Imported here: --help needs no torch.
    from training.physics.running import train

    out = options.out or Path("out") / options.config.stem
    try:
        result = train(options.config, out, options.resume)
    except SgwError as error:
        print(f"train: error: {' '.join(str(error).split())}", file=sys.stderr)
        return UNUSABLE if isinstance(error, ConfigError) else FAILED
    print(json.dumps(result) if options.json else f"{result['checkpoint']}: {result['best']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
