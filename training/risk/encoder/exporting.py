# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The trained encoder as `encoder.onnx`, checked to say the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch

from sgw_ros.core.errors import ModelError
from sgw_ros.experts.risk.picture import SIZE
from sgw_ros.inference.lookup import ModelFile
from sgw_ros.inference.session import Session
from training.risk.deployed import trace_onnx
from training.risk.encoder.network import Encoder
from training.risk.vision import DEPTHS, PICTURES

FILE = "encoder.onnx"
NAME, VERSION = "rover-vision", "2"
INPUTS = (*PICTURES, *DEPTHS)
FURTHEST_M = 8.0
TOLERANCE = 1e-3


def export(encoder: Encoder, path: Path) -> float:
    """Write it; returns the greatest difference between both runtimes, as a share of the greatest feature.

    Raises:
        ModelError: the two differ.
    """
    chance = torch.Generator().manual_seed(0)
    pictures = [torch.rand(2, 3, *SIZE, generator=chance) for _ in PICTURES]
    # What is nearer than a depth camera measures is not known.
    depths = [FURTHEST_M * torch.rand(2, 1, *SIZE, generator=chance) for _ in DEPTHS]
    looks = (*pictures, *(depth * (depth > 0.2) for depth in depths))
    encoder = encoder.eval().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    trace_onnx(encoder, looks, path, INPUTS, ("features",))
    written = onnx.load(str(path))
    onnx.helper.set_model_props(written, {"name": NAME, "version": VERSION})
    onnx.save(written, str(path))
    with torch.no_grad():
        first = encoder(*looks).numpy()
    feeds = {name: value.numpy() for name, value in zip(INPUTS, looks, strict=True)}
    second = Session(ModelFile(path), "cpu").run(feeds)[0]
    different = float(np.abs(first - second).max() / max(float(np.abs(first).max()), 1e-6))
    if not different <= TOLERANCE:
        raise ModelError(f"{path} differs from the trained encoder by {different:.2g}; it must not be used")
    return different
