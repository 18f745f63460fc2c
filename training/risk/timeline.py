# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The risk over a video as one picture: frames, what is published, what the model alone would say."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Risk
from sgw_ros.experts.risk.alarm import alarmed, decide
from training.charts.canvas import INK, Canvas, Colour, Image
from training.risk.watching import Watched

RISK_COLOURS: dict[Risk, Colour] = {
    Risk.NONE: (203, 219, 196),
    Risk.LOW: (240, 206, 96),
    Risk.MEDIUM: (236, 132, 44),
    Risk.HIGH: (196, 34, 40),
}
UNKNOWN, FALLBACK = (235, 235, 235), (110, 110, 110)
LEFT, WIDTH, RIGHT = 20, 1200, 20
STRIP_PX, AREA_PX, BAND_PX, MARK_PX = 96, 110, 26, 7


def draw_timeline(watched: Watched, title: str, path: Path) -> None:
    """Write it as PNG.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    image = timeline_picture(watched, title)
    path.write_bytes(cv2.imencode(".png", image[..., ::-1])[1].tobytes())


def timeline_picture(watched: Watched, title: str) -> Image:
    """[H, W, 3] RGB."""
    panels = 1 if watched.p_model is None else 2
    top = 76 + STRIP_PX
    canvas = Canvas(LEFT + WIDTH + RIGHT, top + panels * (AREA_PX + BAND_PX + 74) + 40)
    canvas.text((LEFT, 18), title, 16.0, bold=True)
    _legend(canvas)
    y = _panel(canvas, top, "published: the risk expert", watched.p_published, watched.risk, watched.stamp_s)
    _marks(canvas, y, watched.fallback, watched.stamp_s, "rules in the model's place")
    if watched.p_model is not None:
        p_model = np.nan_to_num(watched.p_model)
        said = decide(p_model, alarmed(p_model[:, Risk.HIGH], watched.alarm))
        words = "the model alone, told that the robot stands level and still: a diagnostic, not published"
        y = _panel(canvas, y + 44, words, watched.p_model, said, watched.stamp_s)
        unlike = ~watched.familiar & np.isfinite(watched.p_model).all(axis=1)
        _marks(canvas, y, unlike, watched.stamp_s, "pictures unlike those it learned on")
    _seconds(canvas, y + 34, float(watched.stamp_s[-1]))
    return _with_tiles(canvas.image(), watched)


def _panel(
    canvas: Canvas,
    top: float,
    title: str,
    p: NDArray[np.float64],
    risk: NDArray[np.int64],
    stamp_s: NDArray[np.float64],
) -> float:
    """Probabilities stacked from none upwards, the level in a band below them; returns its lower end."""
    canvas.text((LEFT, top + 8), title, 13.0)
    area, band = top + 22, top + 26 + AREA_PX
    for x, moment in _columns(stamp_s):
        if not np.isfinite(p[moment]).all():
            canvas.box(x, area, x + 1, area + AREA_PX, UNKNOWN)
            canvas.box(x, band, x + 1, band + BAND_PX, UNKNOWN)
            continue
        bottom = area + AREA_PX
        for level, colour in RISK_COLOURS.items():
            height = AREA_PX * float(p[moment, level])
            canvas.box(x, bottom - height, x + 1, bottom, colour)
            bottom -= height
        canvas.box(x, band, x + 1, band + BAND_PX, RISK_COLOURS[Risk(int(risk[moment]))])
    return band + BAND_PX


def _marks(
    canvas: Canvas, top: float, flags: NDArray[np.bool_], stamp_s: NDArray[np.float64], words: str
) -> None:
    """A grey bar below the band where a flag is set, and what it means."""
    for x, moment in _columns(stamp_s):
        if flags[moment]:
            canvas.box(x, top + 3, x + 1, top + 3 + MARK_PX, FALLBACK)
    canvas.text((LEFT, top + 20), f"grey: {words}, {100 * flags.mean():.0f} % of the time", 11.0)


def _columns(stamp_s: NDArray[np.float64]) -> list[tuple[float, int]]:
    """Each column of pixels with the moment that holds there."""
    at_s = np.linspace(stamp_s[0], stamp_s[-1], WIDTH)
    held = np.clip(np.searchsorted(stamp_s, at_s, side="right") - 1, 0, None)
    return [(LEFT + column, int(moment)) for column, moment in enumerate(held)]


def _legend(canvas: Canvas) -> None:
    x = float(LEFT)
    for level, colour in RISK_COLOURS.items():
        canvas.box(x, 36, x + 12, 48, colour)
        canvas.text((x + 18, 42), level.name.lower(), 12.0)
        x += 90
    canvas.text((x, 42), "probabilities stacked above, the level that follows in the band below them", 12.0)


def _seconds(canvas: Canvas, y: float, last_s: float) -> None:
    step = 5 if last_s < 60 else 20
    for second in range(0, int(last_s) + 1, step):
        canvas.text((LEFT + WIDTH * second / last_s, y + 8), f"{second} s", 12.0, 0.5, INK)


def _with_tiles(image: Image, watched: Watched) -> Image:
    """Frames above, each at its time."""
    last_s = float(watched.stamp_s[-1])
    for at_s, tile in watched.tiles:
        left = LEFT + round(min(WIDTH * at_s / last_s, WIDTH - tile.shape[1]))
        image[62 : 62 + tile.shape[0], left : left + tile.shape[1]] = tile
    return image
