# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes a data set: `python -m training.simulate SCENARIO --episodes N --out DIR`.

The same request gives the same bytes whatever the number of workers, and after any interruption: run the
same command again and it continues.
"""

from __future__ import annotations

import argparse
import functools
import json
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from sgw_ros.core.errors import ConfigError, SgwError
from training.factory.engines import ENGINES
from training.factory.making import make_set
from training.factory.request import GROUPS, Request, make_job, scenario_names
from training.simulation.draw import RenderSettings
from training.simulation.ranges import SPLITS
from training.simulation.scenarios import SCENARIOS

FAILED, UNUSABLE = 1, 2


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m training.simulate",
        description="Make a data set of simulated episodes."
        f" Scenarios: {', '.join(SCENARIOS)}. Groups: {', '.join(GROUPS)}.",
    )
    made.add_argument("scenario", help="a name, a group, or several with commas between")
    made.add_argument("--episodes", type=_count, required=True, metavar="N", help="how many in all")
    made.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where; an unfinished set there is continued"
    )
    made.add_argument("--seed", type=_seed, default=0)
    made.add_argument("--split", choices=SPLITS, default="train")
    made.add_argument("--state-only", action="store_true", help="no pictures")
    made.add_argument("--size", type=_size, default=(256, 256), metavar="WxH", help="px, 256x256 unless said")
    made.add_argument("--flow", action="store_true", help="dense optical flow too")
    made.add_argument(
        "--subframes", type=_count, default=1, metavar="K", help="moments per picture: motion blur from 2 on"
    )
    made.add_argument("--ranges", type=Path, metavar="FILE", help="YAML of physical ranges")
    made.add_argument("--workers", type=_count, default=1, metavar="W")
    made.add_argument("--engine", choices=ENGINES, default="local")
    made.add_argument("--bench", action="store_true", help="compare rendering with MuJoCo's own first")
    made.add_argument("--json", action="store_true", help="one JSON line last")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        request = Request(
            scenario_names(options.scenario),
            options.seed,
            options.split,
            _render(options),
            options.ranges,
        )
        bare = {"vs_bare_render": _bench(request)} if options.bench else {}
        make = functools.partial(make_job, request)
        engine = ENGINES[options.engine]
        result = make_set(make, request.record(), options.episodes, options.out, engine, options.workers)
    except SgwError as error:
        print(f"simulate: error: {' '.join(str(error).split())}", file=sys.stderr)
        return UNUSABLE if isinstance(error, ConfigError) else FAILED
    except KeyboardInterrupt:
        print("simulate: interrupted; what was finished is safe, the same command continues", file=sys.stderr)
        return FAILED
    result |= bare
    print(json.dumps(result) if options.json else _readable(result, options.out))
    return 0


def _bench(request: Request) -> float:
    # Imported here: a state-only set is made on machines without any graphics too.
    from training.factory.bench import vs_bare_render

    return round(vs_bare_render(request), 3)


def _render(options: argparse.Namespace) -> RenderSettings | None:
    if options.state_only:
        return None
    width, height = options.size
    return RenderSettings(width, height, options.flow, options.subframes)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"needs a whole number above 0, not {text!r}")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError(f"needs a whole number from 0 to 4294967295, not {text!r}")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = (_count(side) for side in text.split("x"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"needs WIDTHxHEIGHT in px, not {text!r}") from None
    return width, height


def _readable(result: Mapping[str, Any], out: Path) -> str:
    return "\n".join((f"{out}: a complete set", *(f"  {name}: {value}" for name, value in result.items())))


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Being asked to end is Ctrl-C: files are closed, workers ended."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
