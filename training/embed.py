# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Keeps an encoder's features of clips: `python -m training.embed DATA --encoder PATH --out DIR`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sgw_ros.core.errors import SgwError
from training.factory.progress import Progress

if TYPE_CHECKING:
    from training.risk.clips import Clip

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
    made.add_argument("--most", type=int, default=0, metavar="N", help="clips at most")
    made.add_argument("--json", action="store_true", help="one JSON line last")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    # Imported here: --help needs no torch.
    from training.risk.caching import write_cache
    from training.risk.sources import origin_of, raw_clips
    from training.risk.vision import load_vision

    begun_s = time.monotonic()
    try:
        encoder, origin = load_vision(options.encoder), origin_of(options.data)
        clips = _shown(raw_clips(options.data, options.most), options.most or origin.get("episodes", 0))
        count = write_cache(options.out, clips, origin, encoder, options.mirror)
    except SgwError as error:
        print(f"embed: error: {' '.join(str(error).split())}", file=sys.stderr)
        return FAILED
    result = {"clips": count, "wall_s": round(time.monotonic() - begun_s, 2), "encoder": encoder.identity()}
    print(json.dumps(result) if options.json else f"{options.out}: features of {count} clips")
    return 0


def _shown(clips: Iterator[Clip], total: int) -> Iterator[Clip]:
    progress = Progress(sys.stderr, total, 0, time.monotonic)
    for number, clip in enumerate(clips, start=1):
        yield clip
        progress.show(number)


if __name__ == "__main__":
    sys.exit(main())
