# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""From a checkpoint to what robots load: two ONNX files, manifest and model card, checked for parity."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.risk.looks import looks_of
from sgw_ros.experts.risk.picture import SIZE
from sgw_ros.experts.risk.settings import read_settings
from sgw_ros.experts.risk.window import INTERVAL_NS
from sgw_ros.inference.lookup import ModelFile, find_model
from sgw_ros.inference.manifest import MANIFEST_NAME, Manifest, digest, write_manifest
from sgw_ros.inference.session import Session
from training.risk.caching import CacheError
from training.risk.calibration import Answered, Calibration, calibrate, joined
from training.risk.card import model_card
from training.risk.checkpoints import Checkpoint, load_checkpoint
from training.risk.dataset import ClipWindows, RiskDataset
from training.risk.deployed import Deployed, parity, trace_onnx, write_onnx
from training.risk.fitting import STATISTICS_FROM, features_of
from training.risk.labels import LABELS, TASKS
from training.risk.model import SpatialIntentModel
from training.risk.opening import open_split
from training.risk.samples import collate
from training.risk.vision import FILE as ENCODER_FILE
from training.risk.vision import OnnxVision, PretrainedVision, VisionEncoder, load_vision

FILE = "risk.onnx"
TOLERANCE = 1e-4
TELEMETRY_LIMIT = 10.0
"""Spreads beyond which a reading is none that the model learned from."""
AT_ONCE = 64


def export(checkpoint: Path, out: Path, command: str) -> dict[str, Any]:
    """Calibrate on the run's validation data and write the model to `out`; returns what COMMANDS promises.

    Raises:
        ModelError: the checkpoint is damaged, its encoder is unknown, or the exported
            model says something else.
        DatasetError: the data that it was trained and validated on are not here.
    """
    found = load_checkpoint(checkpoint)
    settings = found.settings
    if not settings.model.vision:
        raise ModelError(
            f"{checkpoint}: which encoder made its features is unknown; train with model.vision set"
        )
    encoder = load_vision(settings.model.vision)
    calibration = fit_calibration(found, encoder)
    out.mkdir(parents=True, exist_ok=True)
    write_encoder(encoder, out / ENCODER_FILE)
    network = Deployed(found.model, calibration).eval()
    write_onnx(network, out / FILE)
    different = parity(network, out / FILE)
    if not different <= TOLERANCE:
        raise ModelError(f"{out / FILE} differs from {checkpoint} by {different:.2g}; it must not be used")
    write_manifest(_manifest(found, calibration, encoder, out, command), out / MANIFEST_NAME)
    read_settings(find_model(str(out.resolve()), "risk"))
    (out / "README.md").write_text(model_card(found, calibration, command, different), encoding="utf-8")
    return {
        "files": sorted(path.name for path in out.iterdir()),
        "parity_max_abs": different,
        "int8_delta": None,
        "operating_point": calibration.operating.settings(),
    }


def fit_calibration(found: Checkpoint, encoder: VisionEncoder) -> Calibration:
    """Temperature, operating point and what is familiar, from the run's validation and training data.

    Raises:
        DatasetError: they cannot be read, or a cache does not say what its pictures look like.
    """
    settings = found.settings
    train = open_split(settings, "train", encoder, False)
    splits = ("val", "further") if settings.data.further else ("val",)
    opened = [open_split(settings, split, encoder, False) for split in splits]
    said = joined([_answered(found.model, samples, encoder) for samples in opened])
    rows = np.linspace(0, len(train) - 1, min(STATISTICS_FROM, len(train))).astype(int)
    return calibrate(said, _looks(train, rows)[:, -1])


def _answered(model: SpatialIntentModel, samples: RiskDataset, encoder: VisionEncoder) -> Answered:
    logits, acting, confidence = _answers(model, samples, encoder)
    clip, stamp_s = np.zeros(len(samples), np.int64), np.arange(len(samples), dtype=np.float64) / 10
    if isinstance(samples, ClipWindows):
        clip, stamp_s = samples.clip_number, samples.stamp_s
    risk, action = (samples.classes()[:, TASKS.index(task)] for task in ("risk", "action"))
    looks = _looks(samples, np.arange(len(samples)))
    return Answered(logits, acting, confidence, looks, risk, action, clip, stamp_s)


