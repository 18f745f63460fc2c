# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Reads a whole data set, shuffled, and says what is damaged and how fast it reads.

`python -m training.check DIR [--threads T] [--json]`; the exit status is 1 where anything is damaged.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import SgwError
from training.episodes.source import EpisodeSource
from training.episodes.streaming import Reading, stream_episodes
from training.readers.opening import open_dataset

DAMAGED, UNUSABLE = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.check", description="Read a data set whole.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="any data set that can be read")
    parser.add_argument("--threads", type=int, default=2, choices=range(1, 65), metavar="T")
    parser.add_argument("--json", action="store_true", help="one JSON line last")
    options = parser.parse_args(arguments)
    try:
        result, damages = check(open_dataset(options.folder), options.threads)
    except SgwError as error:
        print(f"check: error: {' '.join(str(error).split())}", file=sys.stderr)
        return UNUSABLE
    for damage in damages:
        print(f"check: {damage}", file=sys.stderr)
    lines = (f"  {name}: {value}" for name, value in result.items())
    print(json.dumps(result) if options.json else "\n".join((f"{options.folder}:", *lines)))
    return DAMAGED if damages else 0


def check(source: EpisodeSource, threads: int) -> tuple[dict[str, Any], list[SgwError]]:
    """Read every episode once; returns figures and what could not be read."""
    damages: list[SgwError] = []
    begun_s = time.monotonic()
    episodes = frames = pictures = 0
    for episode in stream_episodes(source, Reading(0, threads=threads, on_damage=damages.append)):
        episodes += 1
        frames += episode.frames
        pictures += sum(view.frames for view in episode.views.values())
    wall_s = time.monotonic() - begun_s
    figures = {"episodes": episodes, "damaged": len(damages), "frames": frames, "pictures": pictures}
    rates = {"episodes_per_s": episodes / wall_s, "pictures_per_s": pictures / wall_s}
    return {**figures, **{name: round(rate, 1) for name, rate in rates.items()}}, damages


if __name__ == "__main__":
    sys.exit(main())
