# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Corners followed from one picture to the next, and how the background among them moved."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array
from sgw_ros.experts.flow.dense import SMALLEST_SIDE, Gray

CELL_PX = 20
"""One corner at most per cell of this size: a textured passer-by must not outvote a plain floor."""
FAINTEST_CORNER = 2e-4
"""Smallest eigenvalue of the gradient's covariance that can be followed."""
WINDOW_PX = (15, 15)
PYRAMID_LEVELS = 3
ENOUGH = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 12, 0.03)
RETURN_PX = 0.7
"""A corner tracked there and back again must come home."""
FEWEST_MATCHES = 8
"""Below this a homography explains anything."""
STILL_PX = 0.35
"""A corner that moved less, on the coarse grid, has not moved: trackers and codecs are no better."""
STILL_SHARE = 0.4
"""If so many corners stand still so does the camera: nothing else holds that many at zero."""
SPREAD_SHARE, SPREAD_AREA = 0.2, 0.5
"""Fewer are enough when they stand all around: what passes by close is dense in corners, but in one place."""
RANSAC_PX = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Corners [n, 2] px on the grid, before and now."""

    before: NDArray[np.float32]
    now: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class BackgroundMotion:
    """The homography [3, 3] from previous to current grid pixels and which matches [n] follow it."""

    homography: Array
    inliers: NDArray[np.bool_]
    rms_px: float
    moving: bool


def follow(previous: Gray, current: Gray) -> Matches:
    """Track corners of `previous` into `current`; empty where there is nothing to hold on to."""
    nothing = np.empty((0, 2), np.float32)
    if min(current.shape) < SMALLEST_SIDE:
        return Matches(nothing, nothing)
    corners = corners_of(previous)
    if len(corners) == 0:
        return Matches(nothing, nothing)
    previous = _exposed_as(previous, current)
    now, found = _track(previous, current, corners)
    back, found_back = _track(current, previous, now)
    kept = found & found_back & (np.linalg.norm(back - corners, axis=1) < RETURN_PX)
    return Matches(corners[kept], now[kept])


def _track(
    source: Gray, target: Gray, points: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Points [n, 2] of `source` in `target` and which of them were found (pyramidal Lucas-Kanade)."""
    guess = points[:, None].copy()
    moved, status, _ = cv2.calcOpticalFlowPyrLK(
        source, target, points[:, None], guess, winSize=WINDOW_PX, maxLevel=PYRAMID_LEVELS, criteria=ENOUGH
    )
    return np.asarray(moved, np.float32)[:, 0], status.ravel() == 1


def _exposed_as(gray: Gray, other: Gray) -> Gray:
    """The picture as bright as the other one: tracking knows a pixel by its brightness."""
    ratio = (other[::8, ::8] + 1.0) / (gray[::8, ::8] + 1.0)
    return np.asarray(cv2.convertScaleAbs(gray, alpha=float(np.median(ratio))), np.uint8)


def corners_of(gray: Gray) -> NDArray[np.float32]:
    """The strongest corner [n, 2] px of every cell that has one.

    Source: Shi and Tomasi 1994, "Good features to track".
    """
    strength = cv2.cornerMinEigenVal(gray, 5)
    rows, columns = gray.shape[0] // CELL_PX, gray.shape[1] // CELL_PX
    blocks = strength[: rows * CELL_PX, : columns * CELL_PX].reshape(rows, CELL_PX, columns, CELL_PX)
    cells = blocks.swapaxes(1, 2).reshape(rows, columns, CELL_PX * CELL_PX)
    row, column = np.nonzero(cells.max(axis=2) > FAINTEST_CORNER)
    y, x = np.divmod(cells[row, column].argmax(axis=1), CELL_PX)
    return np.stack([column * CELL_PX + x, row * CELL_PX + y], axis=1).astype(np.float32)


def background_motion(matches: Matches) -> BackgroundMotion:
    """The motion that most matches share; standing still is preferred where enough of them do.

    A still camera in front of a crowd sees more corners move than rest, hence the preference.
    """
    count = len(matches.now)
    step = np.linalg.norm(matches.now - matches.before, axis=1)
    still = step < STILL_PX
    if count < FEWEST_MATCHES or _holds_still(matches.now, still):
        rms = float(np.sqrt(np.mean(step[still] ** 2))) if still.any() else STILL_PX
        return BackgroundMotion(np.eye(3), still, rms, moving=False)
    H, mask = cv2.findHomography(matches.before, matches.now, cv2.RANSAC, RANSAC_PX, maxIters=500)
    if H is None or not np.isfinite(H).all():
        return BackgroundMotion(np.eye(3), np.zeros(count, np.bool_), STILL_PX, moving=False)
    inliers = mask.ravel() == 1
    predicted = cv2.perspectiveTransform(matches.before[:, None], H)[:, 0]
    error = np.linalg.norm(predicted - matches.now, axis=1)[inliers]
    agreed = int(inliers.sum()) >= max(FEWEST_MATCHES, count // 4)
    rms = float(np.sqrt(np.mean(error**2))) if len(error) else STILL_PX
    return BackgroundMotion(np.asarray(H, np.float64) if agreed else np.eye(3), inliers, rms, moving=agreed)


def _holds_still(points: NDArray[np.float32], still: NDArray[np.bool_]) -> bool:
    share = float(still.mean())
    if share >= STILL_SHARE or share < SPREAD_SHARE:
        return share >= STILL_SHARE
    everywhere = cv2.contourArea(cv2.convexHull(points))
    return cv2.contourArea(cv2.convexHull(points[still])) >= SPREAD_AREA * everywhere
