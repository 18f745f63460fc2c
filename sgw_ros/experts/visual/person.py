# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The person detector: OpenCV's built-in one, run sparingly where somebody may be.

Where something moves or a person was a moment ago it looks closely; now and then, and always while
the camera moves, it scans the whole picture, near and far in turns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Detection, Frame
from sgw_ros.experts.visual.found import Box, Found, area, clipped, intersection, overlap

WINDOW_PX = (64, 128)
"""The classifier's window; a person fills its middle."""
BODY_IN_WINDOW = (0.19, 0.09, 0.81, 0.91)
"""The body's box as a share of the window."""
BODY_PX = 125
"""Height that a region is brought to, a little more than the classifier's own, for scales around it."""
MARGIN = 1.4
SMALLEST_BODY_PX = 40
MOST_REGIONS = 2
"""Regions looked at per run, which bounds its time; the others take their turn in the next."""
CLOSE_THRESHOLD, SCAN_THRESHOLD = 0.2, 0.6
"""Margins of the linear classifier; a scan tries many more windows, so it has to be stricter."""
SCAN_WIDTH, FAR_WIDTH = 320, 448
FAR_BAND = (0.2, 0.8)
"""The rows, as shares of the height, in which far-away people of an upright camera stand."""
SCAN_EVERY = 6
"""With a still camera every so many runs scan as well, for who stood there from the start."""
REMEMBERED_S = 2.0
VISIBLE_SHARE = 0.8
"""Share of a body that must lie within the picture."""
SAME = 0.4
"""Overlap from which two windows show one person."""


class PersonDetector:
    """HOG and linear SVM on regions and scans, at most `rate_hz` times a second.

    Source: Dalal and Triggs 2005, "Histograms of oriented gradients for human detection".
    """

    name = "person"

    def __init__(self, rate_hz: float) -> None:
        self._period_ns = 1e9 / rate_hz
        self._hog = cv2.HOGDescriptor()
        self._hog.setSVMDetector(np.array(cv2.HOGDescriptor.getDefaultPeopleDetector()))
        self._stamp_ns: int | None = None
        self._runs = 0
        self._scans = 0
        self._last: list[tuple[int, Box]] = []

    def detect(self, frame: Frame, regions: Sequence[Box], scan: bool) -> Found | None:
        """People in the frame, or None where the detector's turn has not come.

        Args:
            frame: The picture.
            regions: Where something moves; may be empty.
            scan: Whether regions say too little, so that the whole picture must be searched.
        """
        # Half a frame of slack: at 10 fps a rate of 3 Hz means every third frame, not every fourth.
        if self._stamp_ns is not None and 0 <= frame.stamp_ns - self._stamp_ns < 0.85 * self._period_ns:
            return None
        self._stamp_ns = frame.stamp_ns
        self._runs += 1
        height, width = frame.image.shape[:2]
        known = [box for stamp, box in self._last if 0 <= frame.stamp_ns - stamp < REMEMBERED_S * 1e9]
        wanted = [box for box in (*regions, *known) if box[3] - box[1] >= SMALLEST_BODY_PX]
        scan = scan or not wanted or self._runs % SCAN_EVERY == 0
        hits = self._scan(frame.image) if scan else []
        if wanted:
            hits += self._look_closely(frame.image, _distinct(wanted), 1 if scan else MOST_REGIONS)
        items = tuple(
            Detection(clipped(box, width, height), "person", 1.0 / (1.0 + math.exp(-2.0 * margin)), self.name)
            for margin, box in _strongest([hit for hit in hits if _visible(hit[1], width, height)])
        )
        self._last = [(s, b) for s, b in self._last if b in known] + [(frame.stamp_ns, i.box) for i in items]
        self._last = self._last[-4 * MOST_REGIONS :]
        return Found(items)

    def _look_closely(
        self, image: NDArray[np.uint8], regions: list[Box], most: int
    ) -> list[tuple[float, Box]]:
        """Search regions at about the size of what is in them."""
        start = self._runs % len(regions)
        hits = []
        for x0, y0, x1, y1 in (regions[start:] + regions[:start])[:most]:
            scale = BODY_PX / (y1 - y0)
            tall = MARGIN * (y1 - y0)
            wide = max(1.3 * (x1 - x0), 0.55 * tall)
            # A very wide region is searched in its middle: the time of a run stays bounded.
            left, top = 0.5 * (x0 + x1) - 0.5 * min(wide, 2.0 * tall), 0.5 * (y0 + y1) - 0.5 * tall
            size = (round(min(wide, 2.0 * tall) * scale), round(tall * scale))
            hits += self._search(
                _cut(image, left, top, scale, size), 4, 1.07, CLOSE_THRESHOLD, left, top, scale
            )
        return hits

    def _scan(self, image: NDArray[np.uint8]) -> list[tuple[float, Box]]:
        """Search the whole picture for people nearby, or its middle rows for people further away."""
        self._scans += 1
        height, width = image.shape[:2]
        far = self._scans % 2 == 0
        scale = (FAR_WIDTH if far else SCAN_WIDTH) / width
        top, bottom = (round(FAR_BAND[0] * height), round(FAR_BAND[1] * height)) if far else (0, height)
        size = (round(width * scale), round((bottom - top) * scale))
        if size[1] < WINDOW_PX[1]:
            return []
        shrinks = cv2.INTER_AREA if scale < 1.0 else cv2.INTER_LINEAR
        cut = np.asarray(cv2.resize(image[top:bottom], size, interpolation=shrinks), np.uint8)
        return self._search(cut, 8, 1.15, SCAN_THRESHOLD, 0.0, top, scale)

    def _search(
        self,
        cut: NDArray[np.uint8],
        stride: int,
        step: float,
        threshold: float,
        left: float,
        top: float,
        scale: float,
    ) -> list[tuple[float, Box]]:
        """Margins and body boxes, in pixels of the whole picture, of every window that passes."""
        windows, margins = self._hog.detectMultiScale(
            cut,
            winStride=(stride, stride),
            padding=(0, 0),
            scale=step,
            hitThreshold=threshold,
            groupThreshold=0,
        )
        a, b, c, d = BODY_IN_WINDOW
        return [
            (
                float(margin),
                (
                    left + (x + a * w) / scale,
                    top + (y + b * h) / scale,
                    left + (x + c * w) / scale,
                    top + (y + d * h) / scale,
                ),
            )
            for (x, y, w, h), margin in zip(windows, np.ravel(margins), strict=True)
        ]