def write_encoder(encoder: VisionEncoder, path: Path) -> None:
    """The encoder as ONNX, from pictures of 0 to 1.

    Raises:
        ModelError: it cannot be written.
    """
    if isinstance(encoder, OnnxVision):
        if encoder.path.resolve() != path.resolve():
            shutil.copyfile(encoder.path, path)
    elif isinstance(encoder, PretrainedVision):
        trace_onnx(encoder.network, (torch.rand(2, 3, *SIZE),), path, ("picture",), ("features",))
    else:
        raise ModelError(f"{type(encoder).__name__} cannot be written as ONNX")


@torch.no_grad()
def _answers(model: SpatialIntentModel, samples: RiskDataset, encoder: VisionEncoder) -> tuple[Any, Any, Any]:
    """Logits of risk [N, 4], action [N, 6] and of risk being right [N], of all samples in order."""
    logits, acting, confidence = [], [], []
    for part in np.array_split(np.arange(len(samples)), max(1, len(samples) // AT_ONCE)):
        batch = collate([samples[int(i)] for i in part])
        said = model(features_of(batch, encoder), batch.telemetry)
        logits.append(said.risk.numpy())
        acting.append(said.action.numpy())
        confidence.append(said.confidence.numpy())
    return np.concatenate(logits), np.concatenate(acting), np.concatenate(confidence)


def _looks(samples: RiskDataset, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """What the pictures of samples `rows` [N] look like, [N, F, L]."""
    if isinstance(samples, ClipWindows):
        whole = [clip.looks if clip.pictures is None else looks_of(clip.pictures) for clip in samples.clips]
        found = [(whole[samples.clip_number[row]], samples.frames[row]) for row in rows]
        return np.stack([_known(looked)[frames] for looked, frames in found])
    windows = [samples[int(row)].frames for row in rows]
    return np.stack([looks_of(_known(frames).transpose(0, 2, 3, 1)) for frames in windows])


def _known(value: NDArray[Any] | None) -> NDArray[Any]:
    if value is None:
        raise CacheError("these features do not say what their pictures look like; make the cache again")
    return value


def _manifest(
    found: Checkpoint, calibration: Calibration, encoder: VisionEncoder, out: Path, command: str
) -> Manifest:
    session, shape = Session(ModelFile(out / FILE), "cpu"), found.model.shape
    identity = {**encoder.identity(), "file": ENCODER_FILE, "sha256": digest(out / ENCODER_FILE)}
    felt = found.model.felt
    sha256 = digest(out / FILE)
    settings = {
        "frames": shape.frames,
        "tokens": shape.tokens,
        "interval_s": INTERVAL_NS / 1e9,
        "dv": shape.dv,
        "d": found.model.language.width,
        "labels": {task: list(LABELS[task]) for task in TASKS},
        "encoder": identity,
        "language": found.about["language"],
        "features": {"mean": found.model.seen.mean.tolist()},
        "telemetry": {
            "mean": felt.mean.tolist(),
            "scale": felt.scale.tolist(),
            "limit": TELEMETRY_LIMIT,
        },
        **calibration.settings(),
        "validation": found.about["best"],
        "data": found.about["data"],
    }
    return Manifest(
        name="risk",
        version=sha256[:8],
        expert="risk",
        file=FILE,
        inputs=session.inputs,
        outputs=session.outputs,
        licence="Apache-2.0",
        description="Spatial Intent Model: features of eight frames and the robot's motion in; calibrated"
        " probabilities of risk, reason and action out, and how sure the answer is.",
        command=command,
        sha256=sha256,
        settings=json.loads(json.dumps(settings)),
    )
