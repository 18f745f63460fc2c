# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Takes one episode out of a data set: `python -m training.extract DIR --episode NAME --out FILE`.

FILE ends in `.mcap` (a ROS 2 bag, with ground truth), `.mp4` (a video) or `.npz` (an interchange file).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from sgw_ros.core.errors import ConfigError, SgwError
from training.episodes.episode import Episode
from training.episodes.errors import DatasetError, EpisodeError
from training.episodes.interchange import write_trajectory
from training.episodes.source import EpisodeSource
from training.readers.opening import open_dataset

FAILED, UNUSABLE = 1, 2
UNUSABLE_INPUT = (ConfigError, DatasetError, EpisodeError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m training.extract", description="Take one episode out.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="any data set that can be read")
    parser.add_argument("--episode", default="0", metavar="NAME", help="its name or number, 0 unless said")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="ends in .mcap, .mp4 or .npz")
    options = parser.parse_args(arguments)
    try:
        if options.out.suffix not in WRITERS:
            raise ConfigError(f"{options.out}: the name must end in {', '.join(WRITERS)}")
        source = open_dataset(options.folder)
        episode = source.read(_number(source, options.episode))
        options.out.parent.mkdir(parents=True, exist_ok=True)
        said = WRITERS[options.out.suffix](episode, options.out)
    except SgwError as error:
        print(f"extract: error: {' '.join(str(error).split())}", file=sys.stderr)
        return UNUSABLE if isinstance(error, UNUSABLE_INPUT) else FAILED
    except OSError as error:
        print(f"extract: error: {options.out}: cannot be written ({error.strerror})", file=sys.stderr)
        return FAILED
    print(f"{options.out}: {episode.key}, {said}")
    return 0


def _number(source: EpisodeSource, name: str) -> int:
    names = list(source.names)
    if name in names:
        return names.index(name)
    if name.isdecimal() and int(name) < len(names):
        return int(name)
    if not names:
        raise DatasetError("the set holds no episodes yet")
    raise ConfigError(f"no episode {name!r}: there are {len(names)}, from {names[0]!r} to {names[-1]!r}")


def _bag(episode: Episode, path: Path) -> str:
    # Only a bag needs message packages.
    try:
        from training.exporting.bag import write_bag
    except ImportError as error:
        raise ConfigError(f"a bag takes ROS 2, or pip install ./embedded_ros ./sgw_msgs ({error})") from None
    return f"{write_bag(episode, path)} messages"


def _movie(episode: Episode, path: Path) -> str:
    from training.exporting.movie import write_movie

    return f"{write_movie(episode, path)} frames"


def _interchange(episode: Episode, path: Path) -> str:
    write_trajectory(path, episode.trajectory)
    return f"{episode.frames} frames of {episode.trajectory.rows} rows"


WRITERS: dict[str, Callable[[Episode, Path], str]] = {".mcap": _bag, ".mp4": _movie, ".npz": _interchange}


if __name__ == "__main__":
    sys.exit(main())
