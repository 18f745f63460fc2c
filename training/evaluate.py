# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scores what an expert says against the truth: `python -m training.evaluate EXPERT --data DIR [--json]`.

The model and what it must beat stand side by side, all from one run over the same episodes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from sgw_ros.core.errors import SgwError
from sgw_ros.inference.lookup import model_folders

UNUSABLE = 2


class Evaluation(Protocol):
    """What an expert's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare what this expert alone can be told."""
        ...

    def evaluate(self, data: Path, model: str | None, options: argparse.Namespace) -> dict[str, Any]:
        """All figures; without a `model` those of the baselines. Pictures go to `options.out`, if any."""
        ...

    def readable(self, result: dict[str, Any]) -> str:
        """The figures for people."""
        ...


def _physics() -> Evaluation:
    from training.physics import command

    return command


def _risk() -> Evaluation:
    from training.risk import command

    return command


EXPERTS: dict[str, Callable[[], Evaluation]] = {"physics": _physics, "risk": _risk}
"""Imported only when asked for: what one expert needs, another does not."""


def parser(named: Sequence[str]) -> argparse.ArgumentParser:
    """The command line; experts that are not `named` are listed without what they can be told."""
    made = argparse.ArgumentParser(
        prog="python -m training.evaluate", description="Score an expert against ground truth."
    )
    experts = made.add_subparsers(dest="expert", required=True, metavar="EXPERT")
    for name, load in EXPERTS.items():
        own = experts.add_parser(name, help=f"evaluate {name} --help tells more")
        own.add_argument("--data", type=Path, required=True, metavar="DIR", help="any set that can be read")
        own.add_argument(
            "--model", metavar="PATH", help=f"checkpoint, exported folder or its name; {name} unless said"
        )
        own.add_argument("--baselines-only", action="store_true", help="without any model")
        own.add_argument("--out", type=Path, metavar="DIR", help="draw pictures of it into DIR")
        own.add_argument("--json", action="store_true", help="one JSON line last")
        if name in named:
            load().add_arguments(own)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    options = parser(given).parse_args(given)
    expert = EXPERTS[options.expert]()
    try:
        model = None if options.baselines_only else options.model or _shipped(options.expert)
        result = expert.evaluate(options.data, model, options)
    except SgwError as error:
        print(f"evaluate: error: {' '.join(str(error).split())}", file=sys.stderr)
        return UNUSABLE
    print(json.dumps(result) if options.json else expert.readable(result))
    return 0


def _shipped(name: str) -> str | None:
    """The model that comes with this release; None, and a word about it, where none does."""
    if any((folder / name).is_dir() for folder in model_folders()):
        return name
    print(
        f"evaluate: no model '{name}' is here, so the baselines alone; name one by --model",
        file=sys.stderr,
    )
    return None


if __name__ == "__main__":
    sys.exit(main())
