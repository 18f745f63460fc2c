# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What the camera could see of a trajectory that is not rendered: rays from it to points of every row."""

from __future__ import annotations

import math

import mujoco
import numpy as np
from numpy.typing import NDArray

from training.episodes.trajectory import Trajectory
from training.simulation.bodies import Viewpoint
from training.simulation.world import Scene

PROBES = np.array([(0, 0, 0), (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1)]) * 0.45
"""Points of a row that rays are sent to, as shares of its extent."""
AWAY = np.array([0.0, 0.0, -1e4])


def visible(scene: Scene, trajectory: Trajectory) -> NDArray[np.bool_]:
    """Which rows [T, N] show any of their probed points inside the (square) picture."""
    seen = np.zeros((trajectory.frames, trajectory.rows), bool)
    present = np.ones_like(seen) if trajectory.present is None else trajectory.present
    rotations = _matrices(trajectory.orientation)
    probes = PROBES * trajectory.extent[:, None, :]
    points = trajectory.position[:, :, None] + np.einsum("tnij,npj->tnpi", rotations, probes)
    inside = _in_picture(scene.layout.viewpoint, points) & present[..., None]
    data = mujoco.MjData(scene.model)
    mujoco.mj_forward(scene.model, data)
    eye = np.array(scene.layout.viewpoint.position, float)
    for frame in range(trajectory.frames):
        if frame and _unchanged(trajectory, present, frame):
            seen[frame] = seen[frame - 1]
            continue
        _place(scene, data, trajectory, frame, rotations[frame], present[frame])
        for row, geom in enumerate(scene.geom_ids):
            rays = points[frame, row, inside[frame, row]] - eye
            seen[frame, row] = any(_hits(scene, data, eye, ray, geom) for ray in rays)
    return seen


def _unchanged(trajectory: Trajectory, present: NDArray[np.bool_], frame: int) -> bool:
    now, before = slice(frame, frame + 1), slice(frame - 1, frame)
    arrays = (trajectory.position, trajectory.orientation, present)
    return all(np.array_equal(array[now], array[before]) for array in arrays)


def _place(
    scene: Scene,
    data: mujoco.MjData,
    trajectory: Trajectory,
    frame: int,
    rotations: NDArray[np.float64],
    present: NDArray[np.bool_],
) -> None:
    moved = ~trajectory.is_static
    data.geom_xmat[scene.geom_ids[moved]] = rotations[moved].reshape(-1, 9)
    where = np.where(present[:, None], trajectory.position[frame], AWAY)
    data.geom_xpos[scene.geom_ids[moved]] = where[moved]


def _hits(
    scene: Scene, data: mujoco.MjData, eye: NDArray[np.float64], ray: NDArray[np.float64], geom: int
) -> bool:
    hit = np.empty(1, np.int32)
    mujoco.mj_ray(scene.model, data, eye, ray, None, 1, -1, hit, None)
    return int(hit[0]) == geom


def _in_picture(viewpoint: Viewpoint, points: NDArray[np.float64]) -> NDArray[np.bool_]:
    forward = np.subtract(viewpoint.target, viewpoint.position)
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    relative = points - np.array(viewpoint.position)
    ahead = relative @ forward
    edge = ahead * math.tan(0.5 * math.radians(viewpoint.fov_y_deg))
    across, up = relative @ right, relative @ np.cross(right, forward)
    inside: NDArray[np.bool_] = (ahead > 0) & (np.abs(across) < edge) & (np.abs(up) < edge)
    return inside


def _matrices(quaternions: NDArray[np.float32]) -> NDArray[np.float64]:
    w, x, y, z = np.moveaxis(quaternions.astype(float), -1, 0)
    columns = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.moveaxis(np.array(columns), (0, 1), (-2, -1))
