# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""What a forecaster may see of an episode: its first half second, and a floor where none is listed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from training.episodes.errors import EpisodeError
from training.episodes.trajectory import Trajectory

OBSERVED_S = 0.5
FLOOR_SIDE_M, FLOOR_DEPTH_M = 40.0, 1.0
LEVEL_COSINE = 0.999
"""A floor leans by less than 2.6 degrees."""
FLAT = 0.01
"""Thickness of a mesh that is a floor, as a share of its side."""


def observed_frames(trajectory: Trajectory, observed_s: float = OBSERVED_S) -> int:
    """How many frames are seen: those up to `observed_s` after the first.

    Raises:
        EpisodeError: nothing is left to be forecast.
    """
    frames = round(observed_s / trajectory.dt) + 1
    if frames >= trajectory.frames:
        raise EpisodeError(
            f"dt x T: {trajectory.frames} frames, {trajectory.dt:g} s apart, leave nothing to forecast"
            f" after {observed_s:g} s"
        )
    return frames


def observe(trajectory: Trajectory, frames: int) -> Trajectory:
    """The first `frames` frames, without any answer: what a forecaster is handed cannot hold the future."""
    cut = slice(0, frames)
    return replace(
        trajectory,
        position=trajectory.position[cut],
        orientation=trajectory.orientation[cut],
        linear_velocity=trajectory.linear_velocity[cut],
        angular_velocity=trajectory.angular_velocity[cut],
        contact=trajectory.contact[cut],
        present=None if trajectory.present is None else trajectory.present[cut],
        visible=None if trajectory.visible is None else trajectory.visible[cut],
        answer=None,
        violation="",
        t_violation=float("nan"),
        pair="",
    )


def floor_row(trajectory: Trajectory) -> int | None:
    """The widest static, level slab that all movable rows stand over at first; None: not listed."""
    best, best_area = None, 0.0
    movable = trajectory.position[0][~trajectory.is_static]
    for row in np.flatnonzero(trajectory.is_static).tolist():
        extent = trajectory.extent[row]
        # A mesh is a floor if it is flat; of others nobody knows where among its points the top is level.
        if trajectory.shape[row] != "box" and not _is_flat_mesh(trajectory, row):
            continue
        axes = rotation_matrices(trajectory.orientation[0, row])
        upright = int(np.argmax(np.abs(axes[2])))
        flat = [axis for axis in range(3) if axis != upright]
        beside = (movable - trajectory.position[0, row]) @ axes
        area = float(np.prod(extent[flat]))
        over = bool((np.abs(beside[:, flat]) <= 0.5 * extent[flat]).all())
        if abs(axes[2, upright]) >= LEVEL_COSINE and over and area > best_area:
            best, best_area = row, area
    return best


def _is_flat_mesh(trajectory: Trajectory, row: int) -> bool:
    extent = trajectory.extent[row]
    return trajectory.shape[row] == "mesh" and float(extent.min()) <= FLAT * float(extent.max())


def floor_height(trajectory: Trajectory) -> float:
    """Height of the floor's top, m; 0 where no floor is listed."""
    row = floor_row(trajectory)
    if row is None:
        return 0.0
    up = np.abs(rotation_matrices(trajectory.orientation[0, row])[2])
    return float(trajectory.position[0, row, 2] + 0.5 * trajectory.extent[row] @ up)


def with_floor(trajectory: Trajectory) -> Trajectory:
    """The same with one make of floor: a box with its own z upwards that is a metre deep.

    A listed one keeps its top and its sides; where none is listed, one at z = 0 becomes the last row.
    """
    row = floor_row(trajectory)
    return _added_floor(trajectory) if row is None else _deepened(trajectory, row)


def _deepened(trajectory: Trajectory, row: int) -> Trajectory:
    extent, shape = trajectory.extent[row], trajectory.shape[row]
    axes = rotation_matrices(trajectory.orientation[0, row])
    upright = int(np.argmax(np.abs(axes[2])))
    if shape == "box" and upright == 2 and extent[2] == FLOOR_DEPTH_M:
        return trajectory
    # Of the four ways to tell the same box the one that is turned least.
    second, first = sorted({0, 1, 2} - {upright}, key=lambda axis: abs(axes[0, axis]))
    top = floor_height(trajectory)
    yaw = np.arctan(axes[1, first] / axes[0, first])
    position, orientation = trajectory.position.copy(), trajectory.orientation.copy()
    position[:, row, 2] = top - 0.5 * FLOOR_DEPTH_M
    orientation[:, row] = (np.cos(0.5 * yaw), 0.0, 0.0, np.sin(0.5 * yaw))
    sizes = trajectory.extent.copy()
    sizes[row] = (extent[first], extent[second], FLOOR_DEPTH_M)
    return replace(
        trajectory,
        position=position,
        orientation=orientation,
        extent=sizes,
        shape=(*trajectory.shape[:row], "box", *trajectory.shape[row + 1 :]),
        vertices={mesh: points for mesh, points in trajectory.vertices.items() if mesh != row},
    )


def _added_floor(trajectory: Trajectory) -> Trajectory:
    frames, rows = trajectory.frames, trajectory.rows
    identity = np.tile(np.array([1, 0, 0, 0], np.float32), (frames, 1, 1))
    still = np.zeros((frames, 1, 3), np.float32)
    contact = np.zeros((frames, rows + 1, rows + 1), bool)
    contact[:, :rows, :rows] = trajectory.contact
    middle = trajectory.position[0, :, :2].mean(axis=0) if rows else np.zeros(2)
    place = np.array([*middle, -0.5 * FLOOR_DEPTH_M], np.float32)
    extent = np.array([[FLOOR_SIDE_M, FLOOR_SIDE_M, FLOOR_DEPTH_M]], np.float32)
    body = trajectory.body
    return replace(
        trajectory,
        position=np.concatenate([trajectory.position, still + place], axis=1),
        orientation=np.concatenate([trajectory.orientation, identity], axis=1),
        linear_velocity=np.concatenate([trajectory.linear_velocity, still], axis=1),
        angular_velocity=np.concatenate([trajectory.angular_velocity, still], axis=1),
        extent=np.concatenate([trajectory.extent, extent]),
        shape=(*trajectory.shape, "box"),
        mass=np.append(trajectory.mass, np.float32(0)),
        friction=np.append(trajectory.friction, np.float32(0)),
        restitution=np.append(trajectory.restitution, np.float32(1)),
        is_static=np.append(trajectory.is_static, True),
        contact=contact,
        rolling_friction=_more(trajectory.rolling_friction, 0.0),
        spinning_friction=_more(trajectory.spinning_friction, 0.0),
        present=_more_column(trajectory.present),
        visible=_more_column(trajectory.visible),
        body=None if body is None else np.append(body, body.max(initial=-1) + 1),
    )


def rotation_matrices(quaternions: NDArray[np.float32]) -> NDArray[np.float64]:
    """[..., 4] wxyz to [..., 3, 3]; columns are the body's axes in the world."""
    w, x, y, z = np.moveaxis(quaternions.astype(float), -1, 0)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)


def _more(values: NDArray[np.float32] | None, value: float) -> NDArray[np.float32] | None:
    return None if values is None else np.append(values, np.float32(value))


def _more_column(values: NDArray[np.bool_] | None) -> NDArray[np.bool_] | None:
    return None if values is None else np.concatenate([values, np.ones((len(values), 1), bool)], axis=1)
