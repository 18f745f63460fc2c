# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A risk model that does not fit is named when it is opened, with what to do."""

import math
import shutil

import pytest

onnx = pytest.importorskip("onnx")

from onnx import TensorProto, helper  # noqa: E402

from sgw_ros.core.errors import ModelError  # noqa: E402
from sgw_ros.experts.risk.alarm import Thresholds  # noqa: E402
from sgw_ros.experts.risk.config import RiskConfig  # noqa: E402
from sgw_ros.experts.risk.expert import RiskExpert  # noqa: E402
from sgw_ros.experts.risk.settings import read_settings  # noqa: E402
from sgw_ros.experts.visual.config import VisualConfig  # noqa: E402
from sgw_ros.experts.visual.expert import VisualExpert  # noqa: E402
from sgw_ros.inference.lookup import find_model  # noqa: E402
from sgw_ros.inference.manifest import digest  # noqa: E402
from test.experts.risk.made_up_model import change_settings, write_risk_model  # noqa: E402


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write_risk_model(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "model")


def refused(folder, match):
    with pytest.raises(ModelError, match=match) as caught:
        RiskExpert(RiskConfig(model=str(folder)))
    assert "export" in str(caught.value) or "get it again" in str(caught.value)


def test_it_says_what_is_needed_to_feed_it(folder):
    found = read_settings(find_model(str(folder), "risk"))
    assert (found.identity, found.dv, found.alarm) == ("made-up 1", 4, Thresholds(0.3, 0.3))
    assert found.encoder.identity == f"colours:1+{digest(folder / 'encoder.onnx')[:8]}"
    assert found.telemetry.limit == 6.0


@pytest.mark.parametrize(
    "key",
    ["frames", "tokens", "interval_s", "dv", "labels", "encoder", "operating_point", "features", "familiar"],
)
@pytest.mark.parametrize("value", [None, "x", -1, [], {}, True, math.nan])
def test_whatever_a_setting_holds_the_error_names_it(folder, key, value):
    change_settings(folder, lambda settings: settings.update({key: value}))
    refused(folder, f"settings.{key}")


@pytest.mark.parametrize(
    ("part", "key", "value"),
    [
        ("labels", "risk", ["low", "none", "medium", "high"]),
        ("labels", "action", ["continue"]),
        ("operating_point", "threshold", 1.5),
        ("operating_point", "threshold", True),
        ("operating_point", "leave", 0.31),
        ("features", "mean", [0.0] * 5),
        ("familiar", "mean", [0.0]),
        ("familiar", "scale", [1.0, None] * 30),
        ("familiar", "mean", [0.0, math.inf] * 30),
        ("familiar", "limit", -1.0),
        ("telemetry", "scale", [1.0] * 7),
        ("telemetry", "limit", None),
        ("encoder", "version", 3),
        ("encoder", "file", "gone.onnx"),
        ("encoder", "file", "../model/encoder.onnx/.."),
        ("encoder", "file", "a\0b"),
    ],
)
def test_so_does_one_inside(folder, part, key, value):
    change_settings(folder, lambda settings: settings[part].update({key: value}))
    refused(folder, f"settings.{part}.{key}")


@pytest.mark.parametrize("file", ["risk.onnx", "encoder.onnx"])
def test_a_damaged_file_is_named(folder, file):
    (folder / file).write_bytes((folder / file).read_bytes()[:-20])
    refused(folder, f"{file}.*SHA-256")


def test_a_model_without_manifest_is_refused(folder):
    (folder / "manifest.json").unlink()
    with pytest.raises(ModelError, match=r"no manifest\.json beside it"):
        RiskExpert(RiskConfig(model=str(folder / "risk.onnx")))


@pytest.mark.parametrize("model", ["gone", "/gone", "./gone.onnx"])
def test_a_model_that_is_not_there_is_named(model):
    with pytest.raises(ModelError, match=r"gone.*'model' of risk may also be 'rules'"):
        RiskExpert(RiskConfig(model=model))
    with pytest.raises(ModelError, match=r"gone.*'encoder' of visual may also be empty"):
        VisualExpert(VisualConfig(encoder=model))


def put(folder, name, part, inputs, outputs):
    """Another network in a model's place, with the checksum to it."""
    given = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in inputs.items()]
    gives = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()]
    nodes = [helper.make_node("ConstantOfShape", [f"{n}_size"], [n]) for n in outputs]
    sizes = [helper.make_tensor(f"{n}_size", TensorProto.INT64, [len(s)], s) for n, s in outputs.items()]
    graph = helper.make_graph(nodes, "other", given, gives, sizes)
    opset = [helper.make_opsetid("", 17)]
    onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), folder / name)
    change_settings(folder, lambda settings: settings[part].update(sha256=digest(folder / name)))


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ({"x": [1, 3, 96, 128]}, {"features": [1, 4]}),
        ({"picture": [1, 1, 96, 128]}, {"features": [1, 4]}),
        ({"picture": [1, 3, 96]}, {"features": [1, 4]}),
        ({"picture": [1, 3, 96, 128], "more": [1, 3, 96, 128]}, {"features": [1, 4]}),
        ({"picture": [1, 3, 96, 128]}, {"features": [1, 2, 4]}),
        ({"picture": [1, 3, 96, 128]}, {"features": [1, 9]}),
    ],
)
def test_an_encoder_that_takes_or_gives_something_else_is_refused(folder, inputs, outputs):
    put(folder, "encoder.onnx", "encoder", inputs, outputs)
    refused(folder, r"encoder\.onnx")


def test_a_network_that_takes_another_window_is_refused(made, tmp_path):
    five = {"mean": [0.0] * 5}
    refused(write_risk_model(tmp_path / "five", dv=5, features=five), "takes|gives")
