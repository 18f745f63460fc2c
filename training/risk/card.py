# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The model card: what stands beside the weights for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from training.risk.calibration import Calibration
from training.risk.checkpoints import Checkpoint
from training.risk.fitting import CHOICE


def model_card(found: Checkpoint, calibration: Calibration, command: str, difference: float) -> str:
    """Markdown."""
    about, shape = found.about, found.model.shape
    language, encoder, point = about["language"], about["encoder"], calibration.operating
    wanted, costs, held = point.wanted, point.costs, f"{point.held:.1%}"
    trained = sum(value.numel() for value in found.model.trained().values())
    reached = {name: value for name, value in about["best"].items() if name != CHOICE}
    figures = "\n".join(f"| {name} | {value:.4g} |" for name, value in reached.items())
    further = found.settings.data.further
    more = f", the last two on {Path(further).name}, too" if further else ""
    return f"""# risk

The Spatial Intent Model: what a rover should do now, from {shape.frames} pictures 0.1 s apart and how it
moves. A frozen encoder ({encoder["name"]}:{encoder["version"]}, {shape.dv} features a picture) and a frozen
decoder-only language model ({language["name"]}, {language["parameters"]} parameters, d = {language["d"]}).
Trained between and behind them: projectors, task token and heads, {trained} parameters. {shape.frames} frames
are pooled to {shape.tokens} tokens by {shape.pooling}.

Features and telemetry in; calibrated probabilities of risk, reason and action out, and how likely the answer
to risk is right. Licence: Apache-2.0. Trained on simulated drives only: {_data(about["data"]["train"])}.
The best epoch, the calibration and the operating point were chosen on {_data(about["data"]["val"])}{more}.

Made by `{command}`; it says what the checkpoint says to within {difference:.1g}.

From P(high) = {point.at.threshold:.3f} on, until it falls below {point.at.leave:.3f}, risk is high:
{point.recall:.1%} of its moments are found there, at {point.false_alarms_per_min:.2f} false alarms a minute.
Wanted are {wanted.recall:.0%}, {wanted.alarms_per_min:g} and a macro F1 of {wanted.macro_f1:g}: in {held} of
other draws of such clips all of them hold. A missed moment costs {costs.missed_high:g} times a false one.
Temperature {calibration.scaling.temperature:.3f}.

| in validation, before calibration | |
| --- | --- |
{figures}
"""


def _data(origin: dict[str, Any]) -> str:
    request = origin.get("request", {})
    count = origin.get("clips", origin.get("episodes", origin.get("samples", "?")))
    return f"{count} clips of {origin.get('folder')} (split {request.get('split', 'unknown')})"
