# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Exports an expert: `python -m training.export EXPERT CHECKPOINT --out models/NAME`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import SgwError

FAILED = 1
Export = Callable[[Path, Path, str], dict[str, Any]]
"""From the checkpoint, the folder to make and the command that asked to what COMMANDS promises."""


def _physics() -> Export:
    from training.physics.exporting import export

    return export


def _risk() -> Export:
    from training.risk.exporting import export

    return export


EXPERTS: dict[str, Callable[[], Export]] = {"physics": _physics, "risk": _risk}
"""Imported only when asked for: --help needs no torch."""


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m training.export", description="Export an expert to ONNX.")
    made.add_argument("expert", choices=EXPERTS)
    made.add_argument("checkpoint", type=Path)
    made.add_argument("--out", type=Path, required=True, metavar="DIR", help="as models/physics")
    made.add_argument("--json", action="store_true", help="one JSON line last")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    export = EXPERTS[options.expert]()
    command = f"python -m training.export {options.expert} {options.checkpoint.name} --out {options.out}"
    try:
        result = export(options.checkpoint, options.out, command)
    except SgwError as error:
        print(f"export: error: {' '.join(str(error).split())}", file=sys.stderr)
        return FAILED
    print(json.dumps(result) if options.json else f"{options.out}: parity {result['parity_max_abs']:.2g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
