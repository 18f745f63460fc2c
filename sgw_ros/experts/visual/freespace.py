# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Objects in front of a moving camera that measures depth: what stands where it saw through before.

Free space is the one thing that a depth picture proves. A point that lies well in front of what was
seen along the same ray a moment ago has moved in there, however fast, small or bare of texture it is.
Points behind are merely uncovered and tell nothing. Where the ray had no depth, flow is asked.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from sgw_ros.core.geometry import compose, invert, rotation_matrix
from sgw_ros.core.types import Camera, FlowField, FlowResult, Frame, Pose
from sgw_ros.experts.visual.background import Mask
from sgw_ros.experts.visual.blobs import Blob, blobs_of
from sgw_ros.experts.visual.body import whole_body
from sgw_ros.experts.visual.residual import unexplained

COARSER = 2
"""How much coarser than the flow's grid this one is."""
MEMORY_S = 0.45
"""How long ago the space was seen free: long enough for a walker to move by his own width."""
MARGIN_M, MARGIN_SHARE = 0.12, 0.06
"""How much nearer, absolutely and per metre of distance, is more than noise of depth and pose."""
FARTHEST_M = 12.0
"""Further away a stereo camera's error exceeds the margin."""
FLOW_ERROR = 0.35
"""Error of the flow that is expected of things at rest, as a share of it: pose and depth have errors."""

_NEIGHBOURS = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """A depth picture [h, w] m, 0 where unknown, and where it was taken from."""

    stamp_ns: int
    depth: NDArray[np.float32]
    T_start_cam: Pose


class FreeSpace:
    """Remembers half a second of depth pictures and finds what has moved into their free space."""

    def __init__(self) -> None:
        self._views: deque[_View] = deque()
        self._T_start_cam = Pose()

    def look(self, frame: Frame, flow: FlowResult, smallest_share: float) -> tuple[list[Blob], int] | None:
        """Bodies on a coarse grid and how coarse it is; None without depth, scale or an earlier view."""
        motion = flow.camera_motion
        if frame.depth is None or frame.depth.shape != frame.image.shape[:2] or not motion.metric:
            self._views.clear()
            return None
        self._T_start_cam = compose(self._T_start_cam, motion.T_prev_cur)
        stride = COARSER * flow.field.downscale
        view = _View(frame.stamp_ns, _coarse(frame.depth, stride), self._T_start_cam)
        self._forget(view, motion.previous_stamp_ns)
        earlier = self._views[0] if self._views else None
        self._views.append(view)
        if earlier is None:
            return None
        camera = _coarse_camera(frame.camera, stride)
        intruding, unproved = _intruding(view, earlier, camera)
        seeds = intruding | (_unexplained(view, flow, camera) & unproved)
        blobs = blobs_of(seeds, seeds, smallest_share * seeds.size)
        return [whole_body(blob, view.depth) for blob in blobs], stride

    def _forget(self, view: _View, previous_ns: int) -> None:
        """Drop views that are too old, of another size, or from before a gap in the motion's chain."""
        if self._views and (
            self._views[-1].stamp_ns != previous_ns or self._views[-1].depth.shape != view.depth.shape
        ):
            self._views.clear()
        while len(self._views) > 1 and view.stamp_ns - self._views[0].stamp_ns > MEMORY_S * 1e9:
            self._views.popleft()


def _coarse(depth: NDArray[np.float32], stride: int) -> NDArray[np.float32]:
    picked = depth[stride // 2 :: stride, stride // 2 :: stride]
    known = np.isfinite(picked) & (picked > 0.0) & (picked < FARTHEST_M)
    return np.where(known, picked, np.float32(0.0))


def _coarse_camera(camera: Camera, stride: int) -> tuple[float, float, float, float]:
    """fx, fy, cx, cy of every stride-th pixel."""
    first = stride // 2
    return camera.fx / stride, camera.fy / stride, (camera.cx - first) / stride, (camera.cy - first) / stride


def _seen_from(
    depth: NDArray[np.float32], T_then_now: Pose, camera: tuple[float, float, float, float]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Pixel u, v and distance Z, each [h, w], at which the camera then had the present surface."""
    fx, fy, cx, cy = (np.float32(value) for value in camera)
    height, width = depth.shape
    x = ((np.arange(width, dtype=np.float32) - cx) / fx)[None, :]
    y = ((np.arange(height, dtype=np.float32) - cy) / fy)[:, None]
    R = rotation_matrix(T_then_now.orientation).astype(np.float32)
    t = np.asarray(T_then_now.position, np.float32)
    X, Y, Z = (depth * (R[i, 0] * x + R[i, 1] * y + R[i, 2]) + t[i] for i in range(3))
    ahead = np.maximum(Z, np.float32(1e-3))
    return fx * X / ahead + cx, fy * Y / ahead + cy, Z


def _intruding(now: _View, earlier: _View, camera: tuple[float, float, float, float]) -> tuple[Mask, Mask]:
    """Where [h, w] the present surface lies in what was free space then, and where that is not known."""
    u, v, Z = _seen_from(now.depth, compose(invert(earlier.T_start_cam), now.T_start_cam), camera)
    # The nearest of the neighbours, so that a silhouette half a pixel off is no intruder; an unknown
    # neighbour counts as nearest of all.
    nearest = cv2.erode(earlier.depth, _NEIGHBOURS)
    seen = cv2.remap(nearest, u, v, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=0.0)
    known = (now.depth > 0.0) & (Z > 0.0)
    intruding = known & (seen > Z + (MARGIN_M + MARGIN_SHARE * Z))
    return _mask(intruding), _mask(known & (seen == 0.0))


def _unexplained(now: _View, flow: FlowResult, camera: tuple[float, float, float, float]) -> Mask:
    """Where [h, w] flow differs clearly from that of things at rest at their measured depth."""
    height, width = now.depth.shape
    u, v, Z = _seen_from(now.depth, flow.camera_motion.T_prev_cur, camera)
    x, y = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    expected = np.stack([x[None, :] - u, y[:, None] - v], axis=-1)
    expected[(now.depth == 0.0) | (Z <= 0.0)] = np.nan
    field = _on_grid(flow.field, height, width)
    if field is None:
        return np.zeros((height, width), np.uint8)
    return unexplained(field[0], field[1], expected, FLOW_ERROR)[1]


def _on_grid(
    field: FlowField, height: int, width: int
) -> tuple[NDArray[np.float32], NDArray[np.uint8]] | None:
    """Flow in pixels of the coarse grid and its confidence; None when the grids do not match."""
    first = COARSER // 2
    flow = field.flow[first::COARSER, first::COARSER][:height, :width]
    if flow.shape[:2] != (height, width):
        return None
    confidence = field.confidence[first::COARSER, first::COARSER][:height, :width]
    return flow / np.float32(COARSER * field.downscale), confidence


def _mask(condition: NDArray[np.bool_]) -> Mask:
    return condition.view(np.uint8) * np.uint8(255)
