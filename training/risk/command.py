# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What `python -m training.evaluate risk` does.

The model, the rules given the same sensors, and whoever always says the commonest stand side by side, asked
about the same moments of the same drives.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ConfigError
from sgw_ros.inference.lookup import find_model
from training.risk.evaluating import judge_set
from training.risk.inference import CHECKPOINTS
from training.risk.judging import load_judge
from training.risk.plots import draw_plots
from training.risk.timeline import draw_timeline
from training.risk.watching import watch

KEPT = "loop"
"""Folder below `--out` in which the loop's answers are kept."""
TABLE = (
    "risk_high_recall",
    "risk_high_fn_rate",
    "action_accuracy",
    "macro_f1",
    "ap",
    "ap_before_high",
    "ece",
    "false_alarms_per_min",
    "mean_time_to_event_s",
    "reason_accuracy",
    "high_precision",
    "confidence_auc",
    "confidence_ece",
    "own_answers",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what this expert alone can be told."""
    add = parser.add_argument
    add("--also", type=Path, nargs="+", default=[], metavar="DIR", help="further splits, as the one of ood")
    add("--as-shipped", action="store_true", help="also the expert as it ships: model, rules and fallback")
    add(
        "--video",
        type=Path,
        nargs="+",
        default=[],
        metavar="FILE",
        help="draw the risk over it into --out",
    )


def evaluate(data: Path, model: str | None, options: argparse.Namespace) -> dict[str, Any]:
    """All figures of the risk expert and what it is compared with.

    Raises:
        ConfigError: options that do not go together.
        DatasetError: a folder cannot be read, or not one of its episodes.
        ModelError: the model cannot be read, or fails.
    """
    out: Path | None = options.out
    exported = model is not None and Path(model).suffix not in CHECKPOINTS
    if options.as_shipped and not exported:
        raise ConfigError("--as-shipped takes an exported model: a robot runs nothing else")
    if options.video and out is None:
        raise ConfigError("--video draws pictures: say where to by --out DIR")
    judge = load_judge(model) if model is not None else None
    shipped = str(find_model(model, "risk").path.parent) if options.as_shipped and model is not None else None
    kept = None if out is None else out / KEPT
    sets = {folder.name: judge_set(folder, judge, kept, shipped) for folder in (data, *options.also)}
    found = {name: judged.figures() for name, judged in sets.items()}
    first = sets[data.name]
    result = {
        "episodes": len(first.drives),
        "left_out": first.left_out,
        **found[data.name],
        "splits": {name: found[name] for name in found if name != data.name},
        "macro_f1_drop": {name: _drops(found[data.name], found[name]) for name in found if name != data.name},
    }
    if out is not None:
        draw_plots(first.drives, first.answers, out)
        for video in options.video:
            watched = watch(video, model if exported else None)
            draw_timeline(watched, video.name, out / f"{video.stem}.png")
    return result


def readable(result: dict[str, Any]) -> str:
    """Tables: a line for each figure, a column for each who was asked."""
    tables = [f"{result['episodes']} episodes, {result['left_out']} left out", *_table(result)]
    for name, split in result["splits"].items():
        tables += ["", name, *_table(split)]
    tables += [f"macro_f1 lower on {name}: {drop}" for name, drop in result["macro_f1_drop"].items()]
    return "\n".join(tables)


def _table(found: dict[str, Any]) -> list[str]:
    asked = [name for name in ("model", "no_depth", "expert", "rules", "blind", "majority") if name in found]
    lines = [f"{'':28}" + "".join(f"{name:>12}" for name in asked)]
    for figure in TABLE:
        values = [found[name][figure] for name in asked]
        keys = list(values[0]) if isinstance(values[0], dict) else [""]
        for key in keys:
            cells = [value.get(key) if isinstance(value, dict) else value for value in values]
            texts = ["-" if cell is None else f"{cell:.4g}" for cell in cells]
            lines.append(f"{f'{figure} {key}':28}" + "".join(f"{text:>12}" for text in texts))
    return lines


def _drops(here: dict[str, Any], there: dict[str, Any]) -> dict[str, float]:
    return {name: round(here[name]["macro_f1"] - there[name]["macro_f1"], 4) for name in here}
