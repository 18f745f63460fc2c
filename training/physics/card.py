# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The model card: what stands beside the weights for people."""

from __future__ import annotations

from typing import Any

from training.physics.checkpoints import Checkpoint
from training.physics.graphs import KNOTS_S


def model_card(found: Checkpoint, command: str, difference: float) -> str:
    """Markdown."""
    size = found.settings.network
    knots = ", ".join(f"{knot:g}" for knot in KNOTS_S)
    figures = "\n".join(f"| {name} | {value:g} |" for name, value in found.best.items())
    return f"""# physics

A learned simulator for rigid bodies: {size.members} networks that pass messages over the scene's graph
({size.hidden} numbers a row, {size.rounds} rounds a step, {len(KNOTS_S)} steps). Scene graph in, Gaussian
forecasts at {knots} s out, with the probability that neighbours touch
until then. Made for rigid bodies near a level floor.

Licence: Apache-2.0. Trained on simulated scenes only: {_data(found.data["train"])};
the best epoch was chosen on {_data(found.data["val"])}.
{_held_out(found)}
Made by `{command}`; it says what the checkpoint says to within {difference:.1g}.

| in validation | |
| --- | --- |
{figures}

Root mean square errors in m at 1, 3, 5 s, and F1 of contacts of pairs that did not touch at first. The
figures beside the baselines come from `python -m training.evaluate physics --data DIR`.
"""


def _data(origin: dict[str, Any]) -> str:
    request = origin.get("request", {})
    scenarios = ", ".join(request.get("scenarios", [])) or origin["folder"]
    return f"{origin['episodes']} episodes ({scenarios}; split {request.get('split', 'unknown')})"


def _held_out(found: Checkpoint) -> str:
    names = ", ".join(found.settings.data.held_out)
    return f"\nNever trained on: {names}.\n" if names else ""
