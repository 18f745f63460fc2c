# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""A white sheet that lines, boxes and words are put on, in px from the upper left corner."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Colour = tuple[int, int, int]
Point = tuple[float, float]
INK, PALE = (40, 40, 40), (225, 225, 225)
FONT = cv2.FONT_HERSHEY_SIMPLEX
FINER = 3
"""Everything is drawn larger and made smaller again: lines and letters come out smooth."""
SHIFT = 4
"""Bits of a px that OpenCV takes behind the point."""
FONT_PX = 30.0
"""Height of FONT's capitals with what stands above and below, at scale 1."""
DASH_PX = 7.0


class Canvas:
    """A picture of `width` x `height` px that is being drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._image = np.full((height * FINER, width * FINER, 3), 255, np.uint8)

    def image(self) -> Image:
        """What has been drawn [height, width, 3] RGB."""
        size = (self.width, self.height)
        return np.asarray(cv2.resize(self._image, size, interpolation=cv2.INTER_AREA), np.uint8)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 1.0, dashed: bool = False) -> None:
        """Straight from point to point."""
        thickness = max(1, round(width * FINER))
        for piece in _dashes(points) if dashed else [points]:
            path = np.round(np.array(piece) * FINER * 2**SHIFT).astype(np.int32)
            cv2.polylines(self._image, [path], False, colour, thickness, cv2.LINE_AA, SHIFT)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Filled."""
        corners = [(round(x * FINER), round(y * FINER)) for x, y in ((left, top), (right, bottom))]
        cv2.rectangle(self._image, corners[0], corners[1], colour, cv2.FILLED)

    def dot(self, centre: Point, radius: float, colour: Colour) -> None:
        """A filled disc."""
        x, y = (round(value * FINER * 2**SHIFT) for value in centre)
        cv2.circle(self._image, (x, y), round(radius * FINER * 2**SHIFT), colour, -1, cv2.LINE_AA, SHIFT)

    def text(
        self,
        place: Point,
        text: str,
        height: float = 13.0,
        align: float = 0.0,
        colour: Colour = INK,
        bold: bool = False,
    ) -> None:
        """One line; `place` is the middle of its left end, or `align` of the way to its right end."""
        scale = height * FINER / FONT_PX
        weight = FINER if bold else max(1, round(0.6 * FINER))
        (width, tall), _ = cv2.getTextSize(text, FONT, scale, weight)
        left = round(place[0] * FINER - align * width)
        cv2.putText(
            self._image,
            text,
            (left, round(place[1] * FINER + tall / 2)),
            FONT,
            scale,
            colour,
            weight,
            cv2.LINE_AA,
        )

    def upright(self, place: Point, text: str, height: float = 13.0) -> None:
        """One line that is read from below, its middle at `place`."""
        long = text_width(text, height) + 8
        strip = Canvas(round(long), round(2 * height))
        strip.text((long / 2, height), text, height, 0.5)
        turned = np.rot90(strip._image)
        top, left = round(place[1] * FINER - turned.shape[0] / 2), round((place[0] - height) * FINER)
        into = self._image[top : top + turned.shape[0], left : left + turned.shape[1]]
        np.minimum(into, turned[: into.shape[0], : into.shape[1]], out=into)


def text_width(text: str, height: float = 13.0) -> float:
    """Px that a line of text takes."""
    (width, _), _ = cv2.getTextSize(text, FONT, height * FINER / FONT_PX, 1)
    return float(width / FINER)


def stacked(rows: Sequence[Sequence[Image]]) -> Image:
    """Pictures beside and below each other, on white."""
    lines = [_joined(row, 1) for row in rows]
    return _joined(lines, 0)


def _joined(images: Sequence[Image], axis: int) -> Image:
    across = 1 - axis
    longest = max(image.shape[across] for image in images)
    padded = []
    for image in images:
        missing = [(0, 0), (0, 0), (0, 0)]
        missing[across] = (0, longest - image.shape[across])
        padded.append(np.pad(image, missing, constant_values=255))
    return np.concatenate(padded, axis=axis)


def _dashes(points: Sequence[Point]) -> list[Sequence[Point]]:
    """Every other piece of a path."""
    pieces: list[Sequence[Point]] = []
    path = np.array(points, float)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    for start in np.arange(0.0, along[-1], 2 * DASH_PX):
        at = np.linspace(start, min(start + DASH_PX, along[-1]), 3)
        pieces.append(
            [(float(np.interp(s, along, path[:, 0])), float(np.interp(s, along, path[:, 1]))) for s in at]
        )
    return pieces
