# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Fits what a model's evidence of violations is worth: `python -m training.weigh physics --data DIR`.

The result goes into the manifest of the exported model, where evaluation and robots find it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sgw_ros.core.errors import SgwError

FAILED = 1


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m training.weigh", description="Weigh evidence of violations."
    )
    made.add_argument("expert", choices=("physics",))
    made.add_argument(
        "--data", type=Path, required=True, metavar="DIR", help="violation pairs, not those of tests"
    )
    made.add_argument("--model", default="physics", metavar="PATH", help="exported folder or its name")
    made.add_argument("--json", action="store_true", help="one JSON line last")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    # Imported here: --help needs no torch.
    from training.physics.violations.fitting import weigh

    try:
        result = weigh(options.model, options.data)
    except SgwError as error:
        print(f"weigh: error: {' '.join(str(error).split())}", file=sys.stderr)
        return FAILED
    print(json.dumps(result) if options.json else f"{options.model}: {result['violation']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
