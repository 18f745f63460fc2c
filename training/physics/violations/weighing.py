# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From evidence to the probability that something impossible happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from scipy.optimize import minimize

from sgw_ros.core.errors import ModelError
from training.physics.forecast import Floats
from training.physics.violations.evidence import Evidence

NAMES = tuple(item.name for item in fields(Evidence))
FORETOLD = ("likelihood", "returned", "met", "missing")
"""Evidence that depends on the forecaster; the rest is mechanics and sight."""
MOST_NATS = 20.0
"""More of one kind of evidence than this says nothing new."""
SHRINK = 0.05
"""Ridge on the weights: evidence that separates without fail has no finite best one."""


@dataclass(frozen=True)
class Weights:
    """Probability is logistic in `offset` and, of each evidence, a weight times its nats, up to `MOST`."""

    weights: Mapping[str, float]
    offset: float

    def score(self, evidence: Evidence, names: tuple[str, ...] = NAMES) -> float:
        """Logit that something impossible happened, by some of the evidence."""
        said = evidence.record()
        return self.offset + sum(self.weights[name] * min(said[name], MOST_NATS) for name in names)

    def probability(self, evidence: Evidence) -> float:
        """0-1, among as many impossible as possible episodes."""
        return float(0.5 + 0.5 * np.tanh(0.5 * self.score(evidence)))

    def record(self) -> dict[str, Any]:
        """As JSON holds it."""
        rounded = {name: round(value, 4) for name, value in self.weights.items()}
        return {"weights": rounded, "offset": round(self.offset, 4)}


USUAL = Weights(
    {
        "likelihood": 0.0,
        "returned": 0.3871,
        "met": 0.0,
        "missing": 0.9329,
        "appeared": 1.8824,
        "flight": 0.5714,
        "slide": 0.5687,
        "impact": 2.6598,
        "overlap": 1.6883,
        "gained": 1.3974,
    },
    -3.0218,
)
"""Of a model that brings none of its own."""


def read_weights(settings: Mapping[str, Any], model: str) -> Weights:
    """Those of `violation` in a manifest's settings; the usual ones where none are.

    Raises:
        ModelError: something else stands there.
    """
    given = settings.get("violation")
    if given is None:
        return USUAL
    try:
        found = {name: float(given["weights"][name]) for name in NAMES}
        return Weights(found, float(given["offset"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ModelError(
            f"model {model}: 'violation' of its manifest's settings lacks a number ({error});"
            " weigh its evidence again by 'python -m training.weigh physics'"
        ) from None


def fit_weights(evidence: list[Evidence], broken: list[bool]) -> Weights:
    """Logistic regression; no evidence may speak for an episode."""
    table = np.array([[min(each.record()[name], MOST_NATS) for name in NAMES] for each in evidence])
    solution = _logistic(table, np.array(broken, float))
    return Weights(dict(zip(NAMES, solution[:-1].tolist(), strict=True)), float(solution[-1]))


def _logistic(table: Floats, broken: Floats) -> Floats:
    """[C + 1] weights, none below 0, and the offset."""

    def loss(values: Floats) -> float:
        logit = table @ values[:-1] + values[-1]
        cost = np.logaddexp(0.0, logit) - broken * logit
        return float(cost.sum() + SHRINK * np.square(values[:-1]).sum())

    columns = table.shape[1]
    start = np.append(np.full(columns, 0.1), -1.0)
    bounds = [(0.0, None)] * columns + [(None, None)]
    solution: Floats = minimize(loss, start, bounds=bounds, method="L-BFGS-B").x
    return solution
