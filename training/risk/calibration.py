# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes a model's probabilities mean what they say, and tells which pictures are like those it learned on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit, log_softmax, softmax

from sgw_ros.experts.risk.alarm import decide
from sgw_ros.experts.risk.familiar import Familiar
from training.risk.operating import Costs, OperatingPoint, Others, alarms_of, choose_thresholds

Array = NDArray[np.float64]
BINS = 15
FAMILIAR_PERCENTILE = 99.5
LEAST_SPREAD = 0.05


@dataclass(frozen=True)
class Scaling:
    """softmax(logits / temperature + bias): one temperature, and a bias [C] for each class, of mean 0.

    The biases undo what class weights or balanced sampling did to how common each class seems.
    """

    temperature: float
    bias: tuple[float, ...]

    def probabilities(self, logits: NDArray[Any]) -> Array:
        """Calibrated probabilities [N, C] of logits [N, C]."""
        scaled = np.asarray(logits, np.float64) / self.temperature + np.asarray(self.bias)
        return np.asarray(softmax(scaled, axis=1))


@dataclass(frozen=True)
class Sureness:
    """sigmoid(sharpness * logit + offset): how likely the answer that is published is right."""

    sharpness: float = 1.0
    offset: float = 0.0

    def probabilities(self, logits: NDArray[Any]) -> Array:
        """[N] of the confidence's logits [N]."""
        return np.asarray(expit(self.sharpness * np.asarray(logits, np.float64) + self.offset))


@dataclass(frozen=True, eq=False)
class Answered:
    """What a model said of the N windows of a validation split and what was true, in order, clip after clip.

    Attributes:
        logits: [N, 4] of risk, not calibrated.
        action_logits: [N, 6] of what to do, neither.
        confidence: [N] logits of risk being right.
        looks: [N, F, L] of the windows' pictures.
        risk, action: [N] true classes.
        clip: [N] number of each window's clip.
        stamp_s: [N] s, of each window's last frame within its clip.
    """

    logits: NDArray[Any]
    action_logits: NDArray[Any]
    confidence: NDArray[Any]
    looks: NDArray[Any]
    risk: NDArray[np.int64]
    action: NDArray[np.int64]
    clip: NDArray[np.int64]
    stamp_s: Array


def joined(parts: Sequence[Answered]) -> Answered:
    """What was said of several splits, as of one; each has clips of its own."""
    first = np.cumsum([0, *(int(part.clip[-1]) + 1 for part in parts[:-1])])
    numbered = [replace(part, clip=part.clip + before) for part, before in zip(parts, first, strict=True)]
    names = [item.name for item in fields(Answered)]
    return Answered(*(np.concatenate([getattr(part, name) for part in numbered]) for name in names))


@dataclass(frozen=True, eq=False)
class Calibration:
    """All that is fitted on the validation split."""

    scaling: Scaling
    action: Scaling
    sureness: Sureness
    operating: OperatingPoint
    familiar: Familiar

    def settings(self) -> dict[str, Any]:
        """As a manifest holds it: numbers, lists and texts alone."""
        return {
            "temperature": self.scaling.temperature,
            "bias": list(self.scaling.bias),
            "action": {"temperature": self.action.temperature, "bias": list(self.action.bias)},
            "operating_point": self.operating.settings(),
            "familiar": {
                "mean": [round(float(value), 6) for value in self.familiar.mean],
                "scale": [round(float(value), 6) for value in self.familiar.scale],
                "limit": self.familiar.limit,
            },
        }


def calibrate(said: Answered, taught: NDArray[Any], costs: Costs | None = None) -> Calibration:
    """Fit everything on what a model said of the validation split.

    Args:
        said: that.
        taught: [M, L] looks of training pictures; their spread is what is familiar.
        costs: what mistakes cost.
    """
    scaling = fit_scaling(said.logits, said.risk)
    p_risk = scaling.probabilities(said.logits)
    action = fit_scaling(said.action_logits, said.action)
    others = Others(p_risk, action.probabilities(said.action_logits).argmax(axis=1), said.action)
    operating = choose_thresholds(p_risk[:, -1], said.risk, said.clip, said.stamp_s, costs, others=others)
    published = decide(p_risk, alarms_of(p_risk[:, -1], said.clip, operating.at))
    sureness = fit_sureness(said.confidence, published == said.risk)
    return Calibration(scaling, action, sureness, operating, fit_familiar(taught, said.looks))


