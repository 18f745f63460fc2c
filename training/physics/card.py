# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The model card: what stands beside the weights for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sgw_ros.core.errors import ModelError
from training.physics.checkpoints import Checkpoint
from training.physics.graphs import KNOTS_S

EVALUATIONS = "evaluation_*.json"
"""Beside a checkpoint: the last lines of `training.evaluate physics --json`, named after their splits."""
FORECASTERS = ("model", "untrained", "static", "constant_velocity", "ballistic")
ROWS = (
    *((f"position RMSE at {h} s, m", ("rmse_m", h)) for h in ("1", "3", "5")),
    *((f"velocity RMSE at {h} s, m/s", ("velocity_rmse", h)) for h in ("1", "3", "5")),
    ("contact precision", ("contact_precision",)),
    ("contact recall", ("contact_recall",)),
    ("contact F1", ("contact_f1",)),
    ("will they touch", ("touch_accuracy",)),
    *((f"coverage of the {level} % interval", ("coverage", level)) for level in ("50", "90")),
    *((f"energy off at {h} s, J/kg", ("energy_drift", h)) for h in ("1", "3", "5")),
    *((f"forecast of {count} objects, ms", ("forecast_ms", count)) for count in ("8", "64")),
)
EXTRA = {
    "Model to baselines": "margins",
    "Will they touch, of small models that never saw the scenario": "held_out",
}


def model_card(
    found: Checkpoint, command: str, difference: float, evaluations: Mapping[str, Mapping[str, Any]]
) -> str:
    """Markdown, with a table for each of the `evaluations`."""
    size, fit = found.settings.network, found.settings.fit
    knots = ", ".join(f"{knot:g}" for knot in KNOTS_S)
    scaled = f"{found.settings.noise.scaled:.0%}"
    figures = ", ".join(f"{name} {value:.3g}" for name, value in found.best.items())
    tables = "\n".join(_table(name, result) for name, result in evaluations.items())
    return f"""# physics

A learned simulator for rigid bodies: {size.members} networks that pass messages over the scene's graph
({size.hidden} numbers a row; rounds in a step: {size.rounds}; steps: {len(KNOTS_S)}). Scene graph in,
Gaussian forecasts at {knots} s out, with the probability that
neighbours touch until then. Made for rigid bodies near a level floor.

Licence: Apache-2.0. Trained on simulated scenes only:

- trained on {_data(found.data["train"])};
- best epoch, or mean of the last epochs, chosen, and doubts calibrated, on {_data(found.data["val"])};
- seed {found.settings.seed}, batches of {fit.batch}, learning rate {fit.learning_rate:g}, until then
  {found.spent_s / 60:.0f} minutes.
{_held_out(found)}
Made by `{command}`; it says what the checkpoint says to within {difference:.1g}.
In validation: {figures}
(RMSE in m; F1 of contacts of pairs that did not touch at first).
Tables compare it with simple baselines and with a network of its make before training, which runs in torch.
Times are taken on two cores that do nothing else. "Will they touch" is a proxy of the published question, on
scenes of our own. Split `ood` is drawn from ranges that those of the training do not meet: other shapes, more
bodies, slippery and bouncy. Its sizes, speeds and rolling friction do occur in training: {scaled} of all
samples are scenes scaled with the time that they take. Expect less there, of forecasts and of intervals.
{tables}"""


def evaluations_beside(checkpoint: Path) -> dict[str, Any]:
    """Evaluations by the names of their splits.

    Raises:
        ModelError: one cannot be read.
    """
    paths = sorted(checkpoint.parent.glob(EVALUATIONS), reverse=True)
    return {path.stem.removeprefix("evaluation_"): _evaluation(path) for path in paths}


def _evaluation(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
    except (OSError, ValueError, IndexError) as error:
        raise ModelError(
            f"{path} holds no figures ({error}); write the JSON line of 'training.evaluate' to it,"
            " or remove it"
        ) from None


def _table(name: str, result: Mapping[str, Any]) -> str:
    columns = [each for each in FORECASTERS if each in result]
    lines = [
        f"\n## Split `{name}`, {result['episodes']} episodes\n",
        "| | " + " | ".join(each.replace("_", " ") for each in columns) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    for title, keys in ROWS:
        cells = [_cell(result[each], keys) for each in columns]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    lines += [f"\n{_words(name, result[key])}" for name, key in EXTRA.items() if result.get(key)]
    return "\n".join(lines) + "\n"


def _words(name: str, figures: Mapping[str, Any]) -> str:
    told = []
    for key, value in figures.items():
        inner = value if isinstance(value, dict) else {"": value}
        told.append(f"{key.replace('_', ' ')} " + ", ".join(f"{k} {v}".strip() for k, v in inner.items()))
    return f"{name}: {'; '.join(told)}."


def _cell(figures: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    value: Any = figures
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return "-" if value is None else f"{value:.3g}"


def _data(origin: dict[str, Any]) -> str:
    request = origin.get("request", {})
    scenarios = ", ".join(request.get("scenarios", [])) or origin["folder"]
    made = f"generator {request['generator']}, seed {request['seed']}, " if "seed" in request else ""
    return (
        f"{origin['episodes']} episodes ({scenarios};\n  {made}split {request.get('split', 'unknown')},"
        f" positions' sha256 {origin['positions_sha256'][:12]})"
    )


def _held_out(found: Checkpoint) -> str:
    names = ", ".join(found.settings.data.held_out)
    return f"\nNever trained on: {names}.\n" if names else ""