def _cut(
    image: NDArray[np.uint8], left: float, top: float, scale: float, size: tuple[int, int]
) -> NDArray[np.uint8]:
    """A part of the picture at another scale; beyond the border its edge goes on, for heads cut off there."""
    if scale < 0.5:  # bilinear sampling alone would alias
        half = cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        return _cut(np.asarray(half, np.uint8), 0.5 * left, 0.5 * top, 2.0 * scale, size)
    M = np.array([[scale, 0.0, -scale * left], [0.0, scale, -scale * top]])
    return np.asarray(cv2.warpAffine(image, M, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _distinct(boxes: list[Box]) -> list[Box]:
    """Boxes without those that an earlier one covers."""
    kept: list[Box] = []
    for box in boxes:
        if all(intersection(box, other) < 0.5 * area(box) for other in kept):
            kept.append(box)
    return kept


def _strongest(hits: list[tuple[float, Box]]) -> list[tuple[float, Box]]:
    """One hit per person: the one with the largest margin among those that overlap."""
    kept: list[tuple[float, Box]] = []
    for margin, box in sorted(hits, reverse=True):
        if all(overlap(box, other) < SAME and _core(box, other) < 0.7 for _, other in kept):
            kept.append((margin, box))
    return kept


def _visible(box: Box, width: int, height: int) -> bool:
    """Whether the body is not mostly a guess from the picture's edge."""
    return area(clipped(box, width, height)) >= VISIBLE_SHARE * area(box)


def _core(a: Box, b: Box) -> float:
    """How far the smaller box lies in the other one, 0-1."""
    return intersection(a, b) / max(min(area(a), area(b)), 1e-9)
