# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper  # noqa: E402

from sgw_ros.core.errors import ModelError  # noqa: E402
from sgw_ros.inference.lookup import ModelFile  # noqa: E402
from sgw_ros.inference.manifest import Manifest, TensorSpec  # noqa: E402
from sgw_ros.inference.session import Session  # noqa: E402


def doubling_model(path: Path) -> Path:
    """y = x + x for rows of two."""
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 2])
    graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "double", [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {"made": "by hand"})
    onnx.save(model, path)
    return path


def test_a_model_runs_and_tells_what_it_is(tmp_path: Path) -> None:
    session = Session(ModelFile(doubling_model(tmp_path / "m.onnx")), "cpu")
    assert session.inputs == (TensorSpec("x", ("batch", 2), "float32"),)
    assert session.metadata["made"] == "by hand"
    (y,) = session.run({"x": np.array([[1, 2], [3, 4]], np.float32)})
    assert y.tolist() == [[2, 4], [6, 8]]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(doubling_model(path).read_bytes()[:40])
    with pytest.raises(ModelError, match=r"m\.onnx cannot be opened"):
        Session(ModelFile(path), "cpu")


def test_a_file_cut_anywhere_is_named(tmp_path: Path) -> None:
    whole = doubling_model(tmp_path / "m.onnx").read_bytes()
    path = tmp_path / "cut.onnx"
    for length in range(0, len(whole) - 1, 3):
        path.write_bytes(whole[:length])
        with pytest.raises(ModelError, match=r"cut\.onnx cannot be opened"):
            Session(ModelFile(path), "cpu")


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"PK\x03\x04", b"<html>", b"\xff" * 4096])
def test_what_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "page.onnx"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"page\.onnx"):
        Session(ModelFile(path), "cpu")


def test_wrong_input_is_a_model_error(tmp_path: Path) -> None:
    session = Session(ModelFile(doubling_model(tmp_path / "m.onnx")), "cpu")
    with pytest.raises(ModelError, match=r"m\.onnx failed"):
        session.run({"x": np.zeros((1, 3), np.float32)})


def test_an_absent_device_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import onnxruntime

    monkeypatch.setattr(onnxruntime, "get_available_providers", lambda: ["CPUExecutionProvider"])
    model = ModelFile(doubling_model(tmp_path / "m.onnx"))
    with pytest.raises(ModelError, match="pip install onnxruntime-gpu"):
        Session(model, "cuda")
    Session(model, "auto")


def test_a_file_that_its_manifest_misdescribes_is_refused(tmp_path: Path) -> None:
    path = doubling_model(tmp_path / "m.onnx")
    y = (TensorSpec("y", (1, 2), "float32"),)

    def manifest(x: TensorSpec) -> Manifest:
        return Manifest("m", "1", "visual", "m.onnx", (x,), y, "Apache-2.0")

    Session(ModelFile(path, manifest(TensorSpec("x", ("n", 2), "float32"))), "cpu")
    for wrong in (
        TensorSpec("x", ("n", 3), "float32"),
        TensorSpec("x", ("n", 2), "int64"),
        TensorSpec("z", (1,), "x"),
    ):
        with pytest.raises(ModelError, match="manifest's inputs"):
            Session(ModelFile(path, manifest(wrong)), "cpu")


def test_what_a_model_cannot_process_is_said_once_by_the_error_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 2])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 2])
    two = helper.make_tensor("two", TensorProto.FLOAT, [2, 2], [0.0] * 4)
    graph = helper.make_graph(
        [helper.make_node("Concat", ["x", "two"], ["y"], axis=1)], "odd", [x], [y], [two]
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(made, tmp_path / "m.onnx")
    session = Session(ModelFile(tmp_path / "m.onnx"), "cpu")
    with pytest.raises(ModelError, match="failed"):
        session.run({"x": np.zeros((3, 2), np.float32)})
    assert capfd.readouterr().err == ""


def test_a_model_has_the_threads_that_it_is_given(tmp_path: Path) -> None:
    model = ModelFile(doubling_model(tmp_path / "m.onnx"))
    for threads in (1, 2):
        options = Session(model, "cpu", threads=threads)._session.get_session_options()
        assert options.intra_op_num_threads == threads


def test_an_axis_may_be_said_to_be_always_so_long(tmp_path: Path) -> None:
    path = doubling_model(tmp_path / "m.onnx")
    session = Session(ModelFile(path), "cpu", sizes={"batch": 1, "unheard of": 7})
    assert session.inputs[0].shape == (1, 2)
    (y,) = session.run({"x": np.array([[1, 2]], np.float32)})
    assert y.tolist() == [[2, 4]]
    with pytest.raises(ModelError):
        session.run({"x": np.array([[1, 2], [3, 4]], np.float32)})
