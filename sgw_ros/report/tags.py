# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Text tags on a picture that do not cover one another."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

FONT = cv2.FONT_HERSHEY_SIMPLEX
TEXT_SCALE = 0.36
PAD_PX = 3
TRIES = 6
"""Tag heights that one may be moved down to find a free place; then it covers another after all."""

Colour = tuple[int, int, int]


class Tags:
    """White text on filled tags inside a picture [H, W, 3], below `top` px; `draw` draws them all."""

    def __init__(self, canvas: NDArray[np.uint8], scale: float, top: int) -> None:
        self._canvas, self._scale, self._top = canvas, scale, top
        self._tags: list[tuple[str, tuple[int, int], Colour]] = []

    def add(self, text: str, corner: tuple[int, int], colour: Colour) -> None:
        """A tag whose lower left corner is `corner`, or as near below it as there is room."""
        self._tags.append((text, corner, colour))

    def draw(self) -> None:
        """Draw every tag."""
        pad, thickness = round(PAD_PX * self._scale), max(1, round(self._scale))
        taken: list[tuple[int, int, int, int]] = []
        for text, corner, colour in self._tags:
            (width, height), _ = cv2.getTextSize(text, FONT, TEXT_SCALE * self._scale, thickness)
            box = self._place(corner, width + 2 * pad, height + 2 * pad, taken)
            taken.append(box)
            cv2.rectangle(self._canvas, box[:2], box[2:], colour, -1)
            origin = (box[0] + pad, box[3] - pad)
            size = TEXT_SCALE * self._scale
            cv2.putText(self._canvas, text, origin, FONT, size, (255, 255, 255), thickness, cv2.LINE_AA)

    def _place(
        self, corner: tuple[int, int], width: int, height: int, taken: list[tuple[int, int, int, int]]
    ) -> tuple[int, int, int, int]:
        rows, columns = self._canvas.shape[:2]
        x = int(np.clip(corner[0], 0, max(0, columns - width)))
        lowest, highest = rows - 1, self._top + height
        y = int(np.clip(corner[1], highest, max(highest, lowest)))
        for step in range(TRIES):
            box = (x, y + step * height - height, x + width, y + step * height)
            if box[3] <= lowest and not any(_overlap(box, other) for other in taken):
                return box
        return (x, y - height, x + width, y)


def _overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
