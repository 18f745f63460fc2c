# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Who is asked about drives: a model, exported or in training, and whoever always says the commonest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from sgw_ros.core.types import Action, Reason, Risk
from sgw_ros.experts.risk.alarm import alarmed, decide
from sgw_ros.experts.risk.looks import looks_of
from sgw_ros.experts.risk.settings import read_settings
from sgw_ros.inference.lookup import find_model
from sgw_ros.inference.session import Session
from training.risk.caching import encode_clip, pictures_of
from training.risk.checkpoints import load_checkpoint
from training.risk.clips import Clip
from training.risk.drives import Answers, Classes, Drive, Truth
from training.risk.inference import CHECKPOINTS
from training.risk.vision import OnnxVision, load_vision

AT_ONCE = 64
Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.integer[Any]]


class ModelJudge(Protocol):
    """A model that answers for the windows of a clip; `measures` says whether it looks at depth."""

    measures: bool

    def seen(self, clip: Clip) -> Clip:
        """A clip of pictures with their features."""
        ...

    def blind(self, clip: Clip) -> Clip:
        """The clip with features that tell nothing: the mean of those that the model learned on."""
        ...

    def answers(self, clip: Clip, drive: Drive) -> Answers:
        """At the drive's moments, by the clip's features and telemetry."""
        ...


def load_judge(model: str) -> ModelJudge:
    """A checkpoint of training, an exported folder, or the name of one.

    Raises:
        ModelError: it cannot be read.
    """
    return CheckpointJudge(Path(model)) if Path(model).suffix in CHECKPOINTS else ExportedJudge(model)


class ExportedJudge:
    """The files that a robot runs: calibrated, with an operating point.

    `own` is false where a robot takes the rules' answer: what it is given is unlike what it learned on.
    """

    def __init__(self, model: str) -> None:
        found = find_model(model, "risk")
        self._known = read_settings(found)
        self.alarm = self._known.alarm
        self._network = Session(found, "cpu")
        self._outputs = [spec.name for spec in self._network.outputs]
        self._encoder = OnnxVision(self._known.encoder.model.path)
        self.measures = self._encoder.measures

    def seen(self, clip: Clip) -> Clip:
        """See `ModelJudge`."""
        return replace(clip, features=encode_clip(clip, self._encoder), looks=looks_of(pictures_of(clip)))

    def blind(self, clip: Clip) -> Clip:
        """See `ModelJudge`."""
        features = _repeated(self._known.mean_features, len(clip.stamps_ns))
        return replace(clip, features=features, looks=looks_of(pictures_of(clip)))

    def answers(self, clip: Clip, drive: Drive) -> Answers:
        """See `ModelJudge`."""
        said, familiar = self.judge(clip, drive.windows, drive.moments)
        alarm = alarmed(said["risk"][:, Risk.HIGH], self.alarm)
        return _answers(said, decide(said["risk"], alarm), familiar)

    def judge(self, clip: Clip, windows: Numbers, moments: Numbers) -> tuple[dict[str, Array], Flags]:
        """Probabilities for windows, frames [M, F] of a clip, that end at `moments` [M]; `confidence` is [M].

        Beside them, whether all is like what it learned on [M].
        """
        assert clip.features is not None  # `seen` and `blind` gave them
        assert clip.looks is not None
        features, telemetry = clip.features[windows], clip.telemetry[moments]
        parts = []
        for k in range(0, len(features), AT_ONCE):
            feeds = {"vis_feats": features[k : k + AT_ONCE], "telemetry": telemetry[k : k + AT_ONCE]}
            parts.append(self._network.run(feeds))
        joined = [np.concatenate(outputs).astype(np.float64) for outputs in zip(*parts, strict=True)]
        pictures = self._known.pictures
        familiar = np.asarray(pictures.distance(clip.looks[windows]) <= pictures.limit)
        if (motion := self._known.telemetry) is not None:
            familiar &= np.array([motion.farthest(row) <= motion.limit for row in telemetry])
        return dict(zip(self._outputs, joined, strict=True)), familiar


class CheckpointJudge:
    """A model as training left it: nothing calibrated, the likeliest class is what it says."""

    def __init__(self, path: Path) -> None:
        checkpoint = load_checkpoint(path)
        self._model, self._encoder = checkpoint.model, load_vision(checkpoint.settings.model.vision)
        self.measures = self._encoder.measures

    def seen(self, clip: Clip) -> Clip:
        """See `ModelJudge`."""
        return replace(clip, features=encode_clip(clip, self._encoder))

    def blind(self, clip: Clip) -> Clip:
        """See `ModelJudge`."""
        return replace(clip, features=_repeated(self._model.seen.mean.numpy(), len(clip.stamps_ns)))

    @torch.no_grad()
    def answers(self, clip: Clip, drive: Drive) -> Answers:
        """See `ModelJudge`."""
        assert clip.features is not None  # `seen` and `blind` gave them
        windows = torch.from_numpy(clip.features[drive.windows])
        said = self._model(windows, torch.from_numpy(clip.telemetry[drive.moments]))
        found = {task: getattr(said, task).softmax(dim=-1) for task in ("risk", "reason", "action")}
        found["confidence"] = said.confidence.sigmoid()
        values = {name: value.numpy().astype(np.float64) for name, value in found.items()}
        return _answers(values, values["risk"].argmax(axis=1), np.ones(len(windows), bool))


def _repeated(row: NDArray[Any], count: int) -> NDArray[np.float32]:
    return np.tile(np.asarray(row, np.float32), (count, 1))


def majority(truth: Truth, drives: Sequence[Drive]) -> list[Answers]:
    """The commonest risk, reason and action of the very drives that are judged, with how common they are."""
    shares = [_shares(truth.risk, len(Risk)), _shares(truth.reason, len(Reason))]
    shares.append(_shares(truth.action, len(Action)))
    risk, reason, action = (int(share.argmax()) for share in shares)
    answers = []
    for drive in drives:
        count = len(drive.moments)
        answers.append(
            Answers(
                risk=np.full(count, risk),
                reason=np.full(count, reason),
                action=np.full(count, action),
                p_risk=np.tile(shares[0], (count, 1)),
                confidence=np.full(count, shares[0].max()),
                own=np.ones(count, bool),
            )
        )
    return answers


def _shares(numbers: Classes, classes: int) -> Array:
    return np.bincount(numbers, minlength=classes) / max(len(numbers), 1)


def _answers(said: dict[str, Array], risk: Classes, own: NDArray[np.bool_]) -> Answers:
    return Answers(
        risk=risk,
        reason=said["reason"].argmax(axis=1),
        action=said["action"].argmax(axis=1),
        p_risk=said["risk"],
        confidence=said["confidence"].reshape(len(risk)),
        own=own,
    )
