# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A tiny risk model whose answers can be foretold: the redder the newest picture, the higher the risk."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from sgw_ros.experts.risk.looks import LENGTH
from sgw_ros.inference.manifest import Manifest, TensorSpec, digest, write_manifest

DV = 4
"""Features: mean red, green, blue from 0 to 1, and how much changed since the picture before.

With depth the last one is instead the mean depth in m, and a hundred times that of the picture before.
"""
RED_HIGH = 0.5
"""Mean red at which high and none are equally likely."""


def write_risk_model(
    folder: Path, *, spoil: str = "", action: int = 2, depth: bool = False, **settings: object
) -> Path:
    """Encoder, model and manifest in `folder`; `spoil` names an output that is NaN, `depth` adds that.

    `settings` replace those of the manifest; None leaves one out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _save(_encoder(depth), folder / "encoder.onnx")
    _save(_risk(spoil, action), folder / "risk.onnx")
    stated = {
        "frames": 8,
        "tokens": 4,
        "interval_s": 0.1,
        "dv": DV,
        "labels": {
            "risk": ["none", "low", "medium", "high"],
            "reason": ["human", "obstacle", "tight_space", "unknown"],
            "action": ["continue", "slow", "stop", "reverse", "turn_left", "turn_right"],
        },
        "encoder": {
            "name": "colours",
            "version": "1",
            "file": "encoder.onnx",
            "sha256": digest(folder / "encoder.onnx"),
        },
        "operating_point": {"threshold": 0.3, "leave": 0.3},
        "features": {"mean": [0.5] * DV},
        "familiar": {"mean": [-6.0] * LENGTH, "scale": [1.0] * LENGTH, "limit": 9.0},
        "telemetry": {"mean": [0.0, 0.0, 9.81, 0, 0, 0, 0, 0], "scale": [1.0] * 8, "limit": 6.0},
    } | settings
    manifest = Manifest(
        name="made-up",
        version="1",
        expert="risk",
        file="risk.onnx",
        inputs=(
            TensorSpec("vis_feats", ("batch", 8, DV), "float32"),
            TensorSpec("telemetry", ("batch", 8), "float32"),
        ),
        outputs=tuple(
            TensorSpec(name, ("batch", size), "float32")
            for name, size in (("risk", 4), ("reason", 4), ("action", 6))
        ),
        licence="Apache-2.0",
        sha256=digest(folder / "risk.onnx"),
        settings={key: value for key, value in stated.items() if value is not None},
    )
    write_manifest(manifest, folder / "manifest.json")
    return folder


def change_settings(folder: Path, change) -> None:
    """Apply `change` to the settings in a manifest."""
    path = folder / "manifest.json"
    data = json.loads(path.read_text())
    change(data["settings"])
    path.write_text(json.dumps(data))


def _encoder(depth: bool) -> onnx.ModelProto:
    taken = {"picture": 3, "before": 3} | ({"depth": 1, "depth_before": 1} if depth else {})
    images = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", channels, 96, 128])
        for name, channels in taken.items()
    ]
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["colours"], axes=[2, 3], keepdims=0),
        *(_mean_depth() if depth else _change()),
        helper.make_node("Concat", ["colours", "last"], ["features"], axis=1),
    ]
    features = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", DV])
    constants = [numpy_helper.from_array(np.float32(100), "hundred")] if depth else []
    return _model(nodes, images, [features], constants)


def _change() -> list[onnx.NodeProto]:
    return [
        helper.make_node("Sub", ["picture", "before"], ["change"]),
        helper.make_node("Abs", ["change"], ["much"]),
        helper.make_node("ReduceMean", ["much"], ["each"], axes=[2, 3], keepdims=0),
        helper.make_node("ReduceMean", ["each"], ["last"], axes=[1], keepdims=1),
    ]


def _mean_depth() -> list[onnx.NodeProto]:
    return [
        helper.make_node("ReduceMean", ["depth"], ["now_m"], axes=[2, 3], keepdims=0),
        helper.make_node("ReduceMean", ["depth_before"], ["before_m"], axes=[2, 3], keepdims=0),
        helper.make_node("Mul", ["before_m", "hundred"], ["weighed"]),
        helper.make_node("Add", ["now_m", "weighed"], ["last"]),
    ]


def _risk(spoil: str, action: int) -> onnx.ModelProto:
    sharp = np.zeros((DV, 4), np.float32)
    sharp[0, 3] = 20.0
    constants = {
        "sharp": sharp,
        "offset": np.array([0.0, -5.0, -5.0, -20.0 * RED_HIGH], np.float32),
        "newest": np.array(7, np.int64),
        "each": np.array([1], np.int64),
        "reasons": np.array([[0.1, 0.7, 0.1, 0.1]], np.float32),
        "actions": np.array([[0.1 + 0.4 * (a == action) for a in range(6)]], np.float32),
        "sure": np.array([[0.8]], np.float32),
        "nothing": np.zeros((1, 1), np.float32),
    }
    nodes = [
        helper.make_node("Gather", ["vis_feats", "newest"], ["last"], axis=1),
        helper.make_node("Gemm", ["last", "sharp", "offset"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["risk_"], axis=1),
        # The telemetry takes part, weighted by nothing, so that its NaN would be everybody's.
        helper.make_node("ReduceSum", ["telemetry", "each"], ["moving"]),
        helper.make_node("Mul", ["moving", "nothing"], ["still"]),
        helper.make_node("Div", ["nothing", "nothing"], ["poison"]),
    ]
    for name, source in (
        ("risk", "risk_"),
        ("reason", "reasons"),
        ("action", "actions"),
        ("confidence", "sure"),
    ):
        nodes.append(helper.make_node("Add", [source, "poison" if name == spoil else "still"], [name]))
    inputs = [
        helper.make_tensor_value_info("vis_feats", TensorProto.FLOAT, ["batch", 8, DV]),
        helper.make_tensor_value_info("telemetry", TensorProto.FLOAT, ["batch", 8]),
    ]
    outputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", size])
        for name, size in (("risk", 4), ("reason", 4), ("action", 6), ("confidence", 1))
    ]
    return _model(nodes, inputs, outputs, [numpy_helper.from_array(v, k) for k, v in constants.items()])


def _model(nodes, inputs, outputs, constants) -> onnx.ModelProto:
    graph = helper.make_graph(nodes, "made_up", inputs, outputs, constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _save(model: onnx.ModelProto, path: Path) -> None:
    onnx.checker.check_model(model)
    onnx.save(model, path)
