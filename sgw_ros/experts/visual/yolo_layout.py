# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which of the YOLOv8 family's layouts a model file has."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from sgw_ros.core.errors import ModelError
from sgw_ros.inference.manifest import Shape
from sgw_ros.inference.session import Session

DEFAULT_SIZE = 640
END_TO_END_COLUMNS = 6
TASKS = ("detect", "segment")
FLOATS = ("float32", "float16", "float64")
SMALLEST_SIDE, LARGEST_SIDE = 32, 4096
"""Input sizes, px, that metadata may ask for; anything else there is a mistake."""


@dataclass(frozen=True, slots=True)
class YoloLayout:
    """How to feed a model and read its answer.

    Attributes:
        width: Input width, px.
        height: Input height, px.
        names: Class names by index.
        end_to_end: Whether rows are x0, y0, x1, y1, score, class after suppression in the network,
            instead of columns cx, cy, w, h, scores; None where only the answer itself will tell.
        mask_coefficients: Number of mask coefficients after the scores, 0 without masks.
    """

    width: int
    height: int
    names: tuple[str, ...]
    end_to_end: bool | None
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
    _check_input(session)
    answer = session.outputs[0]
    if len(answer.shape) != 3 or len(session.outputs) > 2 or answer.shape[0] == 0:
        shapes = [list(spec.shape) for spec in session.outputs]
        raise ModelError(f"model {path} gives {shapes}; {EXPECTED}")
    if any(spec.dtype not in FLOATS for spec in session.outputs):
        kinds = ", ".join(spec.dtype for spec in session.outputs)
        raise ModelError(f"model {path} gives {kinds}, not floats; {EXPECTED}")
    names = _names(session)
    _, height, width = session.inputs[0].shape[1:]
    coefficients = _mask_coefficients(session)
    rows, candidates = answer.shape[1:]
    end_to_end = candidates == END_TO_END_COLUMNS if isinstance(candidates, int) else None
    if not end_to_end and isinstance(rows, int):
        check_columns(path, answer.shape, names, coefficients)
        names = names or tuple(f"class_{i}" for i in range(rows - 4 - coefficients))
        end_to_end = False
    if end_to_end and coefficients:
        raise ModelError(f"model {path} has masks after end-to-end boxes, which is not supported; {EXPECTED}")
    usual_height, usual_width = _trained_size(session)
    return YoloLayout(
        width if isinstance(width, int) else usual_width,
        height if isinstance(height, int) else usual_height,
        names,
        end_to_end,
        coefficients,
    )


def check_columns(path: Path, shape: Shape, names: tuple[str, ...], coefficients: int) -> None:
    """Whether an answer [1, rows, candidates] has columns of a box, class scores and mask coefficients.

    Raises:
        ModelError: where the number of rows is another one, or rows and columns are exchanged.
    """
    _, rows, candidates = shape
    if not isinstance(rows, int):
        return
    count = rows - 4 - coefficients
    exchanged = isinstance(candidates, int) and candidates < rows
    if count < 1 or (names and count != len(names)) or exchanged:
        raise ModelError(
            f"model {path} gives {list(shape)} for {len(names) or 'unnamed'} classes; {EXPECTED}"
        )


def _check_input(session: Session) -> None:
    """A YOLO model takes one picture of floats, one at a time."""
    path = session.path
    shapes = [list(spec.shape) for spec in session.inputs]
    source = session.inputs[0] if len(session.inputs) == 1 else None
    if source is None or len(source.shape) != 4 or not _is(source.shape[1], 3) or not _is(source.shape[0], 1):
        raise ModelError(f"model {path} takes {shapes}; a YOLO model takes one picture [1, 3, height, width]")
    if source.dtype not in FLOATS:
        raise ModelError(
            f"model {path} takes {source.dtype} pictures; it must take floats from 0 to 1: export it "
            "as float32 or float16, quantised inside if need be"
        )
    if any(isinstance(side, int) and not 1 <= side <= LARGEST_SIDE for side in source.shape[2:]):
        raise ModelError(f"model {path} takes {shapes}, a size that no picture is brought to; {EXPECTED}")


def _is(size: int | str, wanted: int) -> bool:
    """Whether a size is the wanted one; a named size takes any, a number as a name is one."""
    return size == wanted or (isinstance(size, str) and (not size.isdecimal() or int(size) == wanted))


EXPECTED = (
    "export it as YOLOv8 ONNX: [1, 4 + classes, candidates], [1, 300, 6], "
    "or [1, 4 + classes + 32, candidates] with mask prototypes [1, 32, height, width]"
)


def _mask_coefficients(session: Session) -> int:
    if len(session.outputs) == 1:
        return 0
    prototypes = session.outputs[1].shape
    if len(prototypes) != 4 or not isinstance(prototypes[1], int):
        raise ModelError(f"model {session.path} has a second output {list(prototypes)}; {EXPECTED}")
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
    except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError) as error:
        raise ModelError(f"model {session.path}: its class names are unreadable: {text[:60]!r}") from error


def _trained_size(session: Session) -> tuple[int, int]:
    """Height and width for a model that takes any: those in its metadata, `[480, 640]`, or the usual."""
    try:
        height, width = (int(side) for side in ast.literal_eval(session.metadata.get("imgsz", "")))
    except (ValueError, SyntaxError, TypeError, OverflowError, RecursionError, MemoryError):
        return DEFAULT_SIZE, DEFAULT_SIZE
    fits = min(height, width) >= SMALLEST_SIDE and max(height, width) <= LARGEST_SIDE
    return (height, width) if fits else (DEFAULT_SIZE, DEFAULT_SIZE)
