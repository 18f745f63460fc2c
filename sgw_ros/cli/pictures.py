# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Which pictures of a run are kept: a bounded number, spread evenly, and every critical one."""

from __future__ import annotations

from sgw_ros.report.page import MAX_PICTURES

FULL = 2 * MAX_PICTURES
"""More than the page shows, so that thinning leaves it enough to choose from."""


class PictureShelf:
    """Encoded pictures by frame index; when it is full, every other common one goes.

    So a run of any length keeps pictures at a steady pace in bounded memory, without knowing its
    length before.
    """

    def __init__(self) -> None:
        self.pictures: dict[int, bytes] = {}
        self._critical: set[int] = set()
        self._stride = 1

    def wants(self, index: int, critical: bool) -> bool:
        """Whether the picture of this frame shall be drawn."""
        return index % self._stride == 0 or (critical and len(self._critical) < FULL)

    def add(self, index: int, jpeg: bytes, critical: bool) -> None:
        """Keep a picture."""
        self.pictures[index] = jpeg
        if critical:
            self._critical.add(index)
        while len(self.pictures) - len(self._critical) > FULL:
            self._stride *= 2
            self.pictures = {
                i: p for i, p in self.pictures.items() if i % self._stride == 0 or i in self._critical
            }
