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

FILE = "encoder.onnx"
NAME, VERSION = "rover-vision", "1"
INPUTS = ("picture", "before")
TOLERANCE = 1e-3


def export(encoder: Encoder, path: Path) -> float:
    """Write it; returns the greatest difference between both runtimes, as a share of the greatest feature.

    Raises:
        ModelError: the two differ.
    """
    pictures = tuple(torch.rand(2, 3, *SIZE, generator=torch.Generator().manual_seed(k)) for k in range(2))
    encoder = encoder.eval().to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    trace_onnx(encoder, pictures, path, INPUTS, ("features",))
    written = onnx.load(str(path))
    onnx.helper.set_model_props(written, {"name": NAME, "version": VERSION})
    onnx.save(written, str(path))
    with torch.no_grad():
        first = encoder(*pictures).numpy()
    feeds = {name: value.numpy() for name, value in zip(INPUTS, pictures, strict=True)}
    second = Session(ModelFile(path), "cpu").run(feeds)[0]
    different = float(np.abs(first - second).max() / max(float(np.abs(first).max()), 1e-6))
    if not different <= TOLERANCE:
        raise ModelError(f"{path} differs from the trained encoder by {different:.2g}; it must not be used")
    return different
