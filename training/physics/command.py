# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What `python -m training.evaluate physics` does.

Half a second of every episode is seen, the rest is forecast. The learned model, the baselines and an
untrained network of the same make stand side by side.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import SgwError
from training.episodes.errors import DatasetError
from training.factory.progress import Progress
from training.physics import evaluating
from training.physics.baselines import Ballistic, ConstantVelocity, Static
from training.physics.forecast import Forecaster
from training.physics.models import held_out_models, load_model
from training.readers.opening import open_dataset


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what this expert alone can be told."""
    parser.add_argument(
        "--held-out", type=Path, nargs="+", default=[], metavar="CKPT", help="trained without a scenario"
    )


def evaluate(data: Path, model: str | None, options: argparse.Namespace) -> dict[str, Any]:
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

    alone = held_out_models(options.held_out)
    figures = evaluating.evaluate(source, forecasters, alone, on_damage, progress.show)
    if len(damaged) == len(source.names):
        raise DatasetError(f"{data}: not one episode can be evaluated")
    return {"episodes": len(source.names) - len(damaged), "left_out": len(damaged), **figures}


def readable(result: dict[str, Any]) -> str:
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
