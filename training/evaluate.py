# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Scores what an expert says against the truth: `python -m training.evaluate physics --data DIR [--json]`.

Half a second of every episode is seen, the rest is forecast. The learned model, the baselines and an
untrained network of the same make stand side by side, all from one run over the same episodes.
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
from sgw_ros.inference.lookup import model_folders
from training.episodes.errors import DatasetError
from training.factory.progress import Progress
from training.physics.baselines import Ballistic, ConstantVelocity, Static
from training.physics.evaluating import evaluate
from training.physics.forecast import Forecaster
from training.physics.models import held_out_models, load_model
from training.readers.opening import open_dataset

UNUSABLE = 2
SHIPPED = "physics"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="python -m training.evaluate", description="Score an expert against ground truth."
    )
    made.add_argument("expert", choices=("physics",))
    made.add_argument("--data", type=Path, required=True, metavar="DIR", help="any set that can be read")
    made.add_argument(
        "--model", metavar="PATH", help="checkpoint, exported folder or its name; physics unless said"
    )
    made.add_argument(
        "--held-out", type=Path, nargs="+", default=[], metavar="CKPT", help="trained without a scenario"
    )
    made.add_argument("--baselines-only", action="store_true", help="without any model")
    made.add_argument("--json", action="store_true", help="one JSON line last")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    options = parser().parse_args(arguments)
    try:
        model = None if options.baselines_only else options.model or _shipped()
        result = physics(options.data, model, options.held_out)
    except SgwError as error:
        print(f"evaluate: error: {' '.join(str(error).split())}", file=sys.stderr)
        return UNUSABLE
    print(json.dumps(result) if options.json else _readable(result))
    return 0


def _shipped() -> str | None:
    """The model that comes with this release; None, and a word about it, where none does."""
    if any((folder / SHIPPED).is_dir() for folder in model_folders()):
        return SHIPPED
    print(
        f"evaluate: no model '{SHIPPED}' is here, so the baselines alone; name one by --model",
        file=sys.stderr,
    )
    return None


def physics(data: Path, model: str | None, held_out: Sequence[Path]) -> dict[str, Any]:
    """All figures of the physics expert and what it is compared with.

    Raises:
        DatasetError: the folder cannot be read, or not one of its episodes.
        ModelError: a model cannot be read.
    """
    source = open_dataset(data)
    forecasters: dict[str, Forecaster] = {}
    if model is not None:
        forecasters["model"], forecasters["untrained"] = load_model(model)
    forecasters |= {
        "static": Static(),
        "constant_velocity": ConstantVelocity(),
        "ballistic": Ballistic(),
    }
    progress = Progress(sys.stderr, len(source.names), 0, time.monotonic)
    damaged: list[str] = []

    def on_damage(name: str, error: SgwError) -> None:
        damaged.append(name)
        print(f"evaluate: {name}: {error}", file=sys.stderr)

    alone = held_out_models(held_out)
    figures = evaluate(source, forecasters, alone, on_damage, progress.show)
    if len(damaged) == len(source.names):
        raise DatasetError(f"{data}: not one episode can be evaluated")
    return {"episodes": len(source.names) - len(damaged), "left_out": len(damaged), **figures}


def _readable(result: dict[str, Any]) -> str:
    """A table: a line for each figure, a column for each forecaster."""
    names = [name for name, value in result.items() if isinstance(value, dict) and name != "held_out"]
    lines = [f"{result['episodes']} episodes, {result['left_out']} left out"]
    lines.append(f"{'':28}" + "".join(f"{name:>20}" for name in names))
    for figure, value in result[names[0]].items():
        keys = list(value) if isinstance(value, dict) else [""]
        for key in keys:
            cells = [result[name][figure] for name in names]
            cells = [cell.get(key) if isinstance(cell, dict) else cell for cell in cells]
            texts = ["-" if cell is None else f"{cell:.4g}" for cell in cells]
            lines.append(f"{f'{figure} {key}':28}" + "".join(f"{text:>20}" for text in texts))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
