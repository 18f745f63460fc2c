# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

from sgw_ros.core.errors import ModelError  # noqa: E402
from sgw_ros.core.geometry import assumed_camera  # noqa: E402
from sgw_ros.core.types import Frame  # noqa: E402
from sgw_ros.experts.visual.letterbox import letterbox  # noqa: E402
from sgw_ros.experts.visual.yolo import YoloDetector  # noqa: E402
from sgw_ros.inference.lookup import ModelFile  # noqa: E402
from sgw_ros.inference.session import Session  # noqa: E402

NAMES = "{0: 'person', 1: 'dog'}"
COLUMNS = 12
PROTOTYPES = np.zeros((1, 32, 16, 16), np.float32)
DYNAMIC = [["batch", "rows", "columns"]]


def model(
    path: Path,
    *outputs: NDArray[np.float32],
    names: str = NAMES,
    task: str = "detect",
    source: Sequence[int | str] = (1, 3, 64, 64),
    kind: int = TensorProto.FLOAT,
    answers: int = TensorProto.FLOAT,
    shapes: Sequence[Sequence[int | str]] = (),
    imgsz: str = "",
) -> Path:
    """A model that answers the same to every picture; `shapes` are what it says about its answers."""
    nodes, values = [], []
    for i, output in enumerate(outputs):
        tensor = numpy_helper.from_array(output, f"constant{i}")
        nodes.append(helper.make_node("Constant", [], [f"output{i}"], value=tensor))
        shape = list(shapes[i] if shapes else output.shape)
        values.append(helper.make_tensor_value_info(f"output{i}", answers, shape))
    images = helper.make_tensor_value_info("images", kind, list(source))
    graph = helper.make_graph(nodes, "yolo", [images], values)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(made, {"names": names, "task": task, "imgsz": imgsz})
    onnx.save(made, path)
    return path


def candidates(*columns: Sequence[float], rows: int = 6) -> NDArray[np.float32]:
    """[1, rows, 12]: the given columns (cx, cy, w, h, scores ...), the rest empty."""
    answer = np.zeros((1, rows, COLUMNS), np.float32)
    for i, column in enumerate(columns):
        answer[0, : len(column), i] = column
    return answer


def detector(path: Path, threshold: float = 0.35) -> YoloDetector:
    return YoloDetector(Session(ModelFile(path), "cpu"), threshold)


def frame(width: int = 128, height: int = 64) -> Frame:
    return Frame(1, 0, np.zeros((height, width, 3), np.uint8), assumed_camera(width, height))


def test_boxes_come_back_through_the_letterbox_without_doubles(tmp_path: Path) -> None:
    answer = candidates(
        (32, 32, 20, 16, 0.9, 0.1),
        (33, 32, 20, 16, 0.8, 0.1),  # the same person again
        (32, 32, 20, 16, 0.1, 0.7),  # a dog at the same place
        (10, 24, 4, 4, 0.2, 0.3),  # too faint
        (np.nan, 32, 4, 4, 0.9, 0.9),
    )
    # 128 x 64 goes into 64 x 64 at scale 1/2 with 16 px of grey above and below.
    person, dog = detector(model(tmp_path / "m.onnx", answer)).detect(frame()).items
    assert (person.class_name, person.score) == ("person", pytest.approx(0.9))
    assert person.box == pytest.approx((44, 16, 84, 48))
    assert (dog.class_name, dog.detector) == ("dog", "yolo")


def test_boxes_are_cut_at_the_border_and_dropped_outside(tmp_path: Path) -> None:
    answer = candidates((0, 32, 40, 40, 0.9, 0), (32, 4, 4, 4, 0.9, 0))
    (item,) = detector(model(tmp_path / "m.onnx", answer)).detect(frame()).items
    assert item.box == pytest.approx((0, 0, 40, 64))


def test_end_to_end_rows_are_read_as_they_are(tmp_path: Path) -> None:
    answer = np.zeros((1, 300, 6), np.float32)
    answer[0, 0] = (22, 24, 42, 40, 0.9, 1)
    (item,) = detector(model(tmp_path / "m.onnx", answer)).detect(frame()).items
    assert (item.class_name, item.box) == ("dog", pytest.approx((44, 16, 84, 48)))


def test_a_mask_is_a_sum_of_prototypes_within_the_box(tmp_path: Path) -> None:
    prototypes = np.full((1, 2, 16, 16), -1.0, np.float32)
    prototypes[0, 1, :, :8] = 1.0  # the left half
    answer = candidates((32, 32, 20, 16, 0.9, 0.0, 0.0, 3.0), rows=8)
    found = detector(model(tmp_path / "m.onnx", answer, prototypes, task="segment")).detect(frame())
    assert found.labels is not None
    assert found.items[0].instance == 1
    ys, xs = np.nonzero(found.labels)
    assert (xs.min(), xs.max()) == (44, 63)
    assert (ys.min(), ys.max()) == (16, 47)


@pytest.mark.parametrize(
    ("imgsz", "size"), [("", 640), ("[64, 64]", 64), ("nonsense", 640), ("[0, -5]", 640)]
)
def test_a_model_for_any_size_gets_the_one_it_was_trained_with(tmp_path: Path, imgsz: str, size: int) -> None:
    centre, unit = size / 2, size / 64
    answer = candidates((centre, centre, 20 * unit, 16 * unit, 0.9, 0.1))
    path = model(tmp_path / "m.onnx", answer, source=("batch", 3, "height", "width"), imgsz=imgsz)
    (item,) = detector(path).detect(frame()).items
    assert item.box == pytest.approx((44, 16, 84, 48))


