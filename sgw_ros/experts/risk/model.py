# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The network that answers for a window of features and the robot's motion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.risk.settings import LABELS
from sgw_ros.experts.risk.telemetry import LENGTH
from sgw_ros.experts.risk.window import FRAMES
from sgw_ros.inference.lookup import ModelFile
from sgw_ros.inference.session import Session

SUM_TOLERANCE = 1e-3
BATCH = "batch"
"""The exported axis of windows; one is asked about at a time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Calibrated probabilities of `risk` [4], `reason` [4] and `action` [6]; `confidence` that it is right.

    `source` names the model.
    """

    risk: tuple[float, ...]
    reason: tuple[float, ...]
    action: tuple[float, ...]
    confidence: float
    source: str


class RiskModel:
    """An open risk model."""

    def __init__(self, model: ModelFile, identity: str, dv: int, device: str) -> None:
        """Open it.

        Raises:
            ModelError: for a damaged file, or one that takes or gives something else.
        """
        self.identity = identity
        self._session = Session(model, device, sizes={BATCH: 1})
        inputs = {spec.name: spec.shape[1:] for spec in self._session.inputs}
        wanted = {"vis_feats": (FRAMES, dv), "telemetry": (LENGTH,)}
        if inputs != wanted:
            raise ModelError(
                f"model {model.path} takes {inputs}; a risk model takes {wanted}: export it again"
            )
        self._outputs = [spec.name for spec in self._session.outputs]
        missing = {*LABELS, "confidence"} - set(self._outputs)
        if missing:
            raise ModelError(f"model {model.path} gives no '{min(missing)}'; export it again")

    def answer(self, features: NDArray[np.float32], telemetry: NDArray[np.float32]) -> Answer:
        """The answer for features [F, dv], oldest first, and the telemetry [8] of the newest frame.

        Raises:
            ModelError: when the network fails, or its answer is none.
        """
        given = self._session.run({"vis_feats": features[None], "telemetry": telemetry[None]})
        outputs = dict(zip(self._outputs, given, strict=True))
        confidence = np.asarray(outputs["confidence"], np.float64).ravel()
        if confidence.size != 1 or not 0.0 <= confidence[0] <= 1.0:
            raise ModelError(f"{self.identity} is sure by {confidence!r:.60}, which is no number from 0 to 1")
        return Answer(
            **{name: self._probabilities(name, outputs[name]) for name in LABELS},
            confidence=float(confidence[0]),
            source=self.identity,
        )

    def _probabilities(self, name: str, row: NDArray[Any]) -> tuple[float, ...]:
        values = np.asarray(row, np.float64).ravel()
        # NaN fails both: no comparison holds for it.
        if len(values) != len(LABELS[name]) or not (values >= 0.0).all() or not _whole(values.sum()):
            raise ModelError(f"{self.identity} gives {name} as {values!r:.60}, which are no probabilities")
        return tuple((values / values.sum()).tolist())


def _whole(total: float) -> bool:
    return abs(total - 1.0) <= SUM_TOLERANCE
