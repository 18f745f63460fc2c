# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Line charts and bar charts as pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.charts.axes import Axis, axis_from_zero
from training.charts.canvas import INK, PALE, Canvas, Colour, Image, text_width

LEFT, RIGHT, TOP, BOTTOM = 66, 22, 74, 58
TITLE_PX, LABEL_PX, TICK_PX = 16.0, 13.0, 12.0
LEGEND_LINE_PX = 14
GROUP_SHARE = 0.8


@dataclass(frozen=True)
class Line:
    """A course through points, in the legend if it has a name; unknown values are left out before."""

    name: str
    points: Sequence[tuple[float, float]]
    colour: Colour
    dashed: bool = False
    dots: bool = False


@dataclass(frozen=True)
class Labels:
    """What is written around a chart."""

    title: str
    x: str
    y: str


def line_chart(
    labels: Labels,
    lines: Sequence[Line],
    x_axis: Axis | None = None,
    y_axis: Axis | None = None,
    size: tuple[int, int] = (640, 420),
) -> Image:
    """Lines over numbers; axes begin at 0 unless they are given."""
    x_axis = x_axis or axis_from_zero(x for line in lines for x, _ in line.points)
    y_axis = y_axis or axis_from_zero(y for line in lines for _, y in line.points)
    plot = _Plot(labels, y_axis, size)
    for value, text in x_axis.ticks():
        x = plot.x(x_axis.share(value))
        plot.canvas.line([(x, plot.bottom), (x, plot.bottom + 5)], INK)
        plot.canvas.text((x, plot.bottom + 15), text, TICK_PX, 0.5)
    for line in lines:
        points = [(plot.x(x_axis.share(x)), plot.y(y)) for x, y in line.points]
        if len(points) > 1:
            plot.canvas.line(points, line.colour, 2.0, line.dashed)
        for point in points if line.dots or len(points) == 1 else []:
            plot.canvas.dot(point, 3.5, line.colour)
    plot.legend([(line.name, line.colour) for line in lines if line.name])
    return plot.canvas.image()


def bar_chart(
    labels: Labels,
    groups: Sequence[str],
    bars: Mapping[str, Sequence[float | None]],
    colours: Mapping[str, Colour],
    y_axis: Axis | None = None,
    marks: Sequence[float] = (),
    size: tuple[int, int] = (640, 420),
) -> Image:
    """A bar of every name in each group, `bars[name][group]`; None leaves a gap, `marks` are dashed lines."""
    known = [value for values in bars.values() for value in values if value is not None]
    plot = _Plot(labels, y_axis or axis_from_zero([*known, *marks]), size)
    width = (plot.right - plot.left) / max(len(groups), 1)
    each = GROUP_SHARE * width / max(len(bars), 1)
    for place, group in enumerate(groups):
        middle = plot.left + (place + 0.5) * width
        plot.canvas.text((middle, plot.bottom + 15), group, _fitting(group, width), 0.5)
        for number, (name, values) in enumerate(bars.items()):
            value = values[place]
            if value is not None:
                left = middle - 0.5 * GROUP_SHARE * width + number * each
                top = min(plot.y(value), plot.bottom - 1)
                plot.canvas.box(left, top, left + 0.92 * each, plot.bottom, colours[name])
    for mark in marks:
        plot.canvas.line([(plot.left, plot.y(mark)), (plot.right, plot.y(mark))], INK, 1.0, dashed=True)
    plot.legend([(name, colours[name]) for name in bars])
    return plot.canvas.image()


class _Plot:
    """A canvas with title, labels, the y axis and its grid."""

    def __init__(self, labels: Labels, y_axis: Axis, size: tuple[int, int]) -> None:
        width, height = size
        self.canvas, self._y_axis = Canvas(width, height), y_axis
        self.left, self.right, self.top, self.bottom = LEFT, width - RIGHT, TOP, height - BOTTOM
        self.canvas.text((LEFT, 22), labels.title, TITLE_PX, bold=True)
        self.canvas.text(((self.left + self.right) / 2, height - 16), labels.x, LABEL_PX, 0.5)
        self.canvas.upright((20, (self.top + self.bottom) / 2), labels.y, LABEL_PX)
        for value, text in y_axis.ticks():
            y = self.y(value)
            self.canvas.line([(self.left, y), (self.right, y)], PALE)
            self.canvas.text((self.left - 8, y), text, TICK_PX, 1.0)
        self.canvas.line([(self.left, self.bottom), (self.right, self.bottom)], INK)

    def x(self, share: float) -> float:
        """Px of a share of the width."""
        return self.left + share * (self.right - self.left)

    def y(self, value: float) -> float:
        """Px of a value."""
        return self.bottom - self._y_axis.share(value) * (self.bottom - self.top)

    def legend(self, entries: Sequence[tuple[str, Colour]]) -> None:
        """Names beside their colours, below the title; what a line has no room for goes on in the next."""
        x, y = float(self.left), 51
        for name, colour in entries:
            width = 16 + text_width(name, TICK_PX)
            if x > self.left and x + width > self.right + RIGHT:
                x, y = float(self.left), y + LEGEND_LINE_PX
            self.canvas.box(x, y - 6, x + 11, y + 5, colour)
            self.canvas.text((x + 16, y), name, TICK_PX)
            x += width + 16


def _fitting(text: str, width: float) -> float:
    """The height at which a text is no wider than its place."""
    return TICK_PX * min(1.0, 0.96 * width / text_width(text, TICK_PX))
