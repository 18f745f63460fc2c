# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Pictures of an evaluation: confusion matrices, reliability, what recall costs in false alarms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Action, Risk
from training.charts.axes import Axis
from training.charts.canvas import INK, Canvas, Colour, Image, stacked
from training.charts.charts import Labels, Line, bar_chart, line_chart
from training.risk.alarms import false_alarms, minutes
from training.risk.calibration import BINS, reliability
from training.risk.drives import Answers, Drive, Truth, join_answers, joined
from training.risk.figures import confusion

MAJORITY = "majority"
"""It says the same always: there is no curve of it."""
COLOURS: dict[str, Colour] = {
    "model": (31, 97, 180),
    "expert": (40, 140, 60),
    "rules": (208, 96, 20),
    "no_depth": (90, 170, 210),
    "blind": (150, 80, 170),
    MAJORITY: (130, 130, 130),
}
CELL, NAMES_PX, SIDE = 46, 84, 24
MOST_ALARMS_PER_MIN = 6.0
QUANTILES = 400


def draw_plots(drives: Sequence[Drive], answers: Mapping[str, Sequence[Answers]], out: Path) -> None:
    """Write `confusion.png`, `reliability.png` and `alarms.png` into a folder.

    Raises:
        OSError: they cannot be written.
    """
    truth = joined(drives)
    said = {name: join_answers(of) for name, of in answers.items()}
    scored = {name: answers for name, answers in said.items() if name != MAJORITY}
    out.mkdir(parents=True, exist_ok=True)
    for name, image in (
        ("confusion", confusion_picture(truth, said)),
        ("reliability", reliability_picture(truth, scored)),
        ("alarms", alarms_picture(truth, scored)),
    ):
        (out / f"{name}.png").write_bytes(cv2.imencode(".png", image[..., ::-1])[1].tobytes())


def confusion_picture(truth: Truth, said: Mapping[str, Answers]) -> Image:
    """A column for each who was asked, risk above action; shares are of the true class."""
    columns = []
    for name, answers in said.items():
        risk = _matrix(name, Risk, confusion(truth.risk, answers.risk, len(Risk)))
        action = _matrix(name, Action, confusion(truth.action, answers.action, len(Action)))
        columns.append(stacked([[risk], [action]]))
    return stacked([columns])


def reliability_picture(truth: Truth, said: Mapping[str, Answers]) -> Image:
    """How often the likeliest risk is right, by its probability; below, how common that probability is."""
    lines, shares = [Line("as it should be", [(0.0, 0.0), (1.0, 1.0)], INK, dashed=True)], {}
    for name, answers in said.items():
        bins = reliability(answers.p_risk, truth.risk)
        used = bins.count > 0
        points = list(zip(bins.confidence[used].tolist(), bins.accuracy[used].tolist(), strict=True))
        lines.append(Line(f"{name}: ECE {bins.error:.3f}", points, COLOURS[name], dots=True))
        shares[name] = (bins.count / max(int(bins.count.sum()), 1)).tolist()
    whole = Axis(0.0, 1.0)
    labels = Labels("Reliability", "probability of the likeliest risk", "share that is right")
    above = line_chart(labels, lines, whole, whole)
    labels = Labels("How common that is", "probability of the likeliest risk", "share of the moments")
    bins_at = [f"{(number + 0.5) / BINS:.2f}" for number in range(BINS)]
    return stacked([[above], [bar_chart(labels, bins_at, shares, COLOURS)]])


def alarms_picture(truth: Truth, said: Mapping[str, Answers]) -> Image:
    """Recall of high risk against false alarms over all thresholds of P(high); dots are what was said."""
    aim = (80, 80, 80)
    lines = [Line("aim", [(0.0, 0.95), (1.0, 0.95), (1.0, 1.0)], aim, dashed=True)]
    for name, answers in said.items():
        p_high = answers.p_risk[:, Risk.HIGH]
        thresholds = np.unique(np.quantile(p_high, np.linspace(0, 1, QUANTILES)))[::-1]
        reached = np.array([_reached(truth, p_high >= threshold) for threshold in thresholds])
        too_many = np.flatnonzero(reached[:, 0] > MOST_ALARMS_PER_MIN)
        shown = reached[: too_many[0] if len(too_many) else None]
        lines.append(Line(name, [(x, y) for x, y in shown.tolist()], COLOURS[name]))
        rate, recall = _reached(truth, answers.risk == Risk.HIGH)
        if rate <= MOST_ALARMS_PER_MIN:
            lines.append(Line("", [(rate, recall)], COLOURS[name]))
    labels = Labels("What recall costs", "false alarms per minute", "recall of high risk")
    return line_chart(labels, lines, Axis(0.0, MOST_ALARMS_PER_MIN), Axis(0.0, 1.0))


def _reached(truth: Truth, high: NDArray[np.bool_]) -> tuple[float, float]:
    """False alarms a minute, and recall of high risk."""
    truly = truth.risk == Risk.HIGH
    alarms = false_alarms(high, truly, truth.clip, truth.stamp_s)
    rate = len(alarms) / max(minutes(truth.clip, truth.stamp_s), 1e-9)
    return rate, float(high[truly].mean()) if truly.any() else 0.0


def _matrix(name: str, kind: type[IntEnum], counts: NDArray[np.int64]) -> Image:
    """Rows are true classes; a cell tells the share of its row in %, and how many moments that is."""
    classes = [item.name.lower().replace("_", " ") for item in kind]
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    left, top = SIDE + NAMES_PX, 84
    canvas = Canvas(left + CELL * len(Action) + SIDE, top + CELL * len(classes) + SIDE)
    canvas.text((SIDE, 18), f"{name}: {kind.__name__.lower()}", 16.0, colour=COLOURS[name])
    canvas.text((SIDE, 38), "rows: true, columns: said; %, moments", 11.0)
    for row, true_name in enumerate(classes):
        y, middle = top + row * CELL, (row + 0.5) * CELL
        canvas.text((left - 8, top + middle), true_name, 12.0, 1.0)
        canvas.text((left + middle, top - 24 + 13 * (row % 2)), true_name, 12.0, 0.5)
        for column in range(len(classes)):
            x, part = left + column * CELL, float(share[row, column])
            red, green, blue = (round(255 - part * (255 - full)) for full in COLOURS["model"])
            canvas.box(x, y, x + CELL - 2, y + CELL - 2, (red, green, blue))
            ink = (255, 255, 255) if part > 0.5 else INK
            canvas.text((x + CELL / 2, y + 17), f"{100 * part:.0f}", 15.0, 0.5, ink)
            canvas.text((x + CELL / 2, y + 34), str(counts[row, column]), 10.0, 0.5, ink)
    return canvas.image()
