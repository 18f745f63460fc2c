# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps an encoder's features of clips: `python -m training.embed DATA --encoder PATH --out DIR`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from sgw_ros.core.errors import SgwError

FAILED = 1


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m training.embed",
        description="Encode pictures once, for training on their features. Goes on where it was interrupted.",
    )
    made.add_argument("data", type=Path, help="set of the data factory, folder of bags, or bag")
    made.add_argument(
        "--encoder", required=True, metavar="PATH", help="folder with encoder.onnx, or a vision model"
    )
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made.add_argument("--mirror", action="store_true", help="also of every clip in a mirror")
    made.add_argument(
        "--skip", type=int, default=0, metavar="N", help="clips left out first: those that the encoder knows"
    )
    made.add_argument("--most", type=int, default=0, metavar="N", help="clips at most")
    made.add_argument("--json", action="store_true", help="one JSON line last")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    # Imported here: --help needs no torch.
    from training.risk.opening import keep_features
    from training.risk.vision import load_vision

    begun_s = time.monotonic()
    try:
        encoder = load_vision(options.encoder)
        count = keep_features(options.data, options.out, encoder, options.mirror, options.most, options.skip)
    except SgwError as error:
        print(f"embed: error: {' '.join(str(error).split())}", file=sys.stderr)
        return FAILED
    result = {"clips": count, "wall_s": round(time.monotonic() - begun_s, 2), "encoder": encoder.identity()}
    print(json.dumps(result) if options.json else f"{options.out}: features of {count} clips")
    return 0


if __name__ == "__main__":
    sys.exit(main())
