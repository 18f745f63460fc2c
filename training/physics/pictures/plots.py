# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Charts of an evaluation's figures, one file for each question they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.charts.axes import Axis, logarithmic_axis
from training.charts.canvas import Colour, Image, stacked
from training.charts.charts import Labels, Line, bar_chart, line_chart
from training.physics.figures import pooled, reach, reliability
from training.physics.protocol import HORIZONS_S
from training.physics.scoring import COURSE_S, Score

COLOURS: Mapping[str, Colour] = {
    "model": (31, 105, 180),
    "untrained": (160, 195, 230),
    "static": (150, 150, 150),
    "constant_velocity": (90, 160, 80),
    "ballistic": (225, 120, 25),
    "held_out": (130, 80, 170),
}
LEVELS = tuple(range(5, 100, 5))
WHOLE = Axis(0.0, 1.0)
BOUNDS, BOUNDING = 1.5, ("model", "static", "ballistic")
"""An error axis ends at so many times the greatest of these: an untrained network may be anywhere."""
Result = Mapping[str, Any]
Scores = Mapping[str, Sequence[Score]]


def plots(result: Result, scores: Scores) -> dict[str, Image]:
    """Pictures by file name; what was not measured is not drawn."""
    names = [name for name in COLOURS if name in scores]
    made: dict[str, Image | None] = {
        "errors.png": _errors(result, scores, names),
        "scenarios.png": _scenarios(result, names),
        "touching.png": _touching(result, names),
        "calibration.png": _calibration(scores, names),
        "violations.png": _violations(result, names),
        "time.png": _time(result, names),
    }
    return {name: picture for name, picture in made.items() if picture is not None}


def _errors(result: Result, scores: Scores, names: Sequence[str]) -> Image | None:
    """RMSE over time, and by horizon of velocity."""
    courses = {name: _course(scores[name]) for name in names}
    bounds = [y for name, course in courses.items() if name in BOUNDING for _, y in course]
    if not bounds:
        return None
    top = max(BOUNDS * max(bounds), 1e-3)
    lines = [
        Line(_title(name), _until(course, top), COLOURS[name], name == "untrained")
        for name, course in courses.items()
    ]
    labels = Labels("Position error over time", "s after the present", "RMSE, mean over episodes, m")
    chart = line_chart(labels, lines, y_axis=Axis(0.0, top))
    horizons = [str(horizon) for horizon in HORIZONS_S]
    bars = {name: [result[name]["velocity_rmse"][h] for h in horizons] for name in names}
    labels = Labels("Velocity error", "horizon, s", "RMSE of objects, m/s")
    return stacked([[chart, _bars(labels, horizons, bars)]])


def _course(scores: Sequence[Score]) -> list[tuple[float, float]]:
    """Times, s, with the root mean squared error there, m."""
    squares = np.array([score.course_m2 for score in scores]).reshape(-1, len(COURSE_S))
    known = np.isfinite(squares)
    means = [(at, squares[known[:, k], k]) for k, at in enumerate(COURSE_S)]
    return [(at, float(np.sqrt(own.mean()))) for at, own in means if len(own)]


def _until(course: Sequence[tuple[float, float]], top: float) -> list[tuple[float, float]]:
    """As far as it stays below `top`."""
    kept: list[tuple[float, float]] = []
    for x, y in course:
        if y > top:
            if kept:
                share = (top - kept[-1][1]) / (y - kept[-1][1])
                kept.append((kept[-1][0] + share * (x - kept[-1][0]), top))
            break
        kept.append((x, y))
    return kept


def _bars(
    labels: Labels,
    groups: Sequence[str],
    values: Mapping[str, Sequence[float | None]],
    y_axis: Axis | None = None,
    marks: Sequence[float] = (),
    size: tuple[int, int] = (640, 420),
) -> Image:
    bars = {_title(name): own for name, own in values.items()}
    colours = {_title(name): COLOURS[name] for name in values}
    return bar_chart(labels, groups, bars, colours, y_axis, marks, size)


def _title(name: str) -> str:
    return name.replace("_", " ")


