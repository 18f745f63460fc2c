# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects in front of a still camera: what differs from the empty scene, ghosts taken out."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.experts.visual.background import BackgroundModel, Mask, Picture
from sgw_ros.experts.visual.blobs import Blob, blobs_of

FLOOD_SHARE = 0.7
"""So much of the picture differs only when the light or the camera itself changed."""
FLOOD_FRAMES = 3
"""Frames of flood after which the scene is learned anew."""
STILL_LEVELS = 14
"""A pixel that changed less (of 255) from frame to frame has not changed."""
GHOST_AFTER_S = 1.0
SETTLED_SHARE = 0.85
"""Share of a body's pixels that must rest before it is questioned."""
GHOST_EDGES = 0.6
"""A body whose outline is this much fainter in the picture than in the scene is a hole, not a body."""

_RIM = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
_COVER = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))


class StillScene:
    """Finds bodies against a background that it learns; one per camera position."""

    def __init__(self, first: Picture, absorb_after_s: float) -> None:
        self._absorb_after_s = absorb_after_s
        self._background = BackgroundModel(first)
        self._covered: Mask = np.zeros(first.shape[:2], np.uint8)
        self._previous = first
        self._rest_s: NDArray[np.float32] = np.zeros(first.shape[:2], np.float32)
        self._floods = 0

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
                self.__init__(image, self._absorb_after_s)  # type: ignore[misc]
            return None
        self._floods = 0
        bodies = []
        covered = np.zeros_like(differs)
        for blob in blobs_of(differs, clear, smallest_px):
            if self._is_scene(image, blob):
                region = np.zeros_like(differs)
                region[blob.window] = blob.mask
                self._background.absorb(image, np.asarray(cv2.dilate(region, _RIM), np.uint8))
                continue
            bodies.append(blob)
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

    def _is_scene(self, image: Picture, blob: Blob) -> bool:
        """Whether a body has become part of the scene, or is the hole left by what was part of it."""
        rest_s = self._rest_s[blob.window][blob.mask > 0]
        if len(rest_s) == 0 or np.mean(rest_s > GHOST_AFTER_S) < SETTLED_SHARE:
            return False
        if np.mean(rest_s > self._absorb_after_s) > SETTLED_SHARE:
            return True
        return self._outline(image, blob) < GHOST_EDGES * self._outline(self._background.picture, blob)

    def _outline(self, picture: Picture, blob: Blob) -> float:
        """Mean strength of the edges along the body's outline in a picture."""
        x0, y0, x1, y1 = blob.box
        margin = 4
        top, left = min(margin, y0), min(margin, x0)
        crop = picture[y0 - top : y1 + margin, x0 - left : x1 + margin]
        mask = np.zeros(crop.shape[:2], np.uint8)
        mask[top : top + y1 - y0, left : left + x1 - x0] = blob.mask
        rim = cv2.subtract(cv2.dilate(mask, _RIM), cv2.erode(mask, _RIM)) > 0
        gray = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
        strength = cv2.magnitude(cv2.Sobel(gray, cv2.CV_32F, 1, 0), cv2.Sobel(gray, cv2.CV_32F, 0, 1))
        return float(strength[rim].mean()) if rim.any() else 0.0