def test_half_precision_models_get_half_precision_pictures(tmp_path: Path) -> None:
    path = model(tmp_path / "m.onnx", candidates((32, 32, 20, 16, 0.9, 0.1)), kind=TensorProto.FLOAT16)
    assert len(detector(path).detect(frame()).items) == 1


def test_without_names_classes_are_numbered(tmp_path: Path) -> None:
    answer = candidates((32, 32, 20, 16, 0.1, 0.9))
    (item,) = detector(model(tmp_path / "m.onnx", answer, names="")).detect(frame()).items
    assert item.class_name == "class_1"


def test_nothing_found_is_an_empty_answer(tmp_path: Path) -> None:
    assert detector(model(tmp_path / "m.onnx", candidates())).detect(frame()).items == ()


@pytest.mark.parametrize(
    ("outputs", "more", "said"),
    [
        ([np.zeros((1, 1000), np.float32)], {}, r"\[1, 1000\]"),
        ([np.zeros((1, 25200, 7), np.float32)], {}, r"\[1, 25200, 7\]"),
        ([np.zeros((1, 84, 8400), np.float32)], {}, "for 2 classes"),
        ([candidates()], {"task": "pose"}, "made for 'pose'"),
        ([candidates()], {"names": "not a literal"}, "class names are unreadable"),
        ([candidates()], {"source": (1, 1, 64, 64)}, r"takes \[\[1, 1, 64, 64\]\]"),
        ([candidates(), np.zeros((1, 3), np.float32)], {}, "second output"),
        ([candidates()] * 3, {}, "export it as YOLOv8"),
        ([candidates()], {"kind": TensorProto.UINT8}, "takes uint8 pictures"),
        ([candidates()], {"kind": TensorProto.INT64}, "takes int64 pictures"),
        ([candidates()], {"source": (4, 3, 64, 64)}, r"takes \[\[4, 3, 64, 64\]\]"),
        ([candidates()], {"source": (1, 3, 0, 64)}, "no picture is brought to"),
        ([candidates(), np.zeros((1, 300, 6), np.float32)], {}, "second output"),
        ([np.zeros((1, 300, 38), np.float32), PROTOTYPES], {"task": "segment"}, r"\[1, 300, 38\]"),
        ([np.zeros((1, 300, 6), np.float32), PROTOTYPES], {"task": "segment"}, "not supported"),
        ([candidates().astype(np.int32)], {"answers": TensorProto.INT32}, "gives int32"),
    ],
)
def test_another_layout_is_named(
    tmp_path: Path, outputs: list[NDArray[np.float32]], more: dict[str, str], said: str
) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        detector(model(tmp_path / "other.onnx", *outputs, **more))  # type: ignore[arg-type]
    assert "other.onnx" in str(caught.value)


def test_what_the_file_does_not_say_about_its_answer_the_answer_tells(tmp_path: Path) -> None:
    rows = np.zeros((1, 300, 6), np.float32)
    rows[0, 0] = (22, 24, 42, 40, 0.9, 1)
    (dog,) = detector(model(tmp_path / "rows.onnx", rows, shapes=DYNAMIC)).detect(frame()).items
    assert (dog.class_name, dog.box) == ("dog", pytest.approx((44, 16, 84, 48)))
    columns = candidates((32, 32, 20, 16, 0.1, 0.9))
    (dog,) = detector(model(tmp_path / "columns.onnx", columns, shapes=DYNAMIC)).detect(frame()).items
    assert (dog.class_name, dog.box) == ("dog", pytest.approx((44, 16, 84, 48)))


@pytest.mark.parametrize("shape", [(1, 84, 8400), (1, 25200, 7), (1, 12, 5), (0, 6, 12), (2, 6, 12), (6, 12)])
def test_an_answer_of_another_layout_than_the_file_left_open_is_named(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    path = model(tmp_path / "other.onnx", np.zeros(shape, np.float32), shapes=DYNAMIC[:1])
    with pytest.raises(ModelError, match=r"other\.onnx"):
        detector(path).detect(frame())


def test_masks_of_another_shape_than_promised_are_named(tmp_path: Path) -> None:
    answer = candidates((32, 32, 20, 16, 0.9, 0.0, 0.0, 3.0), rows=8)
    promised = [[1, 8, COLUMNS], ["batch", 2, "height", "width"]]
    path = model(tmp_path / "m.onnx", answer, PROTOTYPES, task="segment", shapes=promised)
    with pytest.raises(ModelError, match=r"m\.onnx"):
        detector(path).detect(frame())


def test_the_letterbox_keeps_proportions_and_turns_bgr_to_rgb() -> None:
    picture = np.zeros((20, 40, 3), np.uint8)
    picture[..., 0] = 255  # blue
    blob, placed = letterbox(picture, 32, 32)
    assert blob.shape == (1, 3, 32, 32)
    assert blob[0, :, 16, 16].tolist() == [0.0, 0.0, 1.0]
    assert blob[0, :, 2, 16] == pytest.approx([114 / 255] * 3)
    assert placed.to_picture(np.array([[0, 8, 32, 24]], np.float32)).tolist() == [[0, 0, 40, 20]]
