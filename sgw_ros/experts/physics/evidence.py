# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the picture itself says about the place where an object should be."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.geometry import invert, rotation_matrix
from sgw_ros.core.types import Array, Frame, Pose

Box = tuple[float, float, float, float]

DEPTH_MARGIN_M, DEPTH_NOISE = 0.3, 0.015
"""A surface this close to the expected distance, m, or this share of its square, may be the thing."""
HIDING_SHARE, FOUND_SHARE = 0.3, 0.2
"""Shares of the place that something nearer must cover to hide it, and the thing to be there."""
PATCH_PX = 12
"""Side of the thumbnails that are compared: coarse enough to forgive a box that is a little off."""
ALIKE = 25.0
"""Mean difference, grey levels 0-255, up to which two thumbnails show the same."""
ENOUGH_PIXELS = 10


def thumbnail(frame: Frame, box: Box) -> NDArray[np.float32] | None:
    """The middle of a box, `PATCH_PX` x `PATCH_PX` x 3, or None where it shows too little of the picture."""
    patch = _middle(frame.image, box)
    if patch is None:
        return None
    return cv2.resize(patch, (PATCH_PX, PATCH_PX), interpolation=cv2.INTER_AREA).astype(np.float32)


def still_there(before: NDArray[np.float32] | None, now: NDArray[np.float32] | None) -> bool:
    """Whether two thumbnails show the same; unknown ones do, for a claim needs evidence."""
    return before is None or now is None or float(np.abs(before - now).mean()) <= ALIKE


def gone_by_depth(frame: Frame, box: Box, expected_m: float, sigma_m: float, reach_px: float) -> bool | None:
    """Whether depth shows that a thing is gone: True gone, False there or hidden, None unknown.

    It is looked for at its distance `expected_m`, known to `sigma_m`, and up to `reach_px` to both
    sides; what is nearer hides it. The lower part of the box is left out: there the floor is as far
    away as what stands on it.
    """
    if frame.depth is None:
        return None
    height, width = frame.depth.shape
    x0, y0, x1, y1 = box
    top, bottom = max(int(y0 + 0.1 * (y1 - y0)), 0), min(int(y0 + 0.6 * (y1 - y0)) + 1, height)
    left, right = max(int(x0 - reach_px), 0), min(int(x1 + reach_px) + 1, width)
    if bottom - top < 3 or right - left < 3:
        return None
    region = frame.depth[top:bottom, left:right]
    within = region[:, max(int(x0), 0) - left : min(int(x1) + 1, width) - left]
    valid = within[np.isfinite(within) & (within > 0.05)]
    if valid.size < max(ENOUGH_PIXELS, 0.3 * within.size):
        return None
    margin_m = max(DEPTH_MARGIN_M, DEPTH_NOISE * expected_m**2) + 2.0 * sigma_m
    if (valid < expected_m - margin_m).mean() > HIDING_SHARE:
        return False
    found = np.count_nonzero(np.abs(region - expected_m) <= margin_m)
    return bool(found < FOUND_SHARE * within.size)


def supported(frame: Frame, box: Box, depth_m: float) -> bool:
    """Whether something at the object's distance lies right below its box: a table, a hand."""
    if frame.depth is None:
        return False
    x0, _, x1, y1 = box
    strip = frame.depth[
        max(int(y1), 0) : max(int(y1 + 0.3 * (x1 - x0)) + 2, 0), max(int(x0), 0) : max(int(x1), 0)
    ]
    valid = strip[np.isfinite(strip) & (strip > 0.05)]
    if valid.size < ENOUGH_PIXELS:
        return True  # nothing is known there, so nothing is claimed
    return bool((np.abs(valid - depth_m) < DEPTH_MARGIN_M).mean() > 0.2)


def depth_of(T_odom_cam: Pose, position: Array) -> float:
    """Distance of a point [3] in odom along the optical axis, m."""
    forward = rotation_matrix(invert(T_odom_cam).orientation)[2]
    return float(forward @ (position - np.asarray(T_odom_cam.position)))


def depth_sigma(T_odom_cam: Pose, covariance: Array) -> float:
    """Standard deviation of that distance, m, from a position covariance [3, 3]."""
    forward = rotation_matrix(invert(T_odom_cam).orientation)[2]
    return float(np.sqrt(max(forward @ covariance @ forward, 0.0)))


def _middle(picture: NDArray[np.uint8] | NDArray[np.float32], box: Box) -> NDArray[np.float32] | None:
    height, width = picture.shape[:2]
    dx, dy = 0.25 * (box[2] - box[0]), 0.25 * (box[3] - box[1])
    x0, x1 = max(int(box[0] + dx), 0), min(int(box[2] - dx) + 1, width)
    y0, y1 = max(int(box[1] + dy), 0), min(int(box[3] - dy) + 1, height)
    if x1 - x0 < 3 or y1 - y0 < 3:
        return None
    return picture[y0:y1, x0:x1]  # type: ignore[return-value]
