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
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.episodes.errors import DatasetError, EpisodeError
from training.episodes.source import EpisodeSource
from training.factory.progress import Progress
from training.physics.baselines import Ballistic, ConstantVelocity, Static
from training.physics.evaluating import Evaluation
from training.physics.forecast import Forecaster
from training.physics.models import held_out_models, load_base_of, load_model, load_weights
from training.physics.verdicts import Verdicts
from training.readers.opening import open_dataset


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what this expert alone can be told."""
    parser.add_argument(
        "--held-out", type=Path, nargs="+", default=[], metavar="CKPT", help="trained without a scenario"
    )
    parser.add_argument(
        "--tracking-noise", type=float, default=0.0, metavar="M", help="of every place in violation pairs"
    )


def evaluate(data: Path, model: str | None, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of the physics expert and what it is compared with.

    Raises:
        DatasetError: the folder cannot be read, or not one of its episodes.
        ModelError: a model cannot be read.
    """
    source = open_dataset(data)
    forecasters = _forecasters(model)
    verdicts = Verdicts(load_weights(model), options.tracking_noise)
    evaluation = Evaluation(forecasters, held_out_models(options.held_out), verdicts)
    left_out = _run(source, evaluation)
    if left_out == len(source.names):
        raise DatasetError(f"{data}: not one episode can be evaluated")
    counts = {"episodes": len(source.names) - left_out, "left_out": left_out}
    result = counts | evaluation.figures()
    if options.out is not None:
        # Imported here: figures need no graphics.
        from training.physics.pictures.writing import write_pictures

        write_pictures(options.out, source, result, evaluation, forecasters)
    return result


def _forecasters(model: str | None) -> dict[str, Forecaster]:
    learned: dict[str, Forecaster] = {}
    if model is not None:
        learned["model"], learned["untrained"] = load_model(model)
        learned |= load_base_of(model)
    baselines: dict[str, Forecaster] = {
        "static": Static(),
        "constant_velocity": ConstantVelocity(),
        "ballistic": Ballistic(),
    }
    return learned | baselines


def _run(source: EpisodeSource, evaluation: Evaluation) -> int:
    """Every episode once; returns how many were left out, each of which is named."""
    progress = Progress(sys.stderr, len(source.names), 0, time.monotonic)
    left_out = 0
    for number, name in enumerate(source.names):
        try:
            evaluation.add(number, source.read(number))
        except (DatasetError, EpisodeError) as error:
            left_out += 1
            print(f"evaluate: {name}: {error}", file=sys.stderr)
        progress.show(number + 1)
    return left_out


def readable(result: dict[str, Any]) -> str:
    """A table: a line for each figure, a column for each forecaster; figures by scenario are for `--json`."""
    names = [name for name, value in result.items() if isinstance(value, dict) and "rmse_m" in value]
    columns = [_flat({**result[name], "by_scenario": {}}) for name in names]
    lines = [f"{result['episodes']} episodes, {result['left_out']} left out"]
    lines.append(f"{'':34}" + "".join(f"{name:>20}" for name in names))
    for figure in dict.fromkeys(key for column in columns for key in column):
        cells = [_text(column.get(figure)) for column in columns]
        lines.append(f"{figure:34}" + "".join(f"{cell:>20}" for cell in cells))
    apart = _flat({name: result.get(name, {}) for name in ("held_out", "margins")})
    return "\n".join([*lines, *(f"{figure:34}{_text(value):>20}" for figure, value in apart.items())])


def _flat(figures: Mapping[str, Any], before: str = "") -> dict[str, float | None]:
    """Figures by their names one after another."""
    found: dict[str, float | None] = {}
    for name, value in figures.items():
        found |= _flat(value, f"{before}{name} ") if isinstance(value, dict) else {before + name: value}
    return found


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
