# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
import numpy as np
import pytest

from training.charts.axes import Axis, axis_from_zero, logarithmic_axis
from training.charts.canvas import stacked
from training.charts.charts import BOTTOM, LEFT, RIGHT, TOP, Labels, Line, bar_chart, line_chart

BLUE, RED = (0, 0, 255), (255, 0, 0)
LABELS = Labels("title", "x", "y")


@pytest.mark.parametrize(
    ("high", "ticks"),
    [
        (1.0, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (0.0031, ["0", "0.001", "0.002", "0.003", "0.004"]),
        (0.0, ["0", "2e-07", "4e-07", "6e-07", "8e-07", "1e-06"]),
    ],
)
def test_an_axis_from_zero_ends_on_a_round_value(high, ticks):
    axis = axis_from_zero([high])
    assert [text for _, text in axis.ticks()] == ticks
    assert axis.share(axis.high) == 1.0


def test_decades_are_marked():
    axis = logarithmic_axis([3.0, 150.0])
    assert [text for _, text in axis.ticks()] == ["1", "10", "100", "1000"]
    assert axis.share(10.0) == pytest.approx(1 / 3)
    assert logarithmic_axis([10.0]).share(0.0) == 0.0


def colours_at(image, x, y):
    return tuple(image[round(y), round(x)].tolist())


def test_bars_are_as_high_as_their_values_and_what_is_unknown_is_left_out():
    bars = {"a": [0.5, None], "b": [1.0, 1.0]}
    image = bar_chart(LABELS, ["one", "two"], bars, {"a": BLUE, "b": RED}, Axis(0, 1), size=(400, 300))
    inner, height = 400 - LEFT - RIGHT, 300 - TOP - BOTTOM
    first_a, second_a = LEFT + inner * 0.15, LEFT + inner * 0.65
    assert colours_at(image, first_a, 300 - BOTTOM - 0.45 * height) == BLUE
    assert colours_at(image, first_a, 300 - BOTTOM - 0.55 * height) == (255, 255, 255)
    assert colours_at(image, second_a, 300 - BOTTOM - 0.05 * height) == (255, 255, 255)
    assert colours_at(image, first_a + 0.2 * inner, 300 - BOTTOM - 0.95 * height) == RED


def test_a_line_runs_between_its_points():
    line = Line("a", [(0.0, 0.0), (1.0, 1.0)], BLUE)
    image = line_chart(LABELS, [line], Axis(0, 1), Axis(0, 1), (400, 300))
    middle = (LEFT + 400 - RIGHT) / 2, (TOP + 300 - BOTTOM) / 2
    assert colours_at(image, *middle)[2] > 200 > 100 > colours_at(image, *middle)[0]


def test_a_legend_that_is_too_long_goes_on_below():
    bars = {f"a name that takes its place {number}": [1.0] for number in range(3)}
    image = bar_chart(LABELS, ["one"], bars, dict.fromkeys(bars, BLUE), Axis(0, 1), size=(500, 300))
    swatches = (image[: TOP - 1, : 500 - RIGHT] == BLUE).all(axis=2)
    rows = np.flatnonzero(swatches.any(axis=1))
    assert (rows[0], rows[-1]) == (45, 45 + 14 + 10)
    assert swatches[:, LEFT : LEFT + 5].sum() == 2 * 11 * 5


def test_pictures_of_other_sizes_are_filled_up_with_white():
    small, wide = np.zeros((2, 3, 3), np.uint8), np.zeros((4, 5, 3), np.uint8)
    sheet = stacked([[small, wide], [small]])
    assert sheet.shape == (6, 8, 3)
    assert sheet[3, 0].tolist() == [255] * 3
    assert sheet[5, 0].tolist() == [0] * 3
