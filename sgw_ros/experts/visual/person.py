# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""The person detector: OpenCV's built-in one, run sparingly where somebody may be.

Where something moves or a person was a moment ago it looks closely; now and then, and always while
the camera moves, it scans the whole picture, near and far in turns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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
SCAN_WIDTH, FAR_WIDTH = 280, 440
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

    def detect(self, frame: Frame, regions: Sequence[Box], moving: bool) -> Found | None:
        """People in the frame, or None where the detector's turn has not come.

        Args:
            frame: The picture.
            regions: Where something moves; may be empty.
            moving: Whether the camera moves, so that regions say little and the whole picture is searched.
        """
        # Half a frame of slack: at 10 fps a rate of 3 Hz means every third frame, not every fourth.
        if self._stamp_ns is not None and 0 <= frame.stamp_ns - self._stamp_ns < 0.85 * self._period_ns:
            return None
        self._stamp_ns = frame.stamp_ns
        self._runs += 1
        height, width = frame.image.shape[:2]
        known = [box for stamp, box in self._last if 0 <= frame.stamp_ns - stamp < REMEMBERED_S * 1e9]
        wanted = [box for box in (*regions, *known) if box[3] - box[1] >= SMALLEST_BODY_PX]
        scan = moving or not wanted or self._runs % SCAN_EVERY == 0
        hits = self._scan(frame.image) if scan else []
        if wanted:
            turns = _distinct(wanted)
            first = self._runs % len(turns)
            turns = (turns[first:] + turns[:first])[: 1 if scan else MOST_REGIONS]
            # Under a moving camera remembered places are guesses, so that they prove as little as a scan.
            hits += self._look_closely(frame.image, turns, SCAN_THRESHOLD if moving else CLOSE_THRESHOLD)
        items = tuple(
            Detection(clipped(box, width, height), "person", 1.0 / (1.0 + math.exp(-2.0 * margin)), self.name)
            for margin, box in _strongest([hit for hit in hits if _visible(hit[1], width, height)])
        )
        self._last = [(s, b) for s, b in self._last if b in known] + [(frame.stamp_ns, i.box) for i in items]
        self._last = self._last[-4 * MOST_REGIONS :]
        return Found(items)

    def _look_closely(
        self, image: NDArray[np.uint8], regions: list[Box], threshold: float
    ) -> list[tuple[float, Box]]:
        """Search regions at about the size of what is in them."""
        hits = []
        for x0, y0, x1, y1 in regions:
            tall = MARGIN * (y1 - y0)
            # A very wide region is searched in its middle: the time of a run stays bounded.
            wide = min(max(1.3 * (x1 - x0), 0.55 * tall), 2.0 * tall)
            left, top = 0.5 * (x0 + x1 - wide), 0.5 * (y0 + y1 - tall)
            view = _view(image, (left, top, left + wide, top + tall), BODY_PX / (y1 - y0))
            hits += self._search(view, 4, 1.07, threshold)
        return hits

    def _scan(self, image: NDArray[np.uint8]) -> list[tuple[float, Box]]:
        """Search the whole picture for people nearby, or its middle rows for people further away."""
        self._scans += 1
        height, width = image.shape[:2]
        if self._scans % 2 == 0:
            box: Box = (0.0, FAR_BAND[0] * height, width, FAR_BAND[1] * height)
            view = _view(image, box, FAR_WIDTH / width)
        else:  # with a margin, for whoever fills the picture from top to bottom
            box = (-0.04 * width, -0.12 * height, 1.04 * width, 1.12 * height)
            view = _view(image, box, SCAN_WIDTH / width)
        return self._search(view, 8, 1.15, SCAN_THRESHOLD)

    def _search(self, view: _View, stride: int, step: float, threshold: float) -> list[tuple[float, Box]]:
        """Margins and body boxes, in pixels of the whole picture, of every window that passes."""
        # Scale by scale: detectMultiScale's threads note windows first, margins later, so that now and then
        # a window gets the margin of another.
        hits, scale = [], 1.0
        while (size := _shrunk(view.pixels, scale))[0] >= WINDOW_PX[0] and size[1] >= WINDOW_PX[1]:
            pixels = cv2.resize(view.pixels, size, interpolation=cv2.INTER_LINEAR_EXACT)
            corners, margins = self._hog.detect(pixels, threshold, (stride, stride), (0, 0))
            for (x, y), margin in zip(corners, np.ravel(margins), strict=True):
                window = (x * scale, y * scale, WINDOW_PX[0] * scale, WINDOW_PX[1] * scale)
                hits.append((float(margin), view.body(*(float(round(v)) for v in window))))
            scale *= step
        return hits


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """A part of the picture at another scale: view px = (picture px - (left, top)) * scale."""

    pixels: NDArray[np.uint8]
    left: float
    top: float
    scale: float

    def body(self, x: float, y: float, width: float, height: float) -> Box:
        """The body's box, in pixels of the picture, in a window of the view."""
        a, b, c, d = BODY_IN_WINDOW
        return (
            self.left + (x + a * width) / self.scale,
            self.top + (y + b * height) / self.scale,
            self.left + (x + c * width) / self.scale,
            self.top + (y + d * height) / self.scale,
        )


def _view(image: NDArray[np.uint8], box: Box, scale: float) -> _View:
    """Cut a box out; beyond the border the picture's edge goes on, for heads cut off there."""
    left, top = box[0], box[1]
    size = (max(round((box[2] - left) * scale), 1), max(round((box[3] - top) * scale), 1))
    source, step = image, scale
    while step < 0.5 and min(source.shape[:2]) > 1:  # bilinear sampling alone would alias
        source = np.asarray(cv2.resize(source, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)
        step *= 2.0
    M = np.array([[step, 0.0, -scale * left], [0.0, step, -scale * top]])
    pixels = np.asarray(cv2.warpAffine(source, M, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)
    return _View(pixels, left, top, scale)


def _shrunk(pixels: NDArray[np.uint8], scale: float) -> tuple[int, int]:
    return round(pixels.shape[1] / scale), round(pixels.shape[0] / scale)


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
