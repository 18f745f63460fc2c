# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects in front of a moving camera: flow that the camera's own motion does not explain."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.geometry import rotation_matrix
from sgw_ros.core.types import Camera, CameraMotion, FlowResult, Frame
from sgw_ros.experts.visual.background import Mask
from sgw_ros.experts.visual.blobs import Blob, blobs_of

SMALLEST_RESIDUAL = 1.2
"""Residual flow in grid pixels that is never more than flow's own error."""
RELATIVE_RESIDUAL = 0.35
"""Share of the expected flow that an error of pose or depth may make of it."""
PARALLAX_RESIDUAL = 1.0
"""The same where no depth is known: parallax may double or cancel the flow of the background."""
CLEAR_FACTOR = 1.6
TRUSTED = 100
"""Flow confidence (of 255) from which a vector counts."""
FLOOD_SHARE = 0.4
"""So much unexplained flow means that the camera's motion was misjudged, not that all moves."""


def moving_blobs(frame: Frame, flow: FlowResult, smallest_px: float) -> list[Blob] | None:
    """Bodies that move by themselves, on the flow's grid; None when the flow tells nothing."""
    field, motion = flow.field, flow.camera_motion
    expected, relative = _expected(frame, field.flow.shape[:2], field.downscale, motion)
    residual = cv2.magnitude(*cv2.split(field.flow - expected)) / field.downscale
    size = cv2.magnitude(*cv2.split(expected)) / field.downscale
    threshold = SMALLEST_RESIDUAL + relative * size
    trusted = (field.confidence >= TRUSTED) & np.isfinite(residual)
    differs = _mask(trusted & (residual > threshold))
    clear = _mask(trusted & (residual > CLEAR_FACTOR * threshold))
    if np.count_nonzero(trusted) == 0 or np.count_nonzero(clear) > FLOOD_SHARE * clear.size:
        return None
    return blobs_of(differs, clear, smallest_px)


def _expected(
    frame: Frame, shape: tuple[int, ...], downscale: int, motion: CameraMotion
) -> tuple[NDArray[np.float32], float]:
    """Flow [h, w, 2] (full-resolution px) of things at rest, and the relative error it may have."""
    centre = 0.5 * (downscale - 1)
    x = np.arange(shape[1], dtype=np.float32) * downscale + centre
    y = np.arange(shape[0], dtype=np.float32) * downscale + centre
    now = np.stack(np.meshgrid(x, y), axis=-1)
    flat = now - cv2.perspectiveTransform(now, np.linalg.inv(motion.homography))
    if frame.depth is None or not motion.metric or frame.depth.shape != frame.image.shape[:2]:
        return flat.astype(np.float32), PARALLAX_RESIDUAL
    half = downscale // 2
    depth = frame.depth[half::downscale, half::downscale][: shape[0], : shape[1]]
    rigid = now - _seen_before(now, depth, frame.camera, motion)
    # Where the depth has a hole there is no expectation, hence no residual.
    return rigid.astype(np.float32), RELATIVE_RESIDUAL


def _seen_before(
    now: NDArray[np.float32], depth: NDArray[np.float32], camera: Camera, motion: CameraMotion
) -> NDArray[np.float32]:
    """Where the points at rest behind the pixels `now` [h, w, 2] were in the previous picture."""
    z = np.where(depth > 0.0, depth, np.nan).astype(np.float32)
    R = rotation_matrix(motion.T_prev_cur.orientation).astype(np.float32)
    t = np.asarray(motion.T_prev_cur.position, np.float32)
    rays = np.stack(
        [(now[..., 0] - camera.cx) / camera.fx, (now[..., 1] - camera.cy) / camera.fy, np.ones_like(z)],
        axis=-1,
    )
    p = (rays * z[..., None]).reshape(-1, 3).astype(np.float32) @ R.T + t
    with np.errstate(invalid="ignore", divide="ignore"):
        u = camera.fx * p[:, 0] / p[:, 2] + camera.cx
        v = camera.fy * p[:, 1] / p[:, 2] + camera.cy
    return np.stack([u, v], axis=-1).reshape(now.shape).astype(np.float32)


def _mask(condition: NDArray[np.bool_]) -> Mask:
    return condition.view(np.uint8) * np.uint8(255)
