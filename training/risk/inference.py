# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Asks a trained model: a checkpoint of training, or the folder that robots load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.risk.alarm import Thresholds, alarmed, decide
from sgw_ros.experts.risk.model import RiskModel
from sgw_ros.experts.risk.settings import read_settings
from sgw_ros.experts.risk.telemetry import LENGTH
from sgw_ros.inference.lookup import find_model
from training.risk.checkpoints import load_checkpoint
from training.risk.labels import LABELS, TASKS
from training.risk.samples import Sample, SampleError, check_features
from training.risk.vision import OnnxVision, VisionEncoder, load_vision

CHECKPOINTS = (".pt", ".ckpt")
DIGITS = 4
Features = NDArray[np.float32]
Probabilities = Mapping[str, NDArray[np.float64]]


class Answerer(Protocol):
    """Probabilities of one window; `alarm` where an operating point was chosen."""

    alarm: Thresholds | None

    def __call__(self, vis_feats: Features, telemetry: Features) -> tuple[Probabilities, float]:
        """By task, and the confidence."""
        ...


class RiskPredictor:
    """Answers for one window at a time, in numbers or in words."""

    def __init__(self, model: str, vision: str | None = None, language: str | None = None) -> None:
        """Load a checkpoint, an exported folder, or a model's name.

        Args:
            model: what to load.
            vision: where a checkpoint's encoder is, if not where it was in training.
            language: the same for its language model.

        Raises:
            ModelError: something is missing, damaged or does not fit.
        """
        self._encoder: VisionEncoder | None
        self._answer: Answerer
        if Path(model).suffix in CHECKPOINTS:
            self._answer = _FromCheckpoint(Path(model), language)
            where = vision or self._answer.vision
            self._encoder = load_vision(where) if where else None
        else:
            self._answer = _FromFolder(model)
            self._encoder = OnnxVision(self._answer.encoder)

    def predict(
        self,
        telemetry: Features,
        frames: NDArray[np.uint8] | None = None,
        vis_feats: Features | None = None,
    ) -> dict[str, Any]:
        """What JSON can hold: of each task the class, its number and all probabilities; the confidence.

        Args:
            telemetry: [8].
            frames: [F, 3, 96, 128] uint8 RGB of the canonical camera, oldest first; or
            vis_feats: [F, dv] float32, the encoder's features of them.

        Raises:
            SampleError: too few frames, wrong sizes or types, or no numbers.
            ModelError: there is no encoder for raw frames.
        """
        telemetry = np.asarray(telemetry, np.float32)
        Sample(telemetry, 0, 0, 0, frames, vis_feats, sample_id="asked")
        if frames is not None:
            vis_feats = self._encode(frames)
        assert vis_feats is not None  # Sample refuses neither of the two
        check_features(vis_feats, "asked")
        probabilities, confidence = self._answer(vis_feats, telemetry)
        found: dict[str, Any] = {"confidence": round(confidence, DIGITS)}
        for task in TASKS:
            values = probabilities[task]
            number = int(values.argmax())
            if task == "risk" and self._answer.alarm is not None:
                number = int(decide(values[None], alarmed(values[-1:], self._answer.alarm))[0])
            named = zip(LABELS[task], values.tolist(), strict=True)
            found[task] = LABELS[task][number]
            found[f"{task}_id"] = number
            found[f"{task}_probabilities"] = {name: round(value, DIGITS) for name, value in named}
        return found

    def predict_json(
        self,
        telemetry: Features,
        frames: NDArray[np.uint8] | None = None,
        vis_feats: Features | None = None,
    ) -> str:
        """`predict` as one line of JSON."""
        return json.dumps(self.predict(telemetry, frames, vis_feats))

    def _encode(self, frames: NDArray[np.uint8]) -> Features:
        if self._encoder is None:
            raise ModelError(
                "this checkpoint was trained on features alone; give vis_feats, or name its encoder"
            )
        return self._encoder.encode(frames, frames[[0, *range(len(frames) - 1)]])


class _FromCheckpoint:
    """As training left it: nothing calibrated, no operating point."""

    alarm: Thresholds | None = None

    def __init__(self, path: Path, language: str | None) -> None:
        found = load_checkpoint(path, language)
        self._model, self.vision = found.model, found.settings.model.vision

    @torch.no_grad()
    def __call__(self, vis_feats: Features, telemetry: Features) -> tuple[Probabilities, float]:
        dv = self._model.shape.dv
        if vis_feats.shape[1] != dv:
            raise SampleError(f"vis_feats has {vis_feats.shape[1]} features a frame, this model takes {dv}")
        said = self._model(torch.from_numpy(vis_feats)[None], torch.from_numpy(telemetry)[None])
        values = {task: getattr(said, task)[0].softmax(dim=-1).numpy().astype(np.float64) for task in TASKS}
        return values, float(said.confidence.sigmoid())


class _FromFolder:
    """What robots run: calibrated, with an operating point."""

    alarm: Thresholds | None

    def __init__(self, model: str) -> None:
        found = find_model(model, "risk")
        settings = read_settings(found)
        self._dv, self.alarm = settings.dv, settings.alarm
        self.encoder = settings.encoder.model.path
        self._model = RiskModel(found, settings.identity, settings.dv, "cpu")

    def __call__(self, vis_feats: Features, telemetry: Features) -> tuple[Probabilities, float]:
        if vis_feats.shape[1] != self._dv:
            raise SampleError(
                f"vis_feats has {vis_feats.shape[1]} features a frame, this model takes {self._dv}"
            )
        answer = self._model.answer(vis_feats, telemetry.reshape(LENGTH))
        return {task: np.array(getattr(answer, task)) for task in TASKS}, answer.confidence
