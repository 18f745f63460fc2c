# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Exact optical flow: where each visible point of a surface goes in the next picture, hidden there or not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.simulation.camera import Lens

Array = NDArray[np.float64]


def rigid(position: Array, orientation: Array) -> Array:
    """Poses [N, 4, 4] of positions [N, 3] and unit quaternions [N, 4] wxyz."""
    w, x, y, z = np.asarray(orientation, np.float64).T
    poses = np.zeros((len(w), 4, 4))
    poses[:, 0, :3] = np.stack((1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)), axis=-1)
    poses[:, 1, :3] = np.stack((2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)), axis=-1)
    poses[:, 2, :3] = np.stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)), axis=-1)
    poses[:, :3, 3] = position
    poses[:, 3, 3] = 1.0
    return poses


def dense_flow(
    depth: NDArray[np.uint16],
    masks: NDArray[np.uint8],
    lens: Lens,
    rows: tuple[Array, Array],
    T_odom_cam: tuple[Array, Array],
) -> NDArray[np.float16]:
    """Flow [H, W, 2] px (x, y) from one frame to the next; zero where there is no depth.

    Args:
        depth: [H, W] mm along the optical axis.
        masks: [H, W] row + 1; 0 is a background that stands still.
        lens: of the camera.
        rows: poses [N, 4, 4] in odom of every row in this frame and in the next.
        T_odom_cam: pose [4, 4] of the optical frame in this frame and in the next.
    """
    here, there = rows
    cam, cam_next = T_odom_cam
    to_next = np.linalg.inv(cam_next)
    # One transform a row, from this camera's frame to the next one's: through the row's own frame.
    moved = np.concatenate((np.eye(4)[None], there @ np.linalg.inv(here)))
    transforms = to_next @ moved @ cam
    flow = np.zeros((*depth.shape, 2), np.float16)
    known = depth > 0
    points = lens.rays[known] * (depth[known][:, None] / 1000.0)
    T = transforms[masks[known]]
    after = np.einsum("pij,pj->pi", T[:, :3, :3], points) + T[:, :3, 3]
    after[:, 2] = np.maximum(after[:, 2], 1e-3)
    v, u = np.nonzero(known)
    flow[known] = lens.project(after) - np.stack((u, v), axis=-1)
    return flow
