# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Shows a data set: `python -m training.preview DIR --out FILE`, an HTML page or a PNG contact sheet."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sgw_ros.core.errors import ConfigError, SgwError
from training.episodes.errors import DatasetError, EpisodeError
from training.overview.sheet import PAGES, collect

FAILED, UNUSABLE = 1, 2
UNUSABLE_INPUT = (ConfigError, DatasetError, EpisodeError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m training.preview", description="Show what a data set holds."
    )
    parser.add_argument(
        "folder", type=Path, metavar="DIR", help="a set of this project, or a folder of .npz files"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="ends in .html or .png")
    parser.add_argument(
        "--episodes", type=int, default=24, metavar="N", help="how many to show, 24 unless said"
    )
    options = parser.parse_args(arguments)
    try:
        if options.out.suffix not in PAGES:
            raise ConfigError(f"{options.out}: the name must end in {' or '.join(PAGES)}")
        if options.episodes < 1:
            raise ConfigError(f"--episodes: needs a number above 0, not {options.episodes}")
        sheet = collect(options.folder, options.episodes)
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_bytes(PAGES[options.out.suffix](sheet))
    except SgwError as error:
        print(f"preview: error: {' '.join(str(error).split())}", file=sys.stderr)
        return UNUSABLE if isinstance(error, UNUSABLE_INPUT) else FAILED
    except OSError as error:
        print(f"preview: error: {options.out}: cannot be written ({error.strerror})", file=sys.stderr)
        return FAILED
    print(f"{options.out}: {len(sheet.strips)} of {sheet.total} episodes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