def _scenarios(result: Result, names: Sequence[str]) -> Image | None:
    """Position error of those that are near each other, by scenario."""
    compared = [name for name in names if name in BOUNDING]
    scenarios = sorted(result[compared[0]]["by_scenario"])
    if not scenarios:
        return None
    charts = []
    for horizon in map(str, HORIZONS_S):
        bars = {
            name: [result[name]["by_scenario"][scenario]["rmse_m"][horizon] for scenario in scenarios]
            for name in compared
        }
        labels = Labels(f"Position error after {horizon} s", "scenario", "RMSE of objects, m")
        charts.append([_bars(labels, scenarios, bars, size=(900, 360))])
    return stacked(charts)


def _touching(result: Result, names: Sequence[str]) -> Image | None:
    """Will they touch, by scenario, also by models that never saw it; contacts of all pairs."""
    scenarios = sorted({key for name in names for key in result[name]["touch_by_scenario"]})
    bars = {
        name: [
            *(result[name]["touch_by_scenario"].get(scenario) for scenario in scenarios),
            result[name]["touch_accuracy"],
        ]
        for name in names
    }
    if result["held_out"]:
        bars["held_out"] = [*(result["held_out"].get(scenario) for scenario in scenarios), None]
    kinds = {"precision": "contact_precision", "recall": "contact_recall", "F1": "contact_f1"}
    contacts = {name: [result[name][key] for key in kinds.values()] for name in names}
    charts = []
    if scenarios:
        labels = Labels("Will agent and target touch?", "scenario", "share answered rightly")
        charts.append(_bars(labels, [*scenarios, "all"], bars, WHOLE, [0.5], (900, 420)))
    if any(value is not None for values in contacts.values() for value in values):
        labels = Labels("Contacts of pairs that had not touched", "", "")
        charts.append(_bars(labels, list(kinds), contacts, WHOLE, size=(520, 420)))
    return stacked([charts]) if charts else None


def _calibration(scores: Scores, names: Sequence[str]) -> Image | None:
    """Intervals of position, and probabilities of touching, against how often they hold."""
    even = Line("", [(0.0, 0.0), (1.0, 1.0)], (120, 120, 120), True)
    intervals, contacts = [even], [even]
    for name in names:
        deviation = np.concatenate([pooled([s.deviation for s in scores[name]], h) for h in HORIZONS_S])
        if not len(deviation):
            continue
        held = [(level / 100, float((deviation <= reach(level)).mean())) for level in LEVELS]
        intervals.append(Line(_title(name), held, COLOURS[name], dots=True))
        bins = [(said, true) for said, true, count in reliability(scores[name]).tolist() if count]
        contacts.append(Line(_title(name), bins, COLOURS[name], dots=True))
    if len(intervals) == 1:
        return None
    size = (520, 480)
    labels = Labels("Intervals of position", "stated probability", "share within")
    left = line_chart(labels, intervals, WHOLE, WHOLE, size)
    labels = Labels("Probability of touching", "stated probability", "share that touched")
    return stacked([[left, line_chart(labels, contacts, WHOLE, WHOLE, size)]])


def _violations(result: Result, names: Sequence[str]) -> Image | None:
    """AUC by kind: all, and by whether it happened in view."""
    kinds = sorted({kind for name in names for kind in result[name]["violation_auc"]})
    if not kinds:
        return None

    def chart(key: str, title: str) -> Image:
        bars = {name: [result[name][key].get(kind) for kind in kinds] for name in names}
        labels = Labels(title, "kind of violation", "area under the ROC curve")
        return _bars(labels, kinds, bars, WHOLE, [0.5], (900, 400))

    titles = {
        "violation_auc": "Impossible or possible?",
        "violation_auc_visible": "... in view",
        "violation_auc_occluded": "... out of view",
    }
    return stacked([[chart(key, title)] for key, title in titles.items()])


def _time(result: Result, names: Sequence[str]) -> Image:
    """By number of objects."""
    series = {name: result[name]["forecast_ms"] for name in names}
    lines = [
        Line(_title(name), [(float(n), ms) for n, ms in own.items()], COLOURS[name], dots=True)
        for name, own in series.items()
    ]
    values = [max(ms, 1e-3) for own in series.values() for ms in own.values()]
    objects = [float(n) for own in series.values() for n in own]
    labels = Labels("Time of a whole forecast", "objects", "ms")
    return line_chart(labels, lines, logarithmic_axis(objects), logarithmic_axis(values))