def fit_scaling(logits: NDArray[Any], classes: NDArray[np.int64]) -> Scaling:
    """The scaling of least negative log-likelihood of `classes` [N] under logits [N, C].

    Source: Guo et al. 2017 (temperature), Alexandari et al. 2020 (with biases).
    """
    values = np.asarray(logits, np.float64)
    every, number = np.arange(len(values)), values.shape[1]

    def loss(parameters: Array) -> tuple[float, Array]:
        sharpness, bias = np.exp(parameters[0]), parameters[1:]
        log_p = log_softmax(sharpness * values + bias, axis=1)
        wrong = np.exp(log_p)
        wrong[every, classes] -= 1.0
        slope = np.concatenate(([float((wrong * values).sum()) * sharpness], wrong.sum(axis=0)))
        slope[1:] += len(values) * 1e-3 * bias  # holds the bias of a class that never occurs
        penalty = 0.5e-3 * float(bias @ bias)
        return -float(log_p[every, classes].mean()) + penalty, slope / len(values)

    bounds = [(-4.0, 4.0), *([(-6.0, 6.0)] * number)]
    found = minimize(loss, np.zeros(1 + number), jac=True, method="L-BFGS-B", bounds=bounds).x
    bias = found[1:] - found[1:].mean()
    return Scaling(float(np.exp(-found[0])), tuple(float(value) for value in bias))


def fit_sureness(logits: NDArray[Any], right: NDArray[np.bool_]) -> Sureness:
    """The scale and shift of least negative log-likelihood of `right` [N] under logits [N].

    Never turned round: where the logits tell nothing, sharpness goes to 0.
    Source: Platt 1999.
    """
    values = np.asarray(logits, np.float64)

    def loss(parameters: Array) -> float:
        scaled = parameters[0] * values + parameters[1]
        return -float(np.mean(np.where(right, log_expit(scaled), log_expit(-scaled))))

    found = minimize(loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0.0, 20.0), (-10.0, 10.0)]).x
    return Sureness(float(found[0]), float(found[1]))


def fit_familiar(taught: NDArray[Any], looks: NDArray[Any]) -> Familiar:
    """Mean and spread of `taught` [M, L]; the limit is a high percentile over windows [N, F, L]."""
    values = np.asarray(taught, np.float64)
    # A number that never stirs says nothing about likeness; without a floor its rounding would.
    unlimited = Familiar(values.mean(axis=0), values.std(axis=0) + LEAST_SPREAD, np.inf)
    limit = float(np.percentile(unlimited.distance(looks), FAMILIAR_PERCENTILE))
    return Familiar(unlimited.mean, unlimited.scale, limit)


@dataclass(frozen=True, eq=False)
class Reliability:
    """Per bin [B] of a probability: how many answers, their mean probability, the share that is right."""

    count: NDArray[np.int64]
    confidence: Array
    accuracy: Array

    @property
    def error(self) -> float:
        """Expected calibration error: |accuracy - confidence|, averaged over all decisions."""
        share = self.count / max(int(self.count.sum()), 1)
        return float(share @ np.abs(self.accuracy - self.confidence))


def reliability(probabilities: Array, classes: NDArray[np.int64], bins: int = BINS) -> Reliability:
    """Of probabilities [N, C] against true classes [N], in bins of equal width.

    Source: Naeini et al. 2015, Guo et al. 2017.
    """
    return binned(probabilities.max(axis=1), probabilities.argmax(axis=1) == classes, bins)


def binned(confidence: Array, right: NDArray[np.bool_], bins: int = BINS) -> Reliability:
    """Of any probabilities [N] of being right, and whether that was so [N]."""
    into = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    count = np.bincount(into, minlength=bins)
    least_one = np.maximum(count, 1)
    mean = np.bincount(into, weights=confidence, minlength=bins) / least_one
    accuracy = np.bincount(into, weights=right, minlength=bins) / least_one
    return Reliability(count, mean, accuracy)
