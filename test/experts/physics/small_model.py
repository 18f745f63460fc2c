# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A physics model by hand, whose answers are known: straight on for ever, and touch grows by 0.2 a second."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper, save

from sgw_ros.experts.physics.scene_graph import HISTORY_S, VERSION
from sgw_ros.inference.lookup import ModelFile
from sgw_ros.inference.manifest import MANIFEST_NAME, Manifest, digest, write_manifest
from sgw_ros.inference.session import Session

KNOTS_S = [0.1, 0.5, 1.0, 2.0, 3.0, 4.0, 5.0]
SD_PER_S = 0.01
FLOATS = {
    "position": ["rows", 3],
    "rotation": ["rows", 3, 3],
    "velocity": ["rows", 4, 3],
    "spin": ["rows", 3],
    "half": ["rows", 3],
    "kind": ["rows", 6],
    "surface": ["rows", 5],
    "doubt": ["rows", 5],
    "movable": ["rows"],
    "gravity": ["rows"],
    "joined": ["edges", 2],
    "step_s": ["knots", "rows"],
}
GIVEN = ("position_mean", "position_sd", "velocity_mean", "velocity_sd", "touch")


def write_model(folder: Path, *, scale: float = 1.0, **changes: Any) -> Path:
    """The model's folder; `scale` multiplies places, `changes` are other settings in its manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "small.onnx"
    save(_graph(scale), file)
    session = Session(ModelFile(file), "cpu")
    settings = {"scene_graph": VERSION, "knots_s": KNOTS_S, "history_s": list(HISTORY_S)} | changes
    manifest = Manifest(
        "small", "1", "physics", file.name, session.inputs, session.outputs, "Apache-2.0", settings=settings
    )
    write_manifest(manifest, folder / MANIFEST_NAME)
    return folder


def sign(folder: Path) -> None:
    """Write the digest into the manifest, as an export does."""
    path = folder / MANIFEST_NAME
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"sha256": ""', f'"sha256": "{digest(folder / "small.onnx")}"'))


def _graph(scale: float) -> ModelProto:
    constants = {
        "first": np.array(0, np.int64),
        "second": np.array(1, np.int64),
        "last": np.array([2], np.int64),
        "scale": np.array(scale, np.float32),
        "sd": np.full(3, SD_PER_S, np.float32),
        "none": np.zeros(3, np.float32),
        "fifth": np.array(0.2, np.float32),
    }
    steps = [
        ("CumSum", ["step_s", "first"], "time"),
        ("Unsqueeze", ["time", "last"], "times"),
        ("Gather", ["velocity", "first"], "now"),
        ("Mul", ["times", "now"], "way"),
        ("Mul", ["way", "scale"], "scaled"),
        ("Add", ["position", "scaled"], "position_mean"),
        ("Mul", ["times", "sd"], "position_sd"),
        ("Mul", ["times", "none"], "nought"),
        ("Add", ["nought", "now"], "velocity_mean"),
        ("Add", ["nought", "sd"], "velocity_sd"),
        ("Gather", ["edges", "second"], "receiver"),
        ("Gather", ["time", "receiver"], "heard"),
        ("Mul", ["heard", "fifth"], "touch"),
    ]
    axes = {"Gather": {"velocity": 1, "edges": 0, "time": 1}}
    nodes = [
        helper.make_node(op, taken, [given], **({"axis": axes[op][taken[0]]} if op in axes else {}))
        for op, taken, given in steps
    ]
    inputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in FLOATS.items()]
    inputs.append(helper.make_tensor_value_info("edges", TensorProto.INT64, [2, "edges"]))
    outputs = [
        helper.make_tensor_value_info(
            name, TensorProto.FLOAT, ["knots", "edges"] if name == "touch" else ["knots", "rows", 3]
        )
        for name in GIVEN
    ]
    initial = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "small", inputs, outputs, initial)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
