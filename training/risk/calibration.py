# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Makes a model's probabilities mean what they say, and tells which features are like those it learned on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from sgw_ros.experts.risk.familiar import Familiar
from training.risk.operating import Costs, OperatingPoint, choose_threshold

Array = NDArray[np.float64]
BINS = 15
FAMILIAR_PERCENTILE = 99.9
LEAST_VARIANCE = 1e-6


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


@dataclass(frozen=True, eq=False)
class Calibration:
    """All that is fitted on the validation split."""

    scaling: Scaling
    operating: OperatingPoint
    familiar: Familiar

    def settings(self) -> dict[str, Any]:
        """As a manifest holds it: numbers, lists and texts alone."""
        return {
            "temperature": self.scaling.temperature,
            "bias": list(self.scaling.bias),
            "operating_point": asdict(self.operating),
            "familiar": {
                "mean": [round(float(value), 6) for value in self.familiar.mean],
                "precision": [round(float(value), 6) for value in self.familiar.precision],
                "limit": self.familiar.limit,
            },
        }


def calibrate(
    logits: NDArray[Any],
    risk: NDArray[np.int64],
    clip: NDArray[np.int64],
    stamp_s: Array,
    features: NDArray[Any],
    taught: NDArray[Any],
    costs: Costs | None = None,
) -> Calibration:
    """Fit everything on the validation split's windows, in order of time, clip after clip.

    Args:
        logits: [N, 4] of risk, not calibrated.
        risk: [N] true classes.
        clip: [N] number of each window's clip.
        stamp_s: [N] s, of each window's last frame within its clip.
        features: [N, F, dv] of the same windows.
        taught: [M, dv] features of training pictures; their spread is what is familiar.
        costs: what mistakes cost.
    """
    scaling = fit_scaling(logits, risk)
    p_high = scaling.probabilities(logits)[:, -1]
    operating = choose_threshold(p_high, risk, clip, stamp_s, costs or Costs())
    return Calibration(scaling, operating, fit_familiar(taught, features))


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


def fit_familiar(taught: NDArray[Any], features: NDArray[Any]) -> Familiar:
    """Mean and spread of `taught` [M, dv]; the limit is a high percentile over windows [N, F, dv]."""
    values = np.asarray(taught, np.float64)
    # A feature that never stirs says nothing about likeness; without a floor its rounding would.
    variance = np.maximum(values.var(axis=0), LEAST_VARIANCE + 1e-3 * values.var(axis=0).mean())
    unlimited = Familiar(values.mean(axis=0), 1.0 / variance, np.inf)
    limit = float(np.percentile(unlimited.distance(features), FAMILIAR_PERCENTILE))
    return Familiar(unlimited.mean, unlimited.precision, limit)


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
