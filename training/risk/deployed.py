# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The network that robots run: features and raw telemetry in, calibrated probabilities out."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from sgw_ros.experts.risk.model import BATCH
from sgw_ros.experts.risk.telemetry import LENGTH
from sgw_ros.inference.lookup import ModelFile
from sgw_ros.inference.session import Session
from training.risk.calibration import Calibration
from training.risk.labels import TASKS
from training.risk.model import SpatialIntentModel

INPUTS, OUTPUTS = ("vis_feats", "telemetry"), (*TASKS, "confidence")
OPSET = 18
CHECKED = 16
"""Made-up windows that both runtimes must agree on."""


class Deployed(nn.Module):
    """The model with its calibration inside."""

    bias: Tensor
    action_bias: Tensor

    def __init__(self, model: SpatialIntentModel, calibration: Calibration) -> None:
        super().__init__()
        self.model, self._sureness = model, calibration.sureness
        self._temperature, self._action_temperature = (
            found.temperature for found in (calibration.scaling, calibration.action)
        )
        self.register_buffer("bias", torch.tensor(calibration.scaling.bias, dtype=torch.float32))
        self.register_buffer("action_bias", torch.tensor(calibration.action.bias, dtype=torch.float32))

    def forward(self, vis_feats: Tensor, telemetry: Tensor) -> tuple[Tensor, ...]:
        """[B, F, dv] and [B, 8] to probabilities [B, 4], [B, 4], [B, 6] and the confidence [B]."""
        said = self.model(vis_feats, telemetry)
        risk = said.risk / self._temperature + self.bias
        action = said.action / self._action_temperature + self.action_bias
        confidence = self._sureness.sharpness * said.confidence + self._sureness.offset
        return risk.softmax(-1), said.reason.softmax(-1), action.softmax(-1), confidence.sigmoid()


def write_onnx(network: Deployed, path: Path) -> None:
    """Any number of windows at a time."""
    trace_onnx(network, made_up(network, 2), path, INPUTS, OUTPUTS)


def trace_onnx(
    network: nn.Module,
    tensors: tuple[Tensor, ...],
    path: Path,
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
) -> None:
    """Write a network as ONNX, the first axis of everything free."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # By tracing: the exporter by torch.export takes ten times as long for the same graph.
        torch.onnx.export(
            network.eval(),
            tensors,
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: {0: BATCH} for name in (*inputs, *outputs)},
            dynamo=False,
            opset_version=OPSET,
        )


def parity(network: Deployed, path: Path) -> float:
    """The greatest difference of any probability between both runtimes, over made-up windows."""
    session, tensors = Session(ModelFile(path), "cpu"), made_up(network, CHECKED)
    with torch.no_grad():
        first = [value.numpy() for value in network(*tensors)]
    feeds = {name: tensor.numpy() for name, tensor in zip(INPUTS, tensors, strict=True)}
    second = dict(zip((spec.name for spec in session.outputs), session.run(feeds), strict=True))
    return max(float(np.abs(value - second[name]).max()) for name, value in zip(OUTPUTS, first, strict=True))


def made_up(network: Deployed, windows: int) -> tuple[Tensor, Tensor]:
    """Readings spread as those of the training data were."""
    generator, model = torch.Generator().manual_seed(0), network.model
    shape = (windows, model.shape.frames, model.shape.dv)
    features = torch.randn(shape, generator=generator) * model.seen.scale + model.seen.mean
    telemetry = torch.randn((windows, LENGTH), generator=generator) * model.felt.scale + model.felt.mean
    return features, telemetry
