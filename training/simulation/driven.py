# SPDX-FileCopyrightText: 2026 SGW contributors
# SPDX-License-Identifier: Apache-2.0
"""Things that move by themselves: where they are is written down, not simulated."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from training.simulation.contacts import ContactLog
from training.simulation.recording import Recording
from training.simulation.world import Scene

Array = NDArray[np.float64]
STANDING_MPS = 1e-3


def drive(scene: Scene, paths: Mapping[str, Array], dt: float) -> Recording:
    """A recording of a scene whose named parts follow paths [T, 2] m at the height they were built at.

    A part looks where it goes, and a sphere rolls; the others stand still. Frames are `dt` s apart.
    """
    frames = len(next(iter(paths.values())))
    position, orientation = (np.repeat(values[None], frames, axis=0) for values in scene.poses())
    for row, part in enumerate(scene.layout.parts):
        if part.name in paths:
            path = paths[part.name]
            position[:, row, :2] = path
            turn = about("z", heading(np.gradient(path, dt, axis=0)))
            if part.shape == "sphere":
                steps_m = np.linalg.norm(np.diff(path, axis=0, prepend=path[:1]), axis=-1)
                turn = turn * about("y", np.cumsum(steps_m) / (0.5 * part.extent[2]))
            orientation[:, row] = wxyz(turn)
    return from_poses(scene, position, orientation, dt)


def from_poses(scene: Scene, position: Array, orientation: Array, dt: float) -> Recording:
    """A recording of given poses [T, N, 3] m and [T, N, 4] wxyz; velocities are their differences."""
    frames, rows = position.shape[:2]
    linear = np.gradient(position, dt, axis=0)
    turns = Rotation.from_quat(np.roll(orientation, -1, axis=-1).reshape(-1, 4))
    after = np.minimum(np.arange(frames) + 1, frames - 1)
    index = np.arange(frames * rows).reshape(frames, rows)
    step = turns[index[after].ravel()] * turns.inv()
    angular = step.as_rotvec().reshape(frames, rows, 3) / dt
    return Recording(
        position.astype(np.float32),
        orientation.astype(np.float32),
        linear.astype(np.float32),
        angular.astype(np.float32),
        np.zeros(frames),
        ContactLog().table(scene),
        dt,
        frames,
        0,
    )


def heading(velocity: Array) -> Array:
    """Yaw [T] rad, unwrapped; what stands keeps looking where it went last, or will go first."""
    moving = np.linalg.norm(velocity, axis=-1) > STANDING_MPS
    if not moving.any():
        return np.zeros(len(velocity))
    last = np.maximum.accumulate(np.where(moving, np.arange(len(moving)), -1))
    last[last < 0] = int(np.argmax(moving))
    return np.unwrap(np.arctan2(velocity[last, 1], velocity[last, 0]))


def about(axis: str, angle: Array) -> Rotation:
    """Turns [T] about x, y or z."""
    return Rotation.from_rotvec(np.outer(angle, np.eye(3)["xyz".index(axis)]))


def wxyz(turn: Rotation) -> Array:
    """Quaternions [T, 4]."""
    return np.roll(turn.as_quat(), 1, axis=-1)
