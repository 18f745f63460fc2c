# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Trains an expert: `python -m training.train EXPERT --config FILE [--out DIR] [--resume]`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ConfigError, SgwError

FAILED, UNUSABLE = 1, 2
Train = Callable[[Path, Path, bool], dict[str, Any]]
"""From the YAML, the folder of the run and whether it is to be resumed to what COMMANDS promises."""


def _physics() -> Train:
    from training.physics.running import train

    return train


def _risk() -> Train:
    from training.risk.running import train

    return train


def _risk_encoder() -> Train:
    from training.risk.encoder.running import train

    return train


def _risk_decoder() -> Train:
    from training.risk.decoder.running import train

    return train


def _risk_tracker() -> Train:
    from training.risk.outlook.running import train

    return train


EXPERTS: dict[str, Callable[[], Train]] = {
    "physics": _physics,
    "risk": _risk,
    "risk_encoder": _risk_encoder,
    "risk_decoder": _risk_decoder,
    "risk_tracker": _risk_tracker,
}
"""Imported only when asked for: --help needs no torch."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m training.train", description="Train an expert.")
    made.add_argument("expert", choices=EXPERTS)
    made.add_argument("--config", type=Path, required=True, metavar="FILE", help="YAML of what differs")
    made.add_argument("--out", type=Path, metavar="DIR", help="out/NAME unless said, by the file's name")
    made.add_argument("--resume", action="store_true", help="go on with the run in DIR")
    made.add_argument("--json", action="store_true", help="one JSON line last")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    train = EXPERTS[options.expert]()
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
