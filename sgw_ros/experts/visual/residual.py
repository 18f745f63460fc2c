# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects in front of a moving camera: flow that the camera's own motion does not explain."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.types import Array, FlowResult
from sgw_ros.experts.flow.dense import pixel_grid
from sgw_ros.experts.visual.background import Mask
from sgw_ros.experts.visual.blobs import Blob, blobs_of

SMALLEST_RESIDUAL = 1.2
"""Residual flow in grid pixels that is never more than flow's own error."""
PARALLAX = 1.0
"""Error of the expectation as a share of it, without depth: parallax may double or cancel the flow of
the background, so only what moves against or across it stands out."""
CLEAR_FACTOR = 1.6
TRUSTED = 100
"""Flow confidence (of 255) from which a vector counts."""
FLOOD_SHARE = 0.4
"""So much unexplained flow means that the camera's motion was misjudged, not that all moves."""


def moving_blobs(flow: FlowResult, smallest_px: float) -> list[Blob] | None:
    """Bodies that move by themselves, on the flow's grid; None when the flow tells nothing."""
    field, motion = flow.field, flow.camera_motion
    expected = _background_flow(motion.homography, field.confidence.shape, field.downscale)
    differs, clear = unexplained(
        field.flow / np.float32(field.downscale), field.confidence, expected, PARALLAX
    )
    if not field.confidence.any() or np.count_nonzero(clear) > FLOOD_SHARE * clear.size:
        return None
    return blobs_of(differs, clear, smallest_px)


def unexplained(
    flow: NDArray[np.float32],
    confidence: NDArray[np.uint8],
    expected: NDArray[np.float32],
    relative_error: float,
) -> tuple[Mask, Mask]:
    """Where [h, w] trusted flow differs from what was expected of things at rest: (at all, clearly).

    Args:
        flow: [h, w, 2] grid pixels.
        confidence: [h, w], of 255.
        expected: [h, w, 2] grid pixels; NaN where nothing is expected, hence nothing unexplained.
        relative_error: How wrong the expectation may be, as a share of it.
    """
    difference = flow - expected
    residual = cv2.magnitude(difference[..., 0].copy(), difference[..., 1].copy())
    threshold = SMALLEST_RESIDUAL + relative_error * cv2.magnitude(
        expected[..., 0].copy(), expected[..., 1].copy()
    )
    trusted = confidence >= TRUSTED
    differs = trusted & (residual > threshold)
    clear = trusted & (residual > CLEAR_FACTOR * threshold)
    return differs.view(np.uint8) * np.uint8(255), clear.view(np.uint8) * np.uint8(255)


def _background_flow(homography: Array, shape: tuple[int, ...], downscale: int) -> NDArray[np.float32]:
    """Flow [h, w, 2] in grid pixels of a background that moves by the homography of full pixels."""
    shift = 0.5 * (downscale - 1)
    S = np.array([[downscale, 0.0, shift], [0.0, downscale, shift], [0.0, 0.0, 1.0]])
    backward = np.linalg.inv(S) @ np.linalg.inv(homography) @ S
    now = pixel_grid(shape[0], shape[1])
    return np.asarray(now - cv2.perspectiveTransform(now, backward), np.float32)
