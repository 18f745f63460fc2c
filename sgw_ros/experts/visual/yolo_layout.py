# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which of the YOLOv8 family's layouts a model file has."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from sgw_ros.core.errors import ModelError
from sgw_ros.inference.session import Session

DEFAULT_SIZE = 640
END_TO_END_COLUMNS = 6
TASKS = ("detect", "segment")


@dataclass(frozen=True, slots=True)
class YoloLayout:
    """How to feed a model and read its answer.

    Attributes:
        width: Input width, px.
        height: Input height, px.
        names: Class names by index.
        end_to_end: Whether rows are x0, y0, x1, y1, score, class after suppression in the network,
            instead of columns cx, cy, w, h, scores.
        mask_coefficients: Number of mask coefficients after the scores, 0 without masks.
    """

    width: int
    height: int
    names: tuple[str, ...]
    end_to_end: bool
    mask_coefficients: int


def yolo_layout(session: Session) -> YoloLayout:
    """Recognise the layout.

    Raises:
        ModelError: naming what the file has where the family has something else.
    """
    path = session.path
    task = session.metadata.get("task", "detect")
    if task not in TASKS:
        raise ModelError(
            f"model {path} is made for '{task}'; the visual expert needs a {' or '.join(TASKS)} model"
        )
    if (
        len(session.inputs) != 1
        or len(session.inputs[0].shape) != 4
        or session.inputs[0].shape[1] not in (3, "3")
    ):
        shapes = [list(spec.shape) for spec in session.inputs]
        raise ModelError(f"model {path} takes {shapes}; a YOLO model takes one picture [1, 3, height, width]")
    answer = session.outputs[0]
    if len(answer.shape) != 3 or len(session.outputs) > 2:
        shapes = [list(spec.shape) for spec in session.outputs]
        raise ModelError(f"model {path} gives {shapes}; {_EXPECTED}")
    names = _names(session)
    _, height, width = session.inputs[0].shape[1:]
    end_to_end = answer.shape[2] == END_TO_END_COLUMNS
    coefficients = _mask_coefficients(session)
    rows = answer.shape[1]
    if not end_to_end and isinstance(rows, int):
        count = rows - 4 - coefficients
        candidates = answer.shape[2]
        if (
            count < 1
            or (names and count != len(names))
            or (isinstance(candidates, int) and candidates < rows)
        ):
            raise ModelError(
                f"model {path} gives {list(answer.shape)} for {len(names) or 'unnamed'} classes; {_EXPECTED}"
            )
        names = names or tuple(f"class_{i}" for i in range(count))
    if end_to_end and coefficients:
        raise ModelError(
            f"model {path} has masks after end-to-end boxes, which is not supported; {_EXPECTED}"
        )
    usual_height, usual_width = _trained_size(session)
    return YoloLayout(
        width if isinstance(width, int) else usual_width,
        height if isinstance(height, int) else usual_height,
        names,
        end_to_end,
        coefficients,
    )


_EXPECTED = (
    "export it as YOLOv8 ONNX: [1, 4 + classes, candidates], [1, 300, 6], "
    "or [1, 4 + classes + 32, candidates] with mask prototypes [1, 32, height, width]"
)


def _mask_coefficients(session: Session) -> int:
    if len(session.outputs) == 1:
        return 0
    prototypes = session.outputs[1].shape
    if len(prototypes) != 4 or not isinstance(prototypes[1], int):
        raise ModelError(f"model {session.path} has a second output {list(prototypes)}; {_EXPECTED}")
    return prototypes[1]


def _names(session: Session) -> tuple[str, ...]:
    """Class names from the file's metadata, a literal `{0: 'person', ...}`; empty without them."""
    text = session.metadata.get("names", "")
    if not text:
        return ()
    try:
        stated = ast.literal_eval(text)
        table = dict(enumerate(stated)) if isinstance(stated, (list, tuple)) else dict(stated)
        return tuple(str(table[i]) for i in range(len(table)))
    except (ValueError, SyntaxError, TypeError, KeyError) as error:
        raise ModelError(f"model {session.path}: its class names are unreadable: {text[:60]!r}") from error


def _trained_size(session: Session) -> tuple[int, int]:
    """Height and width for a model that takes any: those in its metadata, `[480, 640]`, or the usual."""
    try:
        height, width = ast.literal_eval(session.metadata.get("imgsz", ""))
        return int(height), int(width)
    except (ValueError, SyntaxError, TypeError):
        return DEFAULT_SIZE, DEFAULT_SIZE
