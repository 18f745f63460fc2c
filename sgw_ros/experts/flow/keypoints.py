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

MOST_CORNERS = 200
CORNER_QUALITY = 0.01
CORNER_DISTANCE_PX = 8
WINDOW_PX = (15, 15)
PYRAMID_LEVELS = 3
FEWEST_MATCHES = 8
"""Below this a homography explains anything."""
STILL_PX = 0.35
"""A corner that moved less, on the coarse grid, has not moved: trackers and codecs are no better."""
STILL_SHARE = 0.4
"""If so many corners stand still so does the camera: nothing else holds that many at zero."""
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
    corners = cv2.goodFeaturesToTrack(previous, MOST_CORNERS, CORNER_QUALITY, CORNER_DISTANCE_PX)
    if corners is None:
        return Matches(nothing, nothing)
    found, status, _ = cv2.calcOpticalFlowPyrLK(
        previous,
        current,
        corners,
        None,
        winSize=WINDOW_PX,
        maxLevel=PYRAMID_LEVELS,  # type: ignore[call-overload]
    )
    kept = status.ravel() == 1
    return Matches(corners.reshape(-1, 2)[kept], found.reshape(-1, 2)[kept])


def background_motion(matches: Matches) -> BackgroundMotion:
    """The motion that most matches share; standing still is preferred where enough of them do.

    A still camera in front of a crowd sees more corners move than rest, hence the preference.
    """
    count = len(matches.now)
    step = np.linalg.norm(matches.now - matches.before, axis=1)
    still = step < STILL_PX
    if count < FEWEST_MATCHES or still.mean() >= STILL_SHARE:
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
