# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects in front of a still camera: what differs from the empty scene, ghosts taken out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.visual.background import BackgroundModel, Mask, Picture, busy_part
from sgw_ros.experts.visual.blobs import Blob, blobs_of

Edges = NDArray[np.float32]
"""[h, w] strength of the brightness gradient."""

FLOOD_SHARE = 0.7
"""So much of the picture differs only when the light or the camera itself changed."""
FLOOD_FRAMES = 3
"""Frames of flood after which the scene is learned anew."""
STILL_LEVELS = 14
"""A pixel that changed less (of 255) from frame to frame has not changed."""
GHOST_AFTER_S = 1.0
SETTLED_SHARE = 0.85
"""Share of a part's pixels that must rest before it is questioned."""
SMALLEST_HOLE_PX = 40
HOLE_EDGES = 0.6
"""A part whose outline is this much fainter in the picture than in the remembered scene is a hole."""

_SPECK = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
_RIM = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
_COVER = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))


class StillScene:
    """Finds bodies against a background that it learns; one per camera position."""

    def __init__(self, first: Picture, absorb_after_s: float) -> None:
        self._absorb_after_s = absorb_after_s
        self._floods = 0
        self._start(first)

    def _start(self, first: Picture) -> None:
        """Take the picture for the empty scene until more is known."""
        self._background = BackgroundModel(first)
        self._covered: Mask = np.zeros(first.shape[:2], np.uint8)
        self._previous = first
        self._rest_s: NDArray[np.float32] = np.zeros(first.shape[:2], np.float32)
        self.differs: Mask = np.zeros(first.shape[:2], np.uint8)
        """Where the last picture [h, w] differed from the scene, 255 where it did."""

    def look(self, image: Picture, dt_s: float, smallest_px: float) -> list[Blob] | None:
        """Bodies in the picture [h, w, 3]; None while it cannot be compared with the scene.

        Args:
            image: The picture on the coarse grid.
            dt_s: Time since the picture before.
            smallest_px: Area of the smallest box that counts.
        """
        differs, clear = self._background.compare(image, self._covered)
        self._rest(image, dt_s)
        if np.count_nonzero(differs) > FLOOD_SHARE * differs.size:
            self._floods += 1
            if self._floods >= FLOOD_FRAMES:
                self._start(image)
            return None
        self._floods = 0
        wrong = self._scene_in(image, differs)
        if wrong.any():
            self._background.absorb(image, wrong)
            unaffected = ~wrong
            differs &= unaffected
            clear &= unaffected
        self.differs = differs
        bodies = blobs_of(differs, clear, smallest_px)
        covered = np.zeros_like(differs)
        for blob in bodies:
            covered[blob.window] |= blob.mask
        self._covered = np.asarray(cv2.dilate(covered, _COVER), np.uint8)
        self._background.learn(image, self._covered, dt_s)
        return bodies

    def _rest(self, image: Picture, dt_s: float) -> None:
        """Count for how long each pixel has not changed."""
        change = cv2.cvtColor(cv2.absdiff(image, self._previous), cv2.COLOR_BGR2GRAY)
        self._previous = image
        self._rest_s += np.float32(dt_s)
        self._rest_s[cv2.dilate(change, _RIM) > STILL_LEVELS] = 0.0

    def _scene_in(self, image: Picture, differs: Mask) -> Mask:
        """The resting parts of what differs that are scene after all: holes, and what rests for long.

        A hole is what something left that stood there while the scene was learned. Its outline is an
        edge in the remembered scene and none in the picture; with a body it is the other way round.
        Only a part that rests as a whole is judged: the inside of a body has no outline.
        """
        wrong = np.zeros_like(differs)
        if not ((self._rest_s > GHOST_AFTER_S) & (differs > 0)).any():
            return wrong
        busy = busy_part(differs)
        parts = cv2.morphologyEx(
            cv2.morphologyEx(differs[busy], cv2.MORPH_OPEN, _SPECK), cv2.MORPH_CLOSE, _RIM
        )
        count, labels, stats, _ = cv2.connectedComponentsWithStats(parts)
        for i in range(1, count):
            if stats[i, cv2.CC_STAT_AREA] < SMALLEST_HOLE_PX:
                continue
            whole = np.zeros_like(differs)
            whole[busy] = labels == i
            window = busy_part(whole)
            part = whole[window]
            rest_s = self._rest_s[window][part > 0]
            if np.mean(rest_s > GHOST_AFTER_S) < SETTLED_SHARE:
                continue
            long = np.mean(rest_s > self._absorb_after_s) > SETTLED_SHARE
            if long or _is_hole(part, image[window], self._background.picture[window]):
                wrong[window] |= np.asarray(cv2.dilate(part * np.uint8(255), _COVER), np.uint8)
        return wrong


def _is_hole(part: Mask, now: Picture, then: Picture) -> bool:
    """Whether the part's outline is an edge in the remembered picture and not in the present one."""
    rim = cv2.subtract(cv2.dilate(part, _RIM), cv2.erode(part, _RIM)) > 0
    if not rim.any():
        return False
    return float(_edges(now)[rim].mean()) < HOLE_EDGES * float(_edges(then)[rim].mean())


def _edges(picture: Picture) -> Edges:
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return np.asarray(
        cv2.magnitude(cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1)), np.float32
    )
